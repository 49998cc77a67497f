// One key of the query string as state: a link is a view. Typing replaces the history entry,
// choosing pushes one. It uses the History API, so the server is not asked again.
import { useSearchParams } from 'next/navigation'
import { useCallback } from 'react'

type Mode = 'push' | 'replace'

export function useUrlParam(
  name: string,
): [string | undefined, (value: string | undefined, mode?: Mode) => void] {
  const value = useSearchParams().get(name) ?? undefined
  const set = useCallback(
    (next: string | undefined, mode: Mode = 'push') => {
      const url = new URL(window.location.href)
      if (next === undefined || next === '') url.searchParams.delete(name)
      else url.searchParams.set(name, next)
      if (url.href === window.location.href) return
      if (mode === 'push') window.history.pushState(null, '', url)
      else window.history.replaceState(null, '', url)
    },
    [name],
  )
  return [value, set]
}
