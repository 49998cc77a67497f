// Several keys of the query string at once: choosing pushes one history entry, typing replaces it.
import { useSearchParams } from 'next/navigation'
import { useCallback } from 'react'

export type UrlPatch = Record<string, string | undefined>

/** Those of the keys that are set, in their order. */
export function pickedParams(params: URLSearchParams, keys: readonly string[]): URLSearchParams {
  const set = keys.flatMap((key) => {
    const value = params.get(key)
    return value ? [[key, value]] : []
  })
  return new URLSearchParams(set)
}

/** A patch that takes the keys out. */
export const withoutKeys = (keys: readonly string[]): UrlPatch =>
  Object.fromEntries(keys.map((key) => [key, undefined]))

/** The query string, and a change of some of its keys; undefined or '' takes a key out. */
export function useUrlParams(): [
  URLSearchParams,
  (patch: UrlPatch, mode?: 'push' | 'replace') => void,
] {
  const params = useSearchParams()
  const change = useCallback((patch: UrlPatch, mode: 'push' | 'replace' = 'push') => {
    const url = new URL(window.location.href)
    for (const [key, value] of Object.entries(patch)) {
      if (value === undefined || value === '') url.searchParams.delete(key)
      else url.searchParams.set(key, value)
    }
    if (url.href === window.location.href) return
    if (mode === 'push') window.history.pushState(null, '', url)
    else window.history.replaceState(null, '', url)
  }, [])
  return [params, change]
}
