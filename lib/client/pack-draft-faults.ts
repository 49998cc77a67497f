// What stands against saving a draft, as far as the page can tell by itself: the same rules as the
// server's, which has the last word.
import { checkInterval, checkPackName, checkQueryName } from '@/lib/wire/pack-rules'
import { sqlBytesMax } from '@/lib/wire/queries'
import type { DraftContent, DraftQuery } from './pack-draft'

export type DraftError = {
  /** The query at fault; undefined: the pack itself. */
  query_id: number | undefined
  field: string
  message: string
  line?: number
  column?: number
}

export function queryNameFault(name: string): string | undefined {
  return checkQueryName(name) ?? undefined
}

const own = new WeakMap<DraftQuery, readonly DraftError[]>()

function sqlFault(sql: string): string | undefined {
  if (sql.trim() === '') return 'must not be empty'
  // Three bytes are the most that one UTF-16 unit takes.
  if (sql.length * 3 <= sqlBytesMax) return undefined
  const bytes = new TextEncoder().encode(sql).length
  return bytes > sqlBytesMax ? 'must not be larger than 64 KiB' : undefined
}

function shardFault(shard: number | null): string | undefined {
  const whole = shard === null || (Number.isInteger(shard) && shard >= 0 && shard <= 100)
  return whole ? undefined : 'must be a whole number from 0 to 100'
}

/** What is wrong with one query for itself; remembered as long as the query is the same object. */
function ownFaults(query: DraftQuery): readonly DraftError[] {
  const known = own.get(query)
  if (known) return known
  const faults: [string, string | undefined][] = [
    ['name', queryNameFault(query.name)],
    ['query', sqlFault(query.query)],
    ['interval', checkInterval(query.interval) ?? undefined],
    ['shard', shardFault(query.shard)],
  ]
  const found = faults.flatMap(([field, message]) =>
    message ? [{ query_id: query.id, field, message }] : [],
  )
  own.set(query, found)
  return found
}

function takenNames(queries: readonly DraftQuery[]): DraftError[] {
  const seen = new Set<string>()
  return queries.flatMap(({ id, name }) => {
    if (!seen.has(name)) {
      seen.add(name)
      return []
    }
    const message = 'is taken by another query of the pack'
    return name === '' ? [] : [{ query_id: id, field: 'name', message }]
  })
}

/** Every fault of a draft, the pack's own first, then by query in their order. */
export function faultsOf(content: DraftContent): DraftError[] {
  const pack: [string, string | undefined][] = [
    ['name', checkPackName(content.name) ?? undefined],
    ['shard', shardFault(content.shard)],
    ...content.discovery.map((sql): [string, string | undefined] => ['discovery', sqlFault(sql)]),
  ]
  return [
    ...pack.flatMap(([field, message]) =>
      message ? [{ query_id: undefined, field, message }] : [],
    ),
    ...content.queries.flatMap((query) => ownFaults(query)),
    ...takenNames(content.queries),
  ]
}

/** The server's words about a field, `queries[3].interval` or `queries.3.interval`, where they belong. */
export function refusedFields(
  content: Pick<DraftContent, 'queries'>,
  errors: readonly { name: string; reason: string }[],
): DraftError[] {
  return errors.map(({ name, reason }) => {
    const [, place, field] = /^queries(?:\.|\[)(\d+)\]?(?:\.(.+))?$/.exec(name) ?? []
    const query = place === undefined ? undefined : content.queries[Number(place)]
    return { query_id: query?.id, field: query ? (field ?? 'query') : name, message: reason }
  })
}
