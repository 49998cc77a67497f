'use client'
// The report of a query as it is loaded: pages of hosts, their rows together, the columns in the order
// in which they were first seen.
import { useCallback, useEffect, useState } from 'react'
import { type ApiFailure, api, failureOf } from '@/lib/client/api'
import { QueryReport } from '@/lib/wire/query-reports'

export type ReportRow = QueryReport['results'][number]

const hostsAtOnce = 100

type Loaded = {
  rows: ReportRow[]
  /** Hosts that have reported, and how many of their pages are read. */
  hosts: number
  pages: number
  clipped: boolean
  /** Lines received before are no longer kept. */
  keptSince: string | null
}

const nothing: Loaded = { rows: [], hosts: 0, pages: 0, clipped: false, keptSince: null }

export function columnsOf(rows: readonly ReportRow[]): string[] {
  return [...new Set(rows.flatMap(({ columns }) => Object.keys(columns)))]
}

/** The report at a path below the API, as of a time; another time starts over. */
export function useQueryReport(of: string, at: string | undefined) {
  const [loaded, setLoaded] = useState(nothing)
  const [busy, setBusy] = useState(true)
  const [failure, setFailure] = useState<ApiFailure>()
  const read = useCallback(
    async (page: number, signal?: AbortSignal) => {
      setBusy(true)
      const then = at === undefined ? '' : `&at=${encodeURIComponent(at)}`
      const path = `/api/v1/fleet${of}/report?page=${page}&per_page=${hostsAtOnce}${then}`
      try {
        const reply = await api(QueryReport, path, signal ? { signal } : {})
        setFailure(undefined)
        setLoaded((old) => ({
          rows: page === 0 ? reply.results : [...old.rows, ...reply.results],
          hosts: reply.count,
          pages: page + 1,
          clipped: reply.report_clipped || (page > 0 && old.clipped),
          keptSince: reply.kept_since,
        }))
      } catch (error) {
        if (signal?.aborted) return
        setFailure(failureOf(error))
      }
      setBusy(false)
    },
    [of, at],
  )
  useEffect(() => {
    const stop = new AbortController()
    void read(0, stop.signal)
    return () => stop.abort()
  }, [read])
  const hostsRead = Math.min(loaded.hosts, loaded.pages * hostsAtOnce)
  const more = () => void read(loaded.pages)
  return { ...loaded, hostsRead, busy, failure, more, refresh: () => void read(0) }
}
