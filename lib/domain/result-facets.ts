// Facets: each counts within all filters but its own, so that choosing a value leaves the others to see.
import { teamScopeOf } from '@/lib/domain/permissions'
import { lineFiltersOf, type Reading, readBack, spanOf } from '@/lib/domain/result-scans'
import { countFacets, type FacetCount, findFacetNames } from '@/lib/store/result-facets'
import type { Stretch } from '@/lib/store/result-scans'
import { platformName, platformNames } from '@/lib/wire/platforms'
import {
  type FacetName,
  type FacetsQuery,
  type FacetsReply,
  facetNames,
} from '@/lib/wire/result-facets'
import type { ResultFilters } from '@/lib/wire/result-filters'
import type { TeamScope, Viewer } from '@/lib/wire/roles'

const filterOf = {
  pack: 'pack_id',
  query: 'query',
  action: 'action',
  host: 'host_id',
  platform: 'platform',
} as const satisfies Record<FacetName, keyof ResultFilters>

type Count = Omit<FacetCount, 'facet'>
type Pass = { facets: readonly FacetName[]; filters: ResultFilters }
type Counted = { facet: FacetName; counts: Count[]; reading: Reading }

/** One pass for all facets that no filter is of, and one for each of the others. */
function passesOf(filters: ResultFilters): Pass[] {
  const isChosen = (facet: FacetName) => (filters[filterOf[facet]] ?? '') !== ''
  const free = facetNames.filter((facet) => !isChosen(facet))
  const chosen = facetNames.filter(isChosen).map((facet) => ({
    facets: [facet],
    filters: { ...filters, [filterOf[facet]]: undefined },
  }))
  return free.length > 0 ? [{ facets: free, filters }, ...chosen] : chosen
}

type Within = { scope: TeamScope; span: Stretch; ms: number; signal: AbortSignal }

async function countedBy({ facets, filters }: Pass, { scope, span, ms, signal }: Within) {
  const sums = new Map<FacetName, Map<string, Count>>(facets.map((facet) => [facet, new Map()]))
  const wanted = await lineFiltersOf(filters)
  const reading = await readBack(span, { ms, signal }, async (stretch, lookMs) => {
    const found = await countFacets(scope, wanted, stretch, { facets, ms: lookMs })
    if (!found) return 'late'
    for (const { facet, ...count } of found) {
      const key = `${count.id ?? ''}\0${count.text ?? ''}`
      const known = sums.get(facet)?.get(key)
      if (known) known.lines += count.lines
      else sums.get(facet)?.set(key, count)
    }
    return 'all'
  })
  return facets.map(
    (facet): Counted => ({ facet, counts: [...(sums.get(facet)?.values() ?? [])], reading }),
  )
}

type Names = Awaited<ReturnType<typeof findFacetNames>>
type Value = { value: string; id?: number; label: string; lines: number }

function toldOf(facet: FacetName, { id, text, lines }: Count, names: Names): Value {
  switch (facet) {
    case 'pack':
      return id === null
        ? { value: '0', label: '(unknown query)', lines }
        : { value: String(id), id, label: names.pack.get(id) ?? `pack ${id}`, lines }
    case 'query': {
      const name = (id === null ? undefined : names.query.get(id)) ?? text ?? ''
      return { value: name, label: name, lines }
    }
    case 'host':
      return { value: String(id ?? 0), id: id ?? 0, label: names.host.get(id ?? 0) ?? '', lines }
    case 'platform': {
      const name = platformName(text ?? '')
      return { value: name, label: labels[name] ?? name, lines }
    }
    default:
      return { value: text ?? '', label: text ?? '', lines }
  }
}

const labels: Readonly<Record<string, string>> = platformNames

/** Queries of one name in several packs are one value, as the filter takes them. */
function merged(values: readonly Value[]): Value[] {
  const sums = new Map<string, Value>()
  for (const value of values) {
    const known = sums.get(value.value)
    if (known) known.lines += value.lines
    else sums.set(value.value, { ...value })
  }
  return [...sums.values()].sort((a, b) => b.lines - a.lines || (a.label < b.label ? -1 : 1))
}

async function facetsOf(counted: readonly Counted[], most: number): Promise<FacetsReply['facets']> {
  const top = new Map(
    counted.map(({ facet, counts }) => {
      const ordered = [...counts].sort((a, b) => b.lines - a.lines)
      // Hosts are never merged, so the names of the others are not looked up.
      return [facet, facet === 'host' ? ordered.slice(0, most) : ordered]
    }),
  )
  const ids = (facet: FacetName) => (top.get(facet) ?? []).flatMap(({ id }) => id ?? [])
  const names = await findFacetNames({ pack: ids('pack'), query: ids('query'), host: ids('host') })
  return counted.map(({ facet, counts, reading }) => {
    const values = merged((top.get(facet) ?? []).map((count) => toldOf(facet, count, names)))
    const all = facet === 'host' ? counts.length : values.length
    const told = values.slice(0, most)
    return { name: facet, values: told, more: all - told.length, at_least: !reading.complete }
  })
}

/** Stops reading when `signal` aborts. */
export async function readFacets(
  viewer: Viewer,
  query: FacetsQuery,
  signal: AbortSignal,
): Promise<FacetsReply> {
  const { values, patience_seconds, ...filters } = query
  const scope = teamScopeOf(viewer, 'results:read', query.team_id)
  const span = await spanOf(filters)
  if (!span) {
    const facets = facetNames.map((name) => ({ name, values: [], more: 0, at_least: false }))
    return { facets, at_least: false, read_to: null }
  }
  const passes = passesOf(filters)
  const ms = (patience_seconds * 1_000) / passes.length
  const counted: Counted[] = []
  for (const pass of passes) counted.push(...(await countedBy(pass, { scope, span, ms, signal })))
  const order = (facet: FacetName) => facetNames.indexOf(facet)
  counted.sort((a, b) => order(a.facet) - order(b.facet))
  const readTo = Math.max(...counted.map(({ reading }) => reading.read_to.getTime()))
  return {
    facets: await facetsOf(counted, values),
    at_least: counted.some(({ reading }) => !reading.complete),
    read_to: new Date(readTo).toISOString(),
  }
}
