// How many streams are open, by person and in all; beyond the limits a new one is refused (S67).
import { pinned } from '@/lib/global'
import { AppError } from '@/lib/wire/errors'

const perPerson = 6
const perProcess = 200

type Turns = { all: number; byPerson: Map<number, number> }

const turns = () => pinned<Turns>('http.streams', () => ({ all: 0, byPerson: new Map() }))

/** Streams open in this process. */
export function openStreams(): number {
  return turns().all
}

/** Counts a stream in, or throws `rate_limited`. Call what it returns once, when the stream ends. */
export function claimStream(userId: number): () => void {
  const state = turns()
  const own = state.byPerson.get(userId) ?? 0
  if (own >= perPerson || state.all >= perProcess) {
    throw new AppError('rate_limited', 'Too many streams are open; close one', {
      retryAfterSeconds: 5,
    })
  }
  state.all += 1
  state.byPerson.set(userId, own + 1)
  return () => {
    state.all -= 1
    const left = (state.byPerson.get(userId) ?? 1) - 1
    if (left > 0) state.byPerson.set(userId, left)
    else state.byPerson.delete(userId)
  }
}
