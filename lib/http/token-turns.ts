// How much one API token may ask of this instance: 600 requests a minute, 10 at once (S65). In memory:
// it protects this process, and a restart costs nobody anything.
import { pinned } from '@/lib/global'
import { AppError } from '@/lib/wire/errors'
import type { Viewer } from '@/lib/wire/roles'

const perMinute = 600
const atOnce = 10
const rememberedMax = 10_000

type Turns = { open: number; left: number; at: number }

const turns = () => pinned('token.turns', () => new Map<number, Turns>())

/** Takes a turn for the viewer's token, if any. Returns what ends it; throws `rate_limited`. */
export function takeTokenTurn(viewer: Viewer, nowMs = performance.now()): () => void {
  const id = viewer.token_id
  if (id === undefined) return () => {}
  const known = turns().get(id) ?? { open: 0, left: perMinute, at: nowMs }
  const left = Math.min(perMinute, known.left + ((nowMs - known.at) * perMinute) / 60_000)
  if (known.open >= atOnce || left < 1) {
    const retryAfterSeconds = left < 1 ? ((1 - left) * 60) / perMinute : 1
    throw new AppError('rate_limited', 'This token asks too much at once', { retryAfterSeconds })
  }
  if (turns().size >= rememberedMax) turns().clear()
  const state = Object.assign(known, { open: known.open + 1, left: left - 1, at: nowMs })
  turns().set(id, state)
  return () => {
    state.open -= 1
  }
}
