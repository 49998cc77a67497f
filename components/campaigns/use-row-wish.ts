'use client'
// How the reader sorts, filters and searches the rows of a campaign: at once on the page, and in the
// address, so that a link shows the same rows. Typing replaces the entry in history, choosing adds one.
import { useCallback, useEffect, useMemo, useRef, useState } from 'react'
import { useUrlParams } from '@/lib/client/use-url-params'
import {
  type RowFilter as Filter,
  RowFilter,
  type RowSort,
  type RowWish,
  rowFiltersMax,
  wordsOf,
} from '@/lib/wire/campaign-rows'

const searchKey = 'row_q'
const sortKey = 'row_sort'
const filterPrefix = 'row:'

export type RowChoice = { search: string; sort: readonly RowSort[]; filters: readonly Filter[] }

const isOurs = (key: string) => key === searchKey || key === sortKey || key.startsWith(filterPrefix)

/** `row_sort` is a column, led by `-` when it descends, once for each; `row:port=greater:1024`. */
export function choiceOf(params: Iterable<[string, string]>): RowChoice {
  const sort: RowSort[] = []
  const filters: Filter[] = []
  let search = ''
  for (const [key, value] of params) {
    if (key === searchKey) search = value
    if (key === sortKey && sort.length < 2) {
      const descending = value.startsWith('-')
      sort.push({ column: descending ? value.slice(1) : value, descending })
    }
    if (!key.startsWith(filterPrefix) || filters.length >= rowFiltersMax) continue
    const [op = ''] = value.split(':', 1)
    const filter = { column: key.slice(filterPrefix.length), op, value: value.slice(op.length + 1) }
    const parsed = RowFilter.safeParse(filter)
    if (parsed.success) filters.push(parsed.data)
  }
  return { search, sort, filters }
}

/** The same in an address. */
export function paramsOf({ search, sort, filters }: RowChoice): URLSearchParams {
  const params = new URLSearchParams()
  if (search !== '') params.append(searchKey, search)
  for (const { column, descending } of sort)
    params.append(sortKey, `${descending ? '-' : ''}${column}`)
  for (const { column, op, value } of filters)
    params.append(`${filterPrefix}${column}`, `${op}:${value}`)
  return params
}

function writeAddress(choice: RowChoice, mode: 'push' | 'replace'): void {
  const url = new URL(window.location.href)
  const others = [...url.searchParams].filter(([key]) => !isOurs(key))
  url.search = new URLSearchParams([...others, ...paramsOf(choice)]).toString()
  if (mode === 'push') window.history.pushState(null, '', url)
  else window.history.replaceState(null, '', url)
}

/** The address waits until what was chosen is drawn: whoever reads it draws the page again. */
const addressMs = 250

function useLateAddress(written: { current: string[] }) {
  const due = useRef<{ choice: RowChoice; mode: 'push' | 'replace' }>(undefined)
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  const flush = useCallback(() => {
    clearTimeout(timer.current)
    if (!due.current) return
    const { choice, mode } = due.current
    due.current = undefined
    written.current.push(paramsOf(choice).toString())
    writeAddress(choice, mode)
  }, [written])
  useEffect(() => flush, [flush])
  return useCallback(
    (choice: RowChoice, mode: 'push' | 'replace') => {
      const isPush = mode === 'push' || due.current?.mode === 'push'
      due.current = { choice, mode: isPush ? 'push' : 'replace' }
      clearTimeout(timer.current)
      timer.current = setTimeout(flush, addressMs)
    },
    [flush],
  )
}

export type RowWishes = RowChoice & {
  /** New only when something changed. */
  wish: RowWish
  change: (patch: Partial<RowChoice>, mode?: 'push' | 'replace') => void
}

export function useRowWish(): RowWishes {
  const [params] = useUrlParams()
  const address = new URLSearchParams([...params].filter(([key]) => isOurs(key))).toString()
  const [choice, setChoice] = useState(() => choiceOf(params))
  // The address follows a little later; what we wrote ourselves is no news.
  const written = useRef<string[]>([])
  useEffect(() => {
    const at = written.current.indexOf(address)
    if (at !== -1) written.current.splice(0, at + 1)
    else if (written.current.length === 0) setChoice(choiceOf(new URLSearchParams(address)))
  }, [address])
  const write = useLateAddress(written)
  const change = useCallback(
    (patch: Partial<RowChoice>, mode: 'push' | 'replace' = 'push') => {
      const next = { ...choice, ...patch }
      setChoice(next)
      write(next, mode)
    },
    [choice, write],
  )
  const wish = useMemo(() => {
    const { sort, filters, search } = choice
    return { sort, filters, words: wordsOf(search) }
  }, [choice])
  return { ...choice, wish, change }
}
