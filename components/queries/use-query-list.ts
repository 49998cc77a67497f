'use client'
// The library as the address names it, and what a row or the selection asks of the page.
import { useCallback, useMemo, useState } from 'react'
import { orderKeys } from '@/components/ui/grid/url-order'
import type { ListFilter } from '@/components/ui/list-filters'
import { toast } from '@/components/ui/toast'
import { ApiFailure, api } from '@/lib/client/api'
import { type PageRead, type ReadPage, usePages } from '@/lib/client/use-pages'
import { pickedParams, useUrlParams } from '@/lib/client/use-url-params'
import { QueryList, QueryReply, type QuerySummary } from '@/lib/wire/queries'
import type { QueryActs } from './query-acts'
import { platformChoices } from './query-words'

const readQueries: ReadPage<QuerySummary> = async (key, { page, per_page }, signal) => {
  const path = `/api/v1/fleet/queries?${key}&page=${page}&per_page=${per_page}`
  const { queries, count } = await api(QueryList, path.replace('?&', '?'), { signal })
  return { items: queries, count }
}

const filterKeys = ['query', 'platform', 'tag', 'team_id']

function listKeyOf(params: URLSearchParams): string {
  const search = pickedParams(params, [...filterKeys, ...orderKeys])
  // What a team may run: its own queries and those of the whole fleet.
  if (search.has('team_id')) search.set('merge_inherited', 'true')
  return search.toString()
}

type Known = { tags: readonly string[]; teams: readonly { id: number; name: string }[] }

export function queryFilters({ tags, teams }: Known): ListFilter[] {
  const tag = tags.map((value) => ({ value, label: value }))
  const team = teams.map(({ id, name }) => ({ value: String(id), label: name }))
  return [
    { key: 'platform', label: 'Platform', choices: platformChoices },
    ...(tag.length > 0 ? [{ key: 'tag', label: 'Tag', choices: tag }] : []),
    ...(team.length > 0 ? [{ key: 'team_id', label: 'Team', choices: team }] : []),
  ]
}

export function useQueryList(first: PageRead<QuerySummary>) {
  const [params, change] = useUrlParams()
  const listKey = listKeyOf(params)
  const pages = usePages(listKey, readQueries, first)
  return { params, change, listKey, pages }
}

export type QueryListState = ReturnType<typeof useQueryList>

const noRight = 'Needs the maintainer role'

export function useQueryActs(
  { change, pages: { refresh } }: QueryListState,
  writable: readonly (number | null)[],
) {
  const [leaving, setLeaving] = useState<readonly QuerySummary[]>([])
  const open = useCallback(
    ({ id }: QuerySummary) => change({ id: String(id), tab: undefined }),
    [change],
  )
  const acts = useMemo<QueryActs>(() => {
    const clone = async ({ id, name }: QuerySummary) => {
      const path = `/api/v1/fleet/queries/${id}/clone`
      try {
        const { query } = await api(QueryReply, path, { method: 'POST', body: {} })
        toast.done(`${query.name} is made`)
        refresh()
        open(query)
      } catch (error) {
        const known = error instanceof ApiFailure
        toast.failed(`${name} was not cloned`, known ? error.message : undefined)
      }
    }
    return {
      open,
      clone,
      remove: setLeaving,
      noWrite: ({ team_id }) => (writable.includes(team_id) ? undefined : noRight),
    }
  }, [open, refresh, writable])
  return { acts, leaving, setLeaving }
}
