// Where this process is in its life, and who must be told when it ends. Streams register to be
// closed at the first moment, workers to be stopped after the last request.
import { pinned } from '@/lib/global'

type Farewell = () => void | Promise<void>

type Lifecycle = {
  phase: 'starting' | 'serving' | 'draining'
  drains: Set<Farewell>
  stops: Set<Farewell>
}

/** The process-wide state. `draining` never ends: the process exits from it. */
export function lifecycle(): Lifecycle {
  return pinned('lifecycle', () => ({ phase: 'starting', drains: new Set(), stops: new Set() }))
}

/** Whether new streams and long work must be refused. */
export function isDraining(): boolean {
  return lifecycle().phase === 'draining'
}

/** Calls `farewell` when draining begins (close a stream, say `bye`). Returns how to take it back. */
export function onDrain(farewell: Farewell): () => void {
  lifecycle().drains.add(farewell)
  return () => lifecycle().drains.delete(farewell)
}

/** Calls `farewell` after the last request and before the database closes (timers, flushes, leases). */
export function onStop(farewell: Farewell): () => void {
  lifecycle().stops.add(farewell)
  return () => lifecycle().stops.delete(farewell)
}

/** Runs all of them at once; one that fails or hangs holds up neither the others nor the caller. */
export async function runFarewells(
  farewells: Set<Farewell>,
  patienceMs: number,
  onError: (error: unknown) => void,
): Promise<void> {
  const all = [...farewells].map(async (farewell) => {
    try {
      await farewell()
    } catch (error) {
      onError(error)
    }
  })
  await within(patienceMs, Promise.all(all))
}

/** Waits for `work`, at most that long; says whether it ended. A failure counts as an end. */
export function within(patienceMs: number, work: Promise<unknown>): Promise<boolean> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(false), patienceMs)
    const done = () => {
      clearTimeout(timer)
      resolve(true)
    }
    work.then(done, done)
  })
}
