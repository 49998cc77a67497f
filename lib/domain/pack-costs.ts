// What packs cost one host a day: the processor time of each query times its runs, measured where any
// host has run the same SQL, otherwise by the stated rule.
import { costsOf, dearestPlatform, estimateByRule } from '@/lib/domain/costs'
import { listPackTexts } from '@/lib/store/pack-listing'
import type { PackSummary } from '@/lib/wire/pack-listing'
import type { Platform } from '@/lib/wire/platforms'

type DayCost = NonNullable<PackSummary['cost']>

const daySeconds = 86_400

/** By pack id; packs without queries have none. */
export async function costsOfPacks(ids: number[]): Promise<Map<number, DayCost>> {
  const texts = await listPackTexts(ids)
  const measured = await costsOf([...new Set(texts.map(({ query }) => query))])
  const estimates = new Map<string, number>()
  const estimate = (query: string, platform: Platform) => {
    const key = `${platform} ${query}`
    const known = estimates.get(key) ?? estimateByRule(query, platform).cpu_ms
    estimates.set(key, known)
    return known
  }
  const costs = new Map<number, DayCost>()
  for (const { pack_id, query, platform, interval } of texts) {
    const own = measured.get(query)
    const runMs = own ? own.cpu_ms.p95 : estimate(query, dearestPlatform(platform))
    const sum = costs.get(pack_id) ?? { agent_seconds_per_day: 0, basis: 'measured' }
    costs.set(pack_id, {
      agent_seconds_per_day: sum.agent_seconds_per_day + (runMs / 1_000) * (daySeconds / interval),
      basis: own ? sum.basis : 'rule',
    })
  }
  return costs
}
