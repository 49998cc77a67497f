'use client'
// Rows arrive at the end. While following, all are shown; once the reader takes over, what is shown
// stands still and what arrives waits to be asked for.
import { useState } from 'react'
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

/** Starts following while the campaign is open. */
export function useHeldRows(rows: LiveView, open: boolean): HeldRows {
  const [held, setHeld] = useState<LiveView>()
  const [following, setFollowing] = useState(open)
  // What is held never goes back behind a fuller view of a new connection.
  const shown = following || !held || held.length > rows.length ? rows : held
  return {
    shown,
    following,
    waiting: rows.length - shown.length,
    hold: () => {
      setHeld(rows)
      setFollowing(false)
    },
    follow: () => {
      setHeld(undefined)
      setFollowing(true)
    },
    takeIn: () => setHeld(rows),
  }
}
