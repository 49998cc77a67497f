'use client'
// Rows arrive at the end. While following, all are shown; once the reader takes over, what is shown
// stands still and what arrives waits to be asked for.
import { useCallback, useState } from 'react'
import type { LiveView } from '@/lib/client/live-rows'

export type HeldRows = {
  shown: LiveView
  following: boolean
  /** Rows that wait; 0 while following. */
  waiting: number
  hold: () => void
  follow: () => void
  /** Shows what waits and goes on standing still. */
  takeIn: () => void
}

/** How many rows had arrived by then, kept or not. */
const arrived = ({ first, length }: LiveView) => first + length

/** Starts following while the campaign is open. */
export function useHeldRows(rows: LiveView, open: boolean): HeldRows {
  const [held, setHeld] = useState<LiveView>()
  const [following, setFollowing] = useState(open)
  // What is held never goes back behind a fuller view of a new connection.
  const shown = following || !held || arrived(held) > arrived(rows) ? rows : held
  const hold = useCallback(() => {
    setHeld((old) => old ?? rows)
    setFollowing(false)
  }, [rows])
  const takeIn = useCallback(() => setHeld(rows), [rows])
  return {
    shown,
    following,
    waiting: arrived(rows) - arrived(shown),
    hold,
    follow: () => {
      setHeld(undefined)
      setFollowing(true)
    },
    takeIn,
  }
}
