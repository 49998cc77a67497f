'use client'
// The host list as the address names it: filters, order, pages, and the fleet as a sum beside it.
import { orderKeys } from '@/components/ui/grid/url-order'
import { api } from '@/lib/client/api'
import { listSeconds, type PageRead, type ReadPage, usePages } from '@/lib/client/use-pages'
import { usePoll } from '@/lib/client/use-poll'
import { pickedParams, useUrlParams } from '@/lib/client/use-url-params'
import { HostCounts, HostList } from '@/lib/wire/hosts'
import { type HostRow, rowsOf } from './host-rows'

export const filterKeys = [
  'query',
  'status',
  'platform',
  'label_id',
  'team_id',
  'osquery_version',
  'os_version',
  'config',
  'identity_conflict',
  'seen_within_seconds',
  'silent_seconds',
  'selected',
] as const

const readHosts: ReadPage<HostRow> = async (key, { page, per_page }, signal) => {
  const path = `/api/v1/fleet/hosts?${key}&page=${page}&per_page=${per_page}`
  const { hosts, count } = await api(HostList, path.replace('?&', '?'), { signal })
  return rowsOf({ items: hosts, count })
}

/** The filters of the address, as a bulk act and a view keep them. */
export const filterOf = (params: URLSearchParams): Record<string, string> =>
  Object.fromEntries(pickedParams(params, filterKeys))

/** The filters and the order. */
export const viewOf = (params: URLSearchParams): Record<string, string> =>
  Object.fromEntries(pickedParams(params, [...filterKeys, ...orderKeys]))

export function useHostList(first: PageRead<HostRow>, firstCounts: HostCounts) {
  const [params, change] = useUrlParams()
  const listKey = new URLSearchParams(viewOf(params)).toString()
  const pages = usePages(listKey, readHosts, first)
  const { status: _, ...scope } = filterOf(params)
  const path = `/api/v1/fleet/hosts/count?${new URLSearchParams(scope)}`
  const counts = usePoll(HostCounts, path, listSeconds)
  return { params, change, listKey, pages, counts: counts.value ?? firstCounts }
}

export type HostListState = ReturnType<typeof useHostList>
