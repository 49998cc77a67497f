// What differs between two contents of a pack, by object and field. Pure: the server keeps it with a
// revision, the browser shows it of a draft. Queries are the same by id, and without ids by name.
import { z } from 'zod'
import { ContentQuery, type PackContent } from '@/lib/wire/pack-content'

const FieldValue = z.union([z.string(), z.number(), z.boolean(), z.null(), z.array(z.string())])
export type FieldValue = z.infer<typeof FieldValue>

export const FieldChange = z.object({ field: z.string(), from: FieldValue, to: FieldValue })
export type FieldChange = z.infer<typeof FieldChange>

export const TargetChange = z.object({
  kind: z.enum(['label', 'host', 'team']),
  exclude: z.boolean(),
  gained: z.array(z.number()),
  lost: z.array(z.number()),
})
export type TargetChange = z.infer<typeof TargetChange>

export const QueryChange = z.object({
  /** The newer name. */
  name: z.string(),
  renamed_from: z.string().optional(),
  id: z.number().nullable(),
  /** How the newer one reports. */
  snapshot: z.boolean(),
  /** Without the name, which `renamed_from` tells of. */
  fields: z.array(FieldChange),
})
export type QueryChange = z.infer<typeof QueryChange>

export const PackDiff = z.object({
  fields: z.array(FieldChange),
  targets: z.array(TargetChange),
  queries: z.object({
    added: z.array(ContentQuery),
    removed: z.array(ContentQuery),
    changed: z.array(QueryChange),
  }),
  /** Queries that both have stand in another order. */
  reordered: z.boolean(),
})
export type PackDiff = z.infer<typeof PackDiff>

export const packFieldNames = [
  'disabled',
  'platform',
  'version',
  'shard',
  'discovery',
  'label_match',
] as const

export const queryFieldNames = [
  'query',
  'query_id',
  'interval',
  'snapshot',
  'removed',
  'denylist',
  'disabled',
  'platform',
  'version',
  'shard',
  'description',
  'value',
] as const

const targetLists = [
  { field: 'label_ids', kind: 'label', exclude: false },
  { field: 'host_ids', kind: 'host', exclude: false },
  { field: 'team_ids', kind: 'team', exclude: false },
  { field: 'exclude_label_ids', kind: 'label', exclude: true },
  { field: 'exclude_host_ids', kind: 'host', exclude: true },
] as const

const same = (a: FieldValue, b: FieldValue): boolean =>
  Array.isArray(a) && Array.isArray(b)
    ? a.length === b.length && a.every((value, index) => value === b[index])
    : a === b

function fieldChanges<Name extends string>(
  names: readonly Name[],
  from: Record<Name, FieldValue>,
  to: Record<Name, FieldValue>,
): FieldChange[] {
  return names.flatMap((field) =>
    same(from[field], to[field]) ? [] : [{ field, from: from[field], to: to[field] }],
  )
}

function targetChanges(from: PackContent, to: PackContent): TargetChange[] {
  return targetLists.flatMap(({ field, kind, exclude }) => {
    const had = new Set(from[field])
    const has = new Set(to[field])
    const gained = [...has].filter((id) => !had.has(id)).sort((a, b) => a - b)
    const lost = [...had].filter((id) => !has.has(id)).sort((a, b) => a - b)
    return gained.length + lost.length === 0 ? [] : [{ kind, exclude, gained, lost }]
  })
}

type Pair = { from: ContentQuery; to: ContentQuery }

/** Queries of both contents, in the newer order: by id first, so that a name may move between ids. */
function pairsOf(from: readonly ContentQuery[], to: readonly ContentQuery[]): Pair[] {
  const partner = new Map<ContentQuery, ContentQuery>()
  const byId = new Map(from.flatMap((query) => (query.id === undefined ? [] : [[query.id, query]])))
  const taken = new Set<ContentQuery>()
  for (const query of to) {
    const held = query.id === undefined ? undefined : byId.get(query.id)
    if (!held || taken.has(held)) continue
    partner.set(query, held)
    taken.add(held)
  }
  const byName = new Map(from.flatMap((query) => (taken.has(query) ? [] : [[query.name, query]])))
  for (const query of to) {
    const held = partner.has(query) ? undefined : byName.get(query.name)
    if (!held || taken.has(held) || (held.id !== undefined && query.id !== undefined)) continue
    partner.set(query, held)
    taken.add(held)
  }
  return to.flatMap((query) => {
    const held = partner.get(query)
    return held ? [{ from: held, to: query }] : []
  })
}

function queryChange({ from, to }: Pair): QueryChange | null {
  const fields = fieldChanges(queryFieldNames, from, to)
  if (fields.length === 0 && from.name === to.name) return null
  return {
    name: to.name,
    ...(from.name === to.name ? {} : { renamed_from: from.name }),
    id: to.id ?? from.id ?? null,
    snapshot: to.snapshot,
    fields,
  }
}

/** What must be done to `from` to get `to`. Targets are sets; discovery and queries are in order. */
export function diffContent(from: PackContent, to: PackContent): PackDiff {
  const pairs = pairsOf(from.queries, to.queries)
  const kept = new Set(pairs.map((pair) => pair.from))
  const found = new Set(pairs.map((pair) => pair.to))
  const order = from.queries.filter((query) => kept.has(query))
  return {
    fields: fieldChanges(packFieldNames, from, to),
    targets: targetChanges(from, to),
    queries: {
      added: to.queries.filter((query) => !found.has(query)),
      removed: from.queries.filter((query) => !kept.has(query)),
      changed: pairs.flatMap((pair) => queryChange(pair) ?? []),
    },
    reordered: pairs.some((pair, index) => pair.from !== order[index]),
  }
}

/** Whether there is nothing to tell. */
export function isEmptyDiff({ fields, targets, queries, reordered }: PackDiff): boolean {
  const { added, removed, changed } = queries
  return (
    fields.length + targets.length + added.length + removed.length + changed.length === 0 &&
    !reordered
  )
}

const counted = (count: number, one: string, many: string) => `${count} ${count === 1 ? one : many}`

const fieldWords: Record<string, string> = {
  platform: 'platform',
  version: 'minimum version',
  shard: 'share',
  discovery: 'discovery',
  label_match: 'match rule',
}

/** The diff in one line: "2 queries added, 1 changed, targets". */
export function diffInWords(diff: PackDiff): string {
  const { added, removed, changed } = diff.queries
  const [first, ...more] = [
    { count: added.length, verb: 'added' },
    { count: removed.length, verb: 'removed' },
    { count: changed.length, verb: 'changed' },
  ].filter(({ count }) => count > 0)
  const words: string[] = []
  if (first) words.push(`${counted(first.count, 'query', 'queries')} ${first.verb}`)
  for (const { count, verb } of more) words.push(`${count} ${verb}`)
  const fields = new Map(diff.fields.map((change) => [change.field, change]))
  const switched = fields.get('disabled')
  if (switched) words.push(switched.to === true ? 'switched off' : 'switched on')
  if (diff.targets.length > 0) words.push('targets changed')
  for (const [field, word] of Object.entries(fieldWords))
    if (fields.has(field)) words.push(`${word} changed`)
  if (diff.reordered) words.push('order changed')
  return words.join(', ')
}
