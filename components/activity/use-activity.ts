'use client'
// The feed as the address names it: filters, a range counted back from when it is read, pages by key.
import { useCallback } from 'react'
import { api } from '@/lib/client/api'
import { type ReadSeq, useSeqPages } from '@/lib/client/use-seq-pages'
import { pickedParams, useUrlParams } from '@/lib/client/use-url-params'
import { type Activity, ActivityList } from '@/lib/wire/activity'

const perPage = 100

export const filterKeys = [
  ...['query', 'type', 'actor_id', 'actor_kind', 'object_kind', 'object_id'],
  ...['host_id', 'team_id', 'range', 'from', 'to'],
]

const hours: Record<string, number> = { '24h': 24, '7d': 168, '30d': 720 }

/** The API's query for what the address filters. */
export function apiQuery(key: string, nowMs: number): URLSearchParams {
  const query = new URLSearchParams(key)
  const back = hours[query.get('range') ?? '']
  query.delete('range')
  if (back !== undefined) query.set('from', new Date(nowMs - back * 3_600_000).toISOString())
  return query
}

const readPage: ReadSeq<Activity> = async (key, cursor, signal) => {
  const query = apiQuery(key, Date.now())
  query.set('per_page', String(perPage))
  if (cursor) query.set('cursor', cursor)
  const reply = await api(ActivityList, `/api/v1/fleet/activities?${query}`, { signal })
  return {
    ...{ items: reply.activities, count: reply.count, next_cursor: reply.next_cursor },
    head: undefined,
  }
}

export function useActivity() {
  const [params, change] = useUrlParams()
  const key = pickedParams(params, filterKeys).toString()
  const feed = useSeqPages(key, readPage)
  const entry = Number(params.get('entry') ?? '')
  const open = useCallback((id: number) => change({ entry: String(id) }), [change])
  const close = useCallback(() => change({ entry: undefined }), [change])
  const opened = Number.isInteger(entry) && entry > 0 ? entry : undefined
  return { params, change, key, feed, opened, open, close }
}
