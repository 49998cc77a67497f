// What may be done to the queries of a draft. Pure; a query that is left alone stays the same object,
// so that its row is not drawn again.
import type { DraftContent, DraftQuery } from './pack-draft'

type Ids = ReadonlySet<number>
export type QueryPatch = Partial<Omit<DraftQuery, 'id'>>

const withQueries = (content: DraftContent, queries: DraftQuery[]): DraftContent => ({
  ...content,
  queries,
})

function freshId({ queries }: DraftContent): number {
  return queries.reduce((least, { id }) => Math.min(least, id), 0) - 1
}

/** `listening`, then `listening_2`, as long as the name is taken. */
export function freeName(wanted: string, taken: ReadonlySet<string>): string {
  if (!taken.has(wanted)) return wanted
  for (let count = 2; ; count += 1) {
    const name = `${wanted}_${count}`
    if (!taken.has(name)) return name
  }
}

const namesOf = ({ queries }: DraftContent) => new Set(queries.map(({ name }) => name))

const blank: Omit<DraftQuery, 'id' | 'name'> = {
  query_id: null,
  query: '',
  interval: 3600,
  snapshot: false,
  removed: true,
  denylist: true,
  disabled: false,
  platform: '',
  version: '',
  shard: null,
  description: '',
  value: '',
}

/** Appends a query, blank but for what is given, under a name that is free. */
export function addQuery(content: DraftContent, given: QueryPatch = {}): DraftContent {
  const name = freeName(given.name ?? 'new_query', namesOf(content))
  const added = { ...blank, ...given, name, id: freshId(content) }
  return withQueries(content, [...content.queries, added])
}

/** Sets the fields of the queries named; those that have them already stay as they are. */
export function patchQueries(content: DraftContent, ids: Ids, patch: QueryPatch): DraftContent {
  const fields = Object.entries(patch)
  let touched = false
  const queries = content.queries.map((query) => {
    const held = new Map<string, unknown>(Object.entries(query))
    if (!ids.has(query.id) || fields.every(([key, value]) => held.get(key) === value)) return query
    touched = true
    return { ...query, ...patch }
  })
  return touched ? withQueries(content, queries) : content
}

export function removeQueries(content: DraftContent, ids: Ids): DraftContent {
  const queries = content.queries.filter(({ id }) => !ids.has(id))
  return queries.length === content.queries.length ? content : withQueries(content, queries)
}

/** Copies the queries named, each right after its original. */
export function duplicateQueries(content: DraftContent, ids: Ids): DraftContent {
  const taken = namesOf(content)
  let id = freshId(content)
  const queries = content.queries.flatMap((query) => {
    if (!ids.has(query.id)) return [query]
    const name = freeName(query.name, taken)
    taken.add(name)
    const copy = { ...query, name, id }
    id -= 1
    return [query, copy]
  })
  return withQueries(content, queries)
}

/** Moves the queries named, in their order, to stand before the place `to` of the present list. */
export function moveQueries(content: DraftContent, ids: Ids, to: number): DraftContent {
  const stays = (query: DraftQuery) => !ids.has(query.id)
  const moved = content.queries.filter(({ id }) => ids.has(id))
  const before = content.queries.slice(0, to).filter(stays)
  const after = content.queries.slice(to).filter(stays)
  const queries = [...before, ...moved, ...after]
  const same = queries.every((query, at) => query === content.queries[at])
  return same ? content : withQueries(content, queries)
}

/** Moves the queries named one place up (-1) or down (1), as a block. */
export function shiftQueries(content: DraftContent, ids: Ids, by: -1 | 1): DraftContent {
  const places = content.queries.flatMap(({ id }, at) => (ids.has(id) ? [at] : []))
  const first = places[0]
  const last = places.at(-1)
  if (first === undefined || last === undefined) return content
  const to = by < 0 ? first - 1 : last + 2
  return to < 0 || to > content.queries.length ? content : moveQueries(content, ids, to)
}

/** `queries` as they can be added to another pack: no ids, and names that are free there. */
export function copiesFor(queries: readonly DraftQuery[], taken: Iterable<string>) {
  const names = new Set(taken)
  return queries.map(({ id: _id, ...query }) => {
    const name = freeName(query.name, names)
    names.add(name)
    return { ...query, name }
  })
}
