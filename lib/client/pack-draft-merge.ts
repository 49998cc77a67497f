// Two people edited one pack: what each changed since the revision that both began with, and a draft on
// the newer revision that holds what is chosen of both. Pure; what only one side touched is never lost.
import { type DraftContent, type DraftQuery, isSame } from './pack-draft'
import { freeName } from './pack-draft-queries'

export type Choice = 'theirs' | 'mine' | 'both'

export type MergeItem = {
  key: string
  /** The query's name; undefined: the pack itself. */
  query: string | undefined
  /** A field, or what happened to the query as a whole. */
  field: string
  base: unknown
  theirs: unknown
  mine: unknown
  /** Who changed it. Both, to different ends: somebody must choose. */
  changed: Choice
  /** Whether both can be had: sets are united, of a query the other text becomes a copy. */
  bothPossible: boolean
}

export type Choices = ReadonlyMap<string, Choice>

const packFields = [
  ...(['name', 'description', 'platform', 'version', 'shard', 'discovery', 'label_match'] as const),
]
const setFields = [
  'tags',
  'label_ids',
  'host_ids',
  'team_ids',
  'exclude_label_ids',
  'exclude_host_ids',
] as const

/** Fields that only mean something together are one unit. */
const queryUnits: readonly (readonly (keyof DraftQuery)[])[] = [
  ['name'],
  ['query', 'query_id'],
  ['interval'],
  ['snapshot', 'removed'],
  ['disabled'],
  ['platform'],
  ['version'],
  ['shard'],
  ['denylist'],
  ['description'],
  ['value'],
]

type Sides<V> = { base: V; theirs: V; mine: V }

const unitName = (unit: readonly string[]) => unit[0] ?? ''

/** Who changed a value; undefined when nobody did, or both to the same end. */
function whoChanged({ base, theirs, mine }: Sides<unknown>): Choice | undefined {
  if (isSame(theirs, mine)) return undefined
  const byThem = !isSame(base, theirs)
  const byMe = !isSame(base, mine)
  if (byThem && byMe) return 'both'
  return byThem ? 'theirs' : 'mine'
}

const pick = (query: DraftQuery, unit: readonly (keyof DraftQuery)[]) =>
  unit.length === 1 ? query[unit[0] ?? 'name'] : unit.map((field) => query[field])

function fieldItems(sides: Sides<DraftContent>): MergeItem[] {
  const { base, theirs, mine } = sides
  return [...packFields, ...setFields].flatMap((field) => {
    const values = { base: base[field], theirs: theirs[field], mine: mine[field] }
    const changed = whoChanged(values)
    const bothPossible = setFields.some((each) => each === field)
    return changed
      ? [{ key: field, query: undefined, field, ...values, changed, bothPossible }]
      : []
  })
}

type QuerySides = Sides<DraftQuery | undefined>

/** A query that one side has no more, or that only one side has. */
function wholeItem(id: number, { base, theirs, mine }: QuerySides): MergeItem[] {
  const name = (theirs ?? mine ?? base)?.name
  const item = { key: `query ${id}`, query: name, base, theirs, mine, bothPossible: false }
  if (!base) return [{ ...item, field: 'added', changed: theirs ? 'theirs' : 'mine' }]
  const kept = theirs ?? mine
  if (!kept) return []
  const edited = !isSame(base, kept)
  const gone = theirs ? 'mine' : 'theirs'
  return [{ ...item, field: 'removed', changed: edited ? 'both' : gone }]
}

function unitItems(id: number, sides: Sides<DraftQuery>): MergeItem[] {
  return queryUnits.flatMap((unit) => {
    const values = {
      base: pick(sides.base, unit),
      theirs: pick(sides.theirs, unit),
      mine: pick(sides.mine, unit),
    }
    const changed = whoChanged(values)
    if (!changed) return []
    const field = unitName(unit)
    const bothPossible = field === 'query' && changed === 'both'
    return [
      {
        key: `query ${id} ${field}`,
        query: sides.theirs.name,
        field,
        ...values,
        changed,
        bothPossible,
      },
    ]
  })
}

const byId = ({ queries }: DraftContent) => new Map(queries.map((query) => [query.id, query]))

function allIds({ base, theirs, mine }: Sides<DraftContent>): number[] {
  return [...new Set([...theirs.queries, ...mine.queries, ...base.queries].map(({ id }) => id))]
}

function orderOf({ queries }: DraftContent, ids: ReadonlySet<number>): number[] {
  return queries.flatMap(({ id }) => (ids.has(id) ? [id] : []))
}

function commonIds({ base, theirs, mine }: Sides<DraftContent>): ReadonlySet<number> {
  const [inTheirs, inMine] = [byId(theirs), byId(mine)]
  return new Set(base.queries.flatMap(({ id }) => (inTheirs.has(id) && inMine.has(id) ? [id] : [])))
}

function orderItem(sides: Sides<DraftContent>): MergeItem[] {
  const ids = commonIds(sides)
  const values = {
    base: orderOf(sides.base, ids),
    theirs: orderOf(sides.theirs, ids),
    mine: orderOf(sides.mine, ids),
  }
  const changed = whoChanged(values)
  const item = { key: 'order', query: undefined, field: 'order', bothPossible: false }
  return changed ? [{ ...item, ...values, changed }] : []
}

/** Everything that either side changed and the other did not change alike. */
export function mergeItems(sides: Sides<DraftContent>): MergeItem[] {
  const [base, theirs, mine] = [byId(sides.base), byId(sides.theirs), byId(sides.mine)]
  const ofQueries = allIds(sides).flatMap((id) => {
    const [was, their, my] = [base.get(id), theirs.get(id), mine.get(id)]
    if (was && their && my) return unitItems(id, { base: was, theirs: their, mine: my })
    return wholeItem(id, { base: was, theirs: their, mine: my })
  })
  return [...fieldItems(sides), ...ofQueries, ...orderItem(sides)]
}

