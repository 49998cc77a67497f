// What a SQL text costs: measured over the hosts that ran it, or by the stated rule. Two spellings of
// one query share their cost. Measuring itself is cost-collection's.
import { hash } from 'node:crypto'
import { normalText } from '@/lib/sql/normal-text'
import { findSqlCosts } from '@/lib/store/costs'
import type { SqlCost } from '@/lib/wire/costs'

export { dearestPlatform, estimateByRule } from '@/lib/domain/cost-rule'
export { costClass, dailyCost } from '@/lib/wire/costs'

/** Names a query's text whatever its layout, in the form of a UUID. */
export function sqlDigest(sqlText: string): string {
  return hash('sha256', normalText(sqlText))
    .slice(0, 32)
    .replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-')
}

/** The measured cost of each text, null where no host has run it. Keys are the texts as given. */
export async function costsOf(sqlTexts: readonly string[]): Promise<Map<string, SqlCost | null>> {
  const digests = new Map(sqlTexts.map((text) => [text, sqlDigest(text)]))
  const stored = digests.size > 0 ? await findSqlCosts([...new Set(digests.values())]) : []
  return new Map(
    [...digests].map(([text, digest]) => {
      const own = stored.filter(({ sql_digest }) => sql_digest === digest)
      const all = own.find(({ platform }) => platform === '')
      if (!all) return [text, null]
      const apart = own.filter(({ platform }) => platform !== '')
      const platforms = Object.fromEntries(apart.map(({ platform, cost }) => [platform, cost]))
      return [text, { ...all.cost, platforms }]
    }),
  )
}
