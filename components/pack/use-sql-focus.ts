'use client'
// Takes the keyboard from the table to the SQL of a query: that of the query asked for, though its
// editor may be drawn only later, and never that of the one before.
import { useEffect, useState } from 'react'

export type SqlFocus = { wanted: number | undefined; want: (id: number | undefined) => void }

export function useSqlWish(): SqlFocus {
  const [wanted, want] = useState<number>()
  return { wanted, want }
}

/**
 * Focuses the editor once the query in view is the wanted one and its editor is there, and until it
 * has kept the focus for a frame: the table may still be handing it back to a cell.
 */
export function useSqlFocus({ wanted, want }: SqlFocus, shownId: number | undefined): void {
  const due = wanted !== undefined && wanted === shownId
  useEffect(() => {
    if (!due) return
    let focused: HTMLElement | null = null
    const look = () => {
      const text = document.querySelector<HTMLElement>('.cm-content')
      if (text && text === focused && text === document.activeElement) return want(undefined)
      text?.focus()
      focused = text
      frame = requestAnimationFrame(look)
    }
    let frame = requestAnimationFrame(look)
    return () => cancelAnimationFrame(frame)
  }, [due, want])
}
