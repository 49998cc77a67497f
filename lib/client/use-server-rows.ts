// A campaign's rows as the server sorts and filters them, page by page, for what the browser does not
// hold. A newer wish leaves the one before it; what was shown stays until its first page is there.
import { useCallback, useEffect, useRef, useState } from 'react'
import { RowsReply, type RowWish } from '@/lib/wire/campaign-rows'
import { type ApiFailure, api, failureOf } from './api'
import type { LiveRow } from './live-rows'

export const pageRows = 500
const settleMs = 150
/** No answer has as many rows. */
const rowsPerAnswer = 65_536

export type ServerRows = {
  rows: readonly LiveRow[]
  columns: readonly string[]
  count: number
  at_least: boolean
  hasMore: boolean
  busy: boolean
  failure: ApiFailure | undefined
  more: () => void
}

/** The same words as the export's, so that a file has what the page shows. */
export function wishParams({ sort, filters, words }: RowWish): URLSearchParams {
  const params = new URLSearchParams()
  const names = sort.map(({ column }) => column)
  if (names.length > 0) {
    params.set('sort', JSON.stringify(names))
    params.set('direction', sort.map(({ descending }) => (descending ? 'desc' : 'asc')).join(','))
  }
  if (filters.length > 0) params.set('filter', JSON.stringify(filters))
  if (words.length > 0) params.set('q', words.join(' '))
  return params
}

function rowOf({ seq, row, host, values }: RowsReply['rows'][number]): LiveRow {
  return {
    index: seq * rowsPerAnswer + row,
    seq,
    host,
    cell: (column) => (Object.hasOwn(values, column) ? values[column] : undefined),
  }
}

type State = Omit<ServerRows, 'hasMore' | 'more'> & { cursor: string | null }

const nothing: State = {
  rows: [],
  columns: [],
  count: 0,
  at_least: false,
  cursor: null,
  busy: false,
  failure: undefined,
}

function useReading(id: number) {
  const [state, setState] = useState<State>(nothing)
  const stop = useRef<AbortController>(undefined)
  const read = useCallback(
    async (wish: RowWish, cursor: string | undefined) => {
      stop.current?.abort()
      const mine = new AbortController()
      stop.current = mine
      const params = wishParams(wish)
      params.set('limit', String(pageRows))
      if (cursor !== undefined) params.set('cursor', cursor)
      setState((old) => ({ ...old, busy: true }))
      try {
        const path = `/api/v1/fleet/campaigns/${id}/rows?${params}`
        const reply = await api(RowsReply, path, { signal: mine.signal })
        const { count, at_least, next_cursor, columns } = reply
        setState((old) => ({
          rows: [...(cursor === undefined ? [] : old.rows), ...reply.rows.map(rowOf)],
          columns,
          count,
          at_least,
          cursor: next_cursor,
          busy: false,
          failure: undefined,
        }))
      } catch (error) {
        if (mine.signal.aborted) return
        setState((old) => ({ ...old, busy: false, failure: failureOf(error) }))
      }
    },
    [id],
  )
  const leave = useCallback(() => stop.current?.abort(), [])
  return { state, read, leave }
}

/** `wish` by identity; undefined asks nothing. */
export function useServerRows(id: number, wish: RowWish | undefined): ServerRows {
  const { state, read, leave } = useReading(id)
  useEffect(() => {
    if (!wish) return
    const timer = setTimeout(() => void read(wish, undefined), settleMs)
    return () => {
      clearTimeout(timer)
      leave()
    }
  }, [wish, read, leave])
  const { cursor, ...shown } = state
  const more = useCallback(() => {
    if (wish && cursor !== null) void read(wish, cursor)
  }, [wish, cursor, read])
  return { ...shown, hasMore: cursor !== null, more }
}
