'use client'
// What the explorer shows, as the address says it. A range is always part of it: where the link has none
// and nothing else narrows the lines, the last day is written into it.
import { useEffect, useMemo } from 'react'
import { type UrlPatch, useUrlParams } from '@/lib/client/use-url-params'
import { sinceIso } from './range-words'
import { filterQuery, lacksRange } from './result-url'

const daySeconds = 86_400

export type Change = (patch: UrlPatch, mode?: 'push' | 'replace') => void

export type Explorer = {
  params: URLSearchParams
  change: Change
  /** The filters and the range, as the API takes them. */
  key: string
}

/** `since` is a day before the document was made: until the address has a range, that one. */
export function useExplorer(since: string): Explorer {
  const [given, change] = useUrlParams()
  const isOpen = lacksRange(given)
  useEffect(() => {
    if (isOpen) change({ from: sinceIso(daySeconds, Date.now()) }, 'replace')
  }, [isOpen, change])
  return useMemo(() => {
    const params = new URLSearchParams(given)
    if (isOpen) params.set('from', since)
    return { params, change, key: filterQuery(params).toString() }
  }, [given, change, isOpen, since])
}
