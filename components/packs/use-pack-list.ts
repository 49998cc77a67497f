'use client'
import { orderKeys } from '@/components/ui/grid/url-order'
// The list of packs as the address names it: filters, order, pages. Those in need come first unless
// another order was chosen.
import type { ListFilter } from '@/components/ui/list-filters'
import { api } from '@/lib/client/api'
import { type PageRead, type ReadPage, usePages } from '@/lib/client/use-pages'
import { pickedParams, useUrlParams } from '@/lib/client/use-url-params'
import {
  type PackFilter,
  PackListingReply,
  type PackState,
  type PackSummary,
  packStates,
} from '@/lib/wire/pack-listing'

const readPacks: ReadPage<PackSummary> = async (key, { page, per_page }, signal) => {
  const path = `/api/v1/fleet/packs?${key}&page=${page}&per_page=${per_page}`
  const { packs, count } = await api(PackListingReply, path, { signal })
  return { items: packs, count }
}

const filterKeys = ['query', 'state', 'tag', 'team_id']

export function listKeyOf(params: URLSearchParams): string {
  const search = pickedParams(params, [...filterKeys, ...orderKeys])
  if (!search.has('order_key')) search.set('order_key', 'need')
  return search.toString()
}

const isState = (text: string | null): text is PackState =>
  packStates.some((state) => state === text)

/** The filter of the address as a bulk act takes it. */
export function filterOf(params: URLSearchParams): PackFilter {
  const state = params.get('state')
  const team = Number(params.get('team_id'))
  return {
    query: params.get('query') ?? '',
    state: isState(state) ? state : '',
    tag: params.get('tag') ?? '',
    team_id: team > 0 ? team : null,
  }
}

const stateWords: Record<PackState, string> = {
  on: 'on',
  off: 'off',
  need: 'in need',
  rolling_out: 'rolling out',
}

type Known = { tags: readonly string[]; teams: readonly { id: number; name: string }[] }

export function packFilters({ tags, teams }: Known): ListFilter[] {
  const named = (list: readonly string[]) => list.map((value) => ({ value, label: value }))
  return [
    {
      key: 'state',
      label: 'State',
      choices: packStates.map((value) => ({ value, label: stateWords[value] })),
    },
    ...(tags.length > 0 ? [{ key: 'tag', label: 'Tag', choices: named(tags) }] : []),
    ...(teams.length > 0
      ? [
          {
            key: 'team_id',
            label: 'Team',
            choices: teams.map(({ id, name }) => ({ value: String(id), label: name })),
          },
        ]
      : []),
  ]
}

export function usePackList(first: PageRead<PackSummary>) {
  const [params, change] = useUrlParams()
  const listKey = listKeyOf(params)
  const pages = usePages(listKey, readPacks, first)
  return { params, change, listKey, pages }
}

export type PackListState = ReturnType<typeof usePackList>
