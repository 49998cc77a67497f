// One ticker for every time on the page. The first paint uses the server's moment and the zone from
// the cookie, so server and browser draw the same words; after that the browser's clock, corrected
// by the server's, goes on.
import { createContext, useContext, useSyncExternalStore } from 'react'
import { usePreferences } from './use-preferences'

export type FirstClock = { now: number; zone: string }

/** What the server drew with. Set once by the frame. */
export const FirstClockContext = createContext<FirstClock>({ now: 0, zone: 'UTC' })

let current = 0
let offset = 0
let timer: ReturnType<typeof setInterval> | undefined
const listeners = new Set<() => void>()

function tick(): void {
  current = Math.floor((Date.now() + offset) / 1000) * 1000
  for (const listener of listeners) listener()
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  timer ??= setInterval(() => document.hidden || tick(), 1000)
  return () => {
    listeners.delete(listener)
    if (listeners.size > 0) return
    clearInterval(timer)
    timer = undefined
  }
}

function read(): number {
  if (current === 0) current = Math.floor((Date.now() + offset) / 1000) * 1000
  return current
}

/** Corrects this browser's clock by the server's; small differences are latency and are ignored. */
export function syncClock(serverTime: number, browserTime: number): void {
  const gap = serverTime - browserTime
  offset = Math.abs(gap) < 2000 ? 0 : gap
}

const browserZone = () => Intl.DateTimeFormat().resolvedOptions().timeZone
const never = () => () => undefined

/** The server's time now, in ms, to the second. */
export function useNow(): number {
  const first = useContext(FirstClockContext)
  return useSyncExternalStore(subscribe, read, () => first.now)
}

/** The reader's IANA time zone: the one they chose, else the browser's. */
export function useZone(): string {
  const first = useContext(FirstClockContext)
  const { zone: chosen } = usePreferences().preferences
  const own = useSyncExternalStore(never, browserZone, () => first.zone)
  return chosen || own
}
