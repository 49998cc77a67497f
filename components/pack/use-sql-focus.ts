'use client'
// Takes the keyboard from the table to the SQL of a query: that of the query asked for, though its
// editor may be drawn only later, and never that of the one before.
import { useEffect, useState } from 'react'

export type SqlFocus = { wanted: number | undefined; want: (id: number | undefined) => void }

export function useSqlWish(): SqlFocus {
  const [wanted, want] = useState<number>()
  return { wanted, want }
}

/** Focuses the editor once the query in view is the wanted one and its editor is there. */
export function useSqlFocus({ wanted, want }: SqlFocus, shownId: number | undefined): void {
  const due = wanted !== undefined && wanted === shownId
  useEffect(() => {
    if (!due) return
    const focus = () => {
      const text = document.querySelector<HTMLElement>('.cm-content')
      text?.focus()
      if (text) want(undefined)
    }
    focus()
    const watch = new MutationObserver(focus)
    watch.observe(document.body, { childList: true, subtree: true })
    return () => watch.disconnect()
  }, [due, want])
}