export const needsChoice = ({ changed }: MergeItem) => changed === 'both'

/** What holds of an item: what was chosen, or else whoever changed it. */
export function choiceOf(item: MergeItem, choices: Choices): Choice {
  const chosen = choices.get(item.key)
  if (chosen) return chosen
  return item.changed === 'both' ? 'mine' : item.changed
}

function united<V>({ base, theirs, mine }: Sides<readonly V[]>): V[] {
  const lost = new Set(base.filter((value) => !theirs.includes(value) || !mine.includes(value)))
  return [...new Set([...theirs, ...mine])].filter((value) => !lost.has(value))
}

/** Both sides' sets: what either added is there, what either took away is not. */
function mergedSets(
  sides: Sides<DraftContent>,
  chosen: (key: string) => Choice | undefined,
): Pick<DraftContent, (typeof setFields)[number]> {
  const { base, theirs, mine } = sides
  const of = <V>(field: string, values: Sides<V[]>): V[] => {
    const choice = chosen(field)
    if (choice === 'both') return united(values)
    return choice === 'mine' ? values.mine : values.theirs
  }
  const ids = (field: Exclude<(typeof setFields)[number], 'tags'>) =>
    of(field, { base: base[field], theirs: theirs[field], mine: mine[field] })
  return {
    tags: of('tags', { base: base.tags, theirs: theirs.tags, mine: mine.tags }),
    label_ids: ids('label_ids'),
    host_ids: ids('host_ids'),
    team_ids: ids('team_ids'),
    exclude_label_ids: ids('exclude_label_ids'),
    exclude_host_ids: ids('exclude_host_ids'),
  }
}

function mergedQuery(
  their: DraftQuery,
  my: DraftQuery,
  chosen: (key: string) => Choice | undefined,
): DraftQuery {
  const fields = queryUnits
    .filter((unit) => chosen(`query ${their.id} ${unitName(unit)}`) === 'mine')
    .flat()
  const taken = fields.map((field) => [field, my[field]])
  return taken.length === 0 ? their : { ...their, ...Object.fromEntries(taken) }
}

/** `ids` in the order of `first`; those only `second` has follow their neighbour there. */
function inOrder(ids: ReadonlySet<number>, first: DraftContent, second: DraftContent): number[] {
  const order = orderOf(first, ids)
  const placed = new Set(order)
  let before: number | undefined
  for (const id of orderOf(second, ids)) {
    if (!placed.has(id)) {
      order.splice(before === undefined ? 0 : order.indexOf(before) + 1, 0, id)
      placed.add(id)
    }
    before = id
  }
  return order
}

function mergedQueries(
  sides: Sides<DraftContent>,
  chosen: (key: string) => Choice | undefined,
): DraftQuery[] {
  const [theirs, mine] = [byId(sides.theirs), byId(sides.mine)]
  const kept = new Map<number, DraftQuery>()
  const copies: DraftQuery[] = []
  const gone = -sides.mine.queries.reduce((least, { id }) => Math.min(least, id), 0)
  for (const id of allIds(sides)) {
    const [their, my] = [theirs.get(id), mine.get(id)]
    if (their && my) {
      kept.set(id, mergedQuery(their, my, chosen))
      if (chosen(`query ${id} query`) === 'both') copies.push(my)
    } else {
      // What they deleted and I keep is a new query: the server knows its id no more.
      const held = chosen(`query ${id}`) === 'mine' ? my : their
      if (held) kept.set(id, held === my && id > 0 ? { ...my, id: -gone - id } : held)
    }
  }
  const ids = new Set(kept.keys())
  const [first, second] =
    chosen('order') === 'mine' ? [sides.mine, sides.theirs] : [sides.theirs, sides.mine]
  const ordered = inOrder(ids, first, second).flatMap((id) => kept.get(id) ?? [])
  return withFreeNames(ordered, copies)
}

/** Unsaved queries yield their names to those that are saved; copies come last. */
function withFreeNames(
  queries: readonly DraftQuery[],
  copies: readonly DraftQuery[],
): DraftQuery[] {
  const taken = new Set(queries.flatMap(({ id, name }) => (id > 0 ? [name] : [])))
  let next = queries.reduce((least, { id }) => Math.min(least, id), 0) - 1
  const named = (query: DraftQuery): DraftQuery => {
    const name = freeName(query.name, taken)
    taken.add(name)
    return name === query.name ? query : { ...query, name }
  }
  const settled = queries.map((query) => (query.id > 0 ? query : named(query)))
  const copied = copies.map((query) => {
    const copy = named({ ...query, id: next })
    next -= 1
    return copy
  })
  return [...settled, ...copied]
}

/** A draft on their revision. Switching off is never a matter of drafts: theirs holds. */
export function mergeDrafts(sides: Sides<DraftContent>, choices: Choices): DraftContent {
  const items = new Map(mergeItems(sides).map((item) => [item.key, item]))
  const chosen = (key: string) => {
    const item = items.get(key)
    return item && choiceOf(item, choices)
  }
  const { theirs, mine } = sides
  const taken = packFields.flatMap((field) =>
    chosen(field) === 'mine' ? [[field, mine[field]]] : [],
  )
  return {
    ...theirs,
    ...Object.fromEntries(taken),
    ...mergedSets(sides, chosen),
    queries: mergedQueries(sides, chosen),
  }
}
