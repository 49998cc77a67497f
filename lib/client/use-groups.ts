// The groups of a campaign on a page. What is listed stands still while its figures go on; groups that
// are new wait until they are asked for, or come by themselves while the reader follows.
import { useCallback, useEffect, useRef, useState } from 'react'
import { type ApiFailure, api, failureOf } from '@/lib/client/api'
import { type Group, GroupsReply } from '@/lib/wire/campaign-groups'

const perPage = 100
const perRequest = 500

/** What is asked for; a new object for every change, else the same. */
export type GroupsView = {
  /** As in the link; undefined: those that the server chooses. */
  columns: string | undefined
  q: string
  order: 'hosts' | 'first'
  direction: 'asc' | 'desc' | undefined
}

export type Groups = {
  reply: GroupsReply | undefined
  items: readonly Group[]
  /** When the list was made, this browser's ms. */
  listedAt: number | undefined
  busy: boolean
  failure: ApiFailure | undefined
  more: () => void
  /** Makes the list anew. */
  show: () => void
  /** Reads the figures of what is listed again; while following, the list too. */
  refresh: () => void
}

type State = {
  key: string
  reply: GroupsReply | undefined
  items: readonly Group[]
  listedAt: number | undefined
}

type Kind = 'list' | 'figures' | 'more'

export function groupsParams({ columns, q, order, direction }: GroupsView): URLSearchParams {
  const params = new URLSearchParams()
  if (columns) params.set('columns', columns)
  if (q) params.set('q', q)
  if (order !== 'hosts') params.set('order', order)
  if (direction) params.set('direction', direction)
  return params
}

/** The query of one reading: after the first, by the columns that the list has. */
function paramsOf(view: GroupsView, { reply, items }: State, kind: Kind): URLSearchParams {
  const params = groupsParams(view)
  if (kind === 'list' || !reply) return params
  params.set('columns', JSON.stringify(reply.columns))
  if (kind === 'more') params.set('cursor', `${reply.listed_seq}.${items.length}`)
  else {
    params.set('listed_seq', String(reply.listed_seq))
    const wanted = Math.ceil(Math.max(items.length, perPage) / perPage) * perPage
    params.set('limit', String(Math.min(wanted, perRequest)))
  }
  return params
}

/** What was left out stays told when the same columns are asked for by name, as a link does. */
function leftOut(old: GroupsReply, reply: GroupsReply): GroupsReply['left_out'] {
  const same = JSON.stringify(old.columns) === JSON.stringify(reply.columns)
  return same && reply.left_out.length === 0 ? old.left_out : reply.left_out
}

/** What is shown after a reading. Columns left out were told with the list. */
function taken(old: State, key: string, reply: GroupsReply, kind: Kind): State {
  if (!old.reply) return { key, reply, items: reply.groups, listedAt: Date.now() }
  if (kind === 'list') {
    const told = { ...reply, left_out: leftOut(old.reply, reply) }
    return { key, reply: told, items: reply.groups, listedAt: Date.now() }
  }
  const merged = { ...reply, left_out: old.reply.left_out }
  const items =
    kind === 'more'
      ? [...old.items, ...reply.groups]
      : [...reply.groups, ...old.items.slice(reply.groups.length)]
  return { ...old, reply: merged, items }
}

const nothing: State = { key: '', reply: undefined, items: [], listedAt: undefined }

/** One reading at a time: a newer one ends the one before. */
function useReading(id: number, key: string, view: GroupsView) {
  const [state, setState] = useState<State>(nothing)
  const [busy, setBusy] = useState(false)
  const [failure, setFailure] = useState<ApiFailure>()
  const latest = useRef({ state, view })
  const reading = useRef<AbortController>(undefined)
  useEffect(() => {
    latest.current = { state, view }
  })
  const read = useCallback(
    async (kind: Kind) => {
      reading.current?.abort()
      const stop = new AbortController()
      reading.current = stop
      setBusy(true)
      try {
        const held = latest.current
        const path = `/api/v1/fleet/campaigns/${id}/groups?${paramsOf(held.view, held.state, kind)}`
        const reply = await api(GroupsReply, path, { signal: stop.signal })
        setState((old) => taken(old, key, reply, kind))
        setFailure(undefined)
      } catch (error) {
        if (!stop.signal.aborted) setFailure(failureOf(error))
      } finally {
        if (!stop.signal.aborted) setBusy(false)
      }
    },
    [id, key],
  )
  useEffect(() => {
    void read('list')
    return () => reading.current?.abort()
  }, [read])
  return { state, busy, failure, read }
}

export function useGroups(id: number, view: GroupsView, following: boolean): Groups {
  const key = `${id}?${groupsParams(view)}`
  const { state, busy, failure, read } = useReading(id, key, view)
  const { reply, items, listedAt } = state
  const relists = useRef(false)
  useEffect(() => {
    relists.current = following && items.length <= perPage
  })
  return {
    ...{ reply, items, listedAt, busy, failure },
    more: useCallback(() => void read('more'), [read]),
    show: useCallback(() => void read('list'), [read]),
    refresh: useCallback(() => {
      if (!document.hidden) void read(relists.current ? 'list' : 'figures')
    }, [read]),
  }
}
