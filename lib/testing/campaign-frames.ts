// Frames of a campaign's stream as the server writes them, and connections that break.
import { type Frame, frameOf, frameText } from '@/lib/wire/frames'

const counts = {
  ...{ targeted: 3, waiting: 0, sent: 0, answered: 3, failed: 0, denylisted: 0 },
  ...{ too_large: 0, expired: 0, cancelled: 0, rows: 3 },
}

export const status = (state: 'running' | 'complete'): Frame =>
  frameOf('status', {
    status: state,
    counts,
    holding: false,
    canary: null,
    waiting_online: 0,
    waiting_offline: 0,
    next_due: null,
    last_due: null,
    expected_90_at: null,
    rows_capped: false,
    server_time: '2026-01-01T00:00:00Z',
  })

export const resultOf = (seq: number) => ({
  seq,
  host: { id: seq, hostname: `host-${seq}`, display_name: '' },
  rows: [{ n: String(seq) }],
})

export const result = (seq: number): Frame => ({ ...frameOf('result', resultOf(seq)), id: seq })

export const streamOf = (...frames: Frame[]) => new Response(frames.map(frameText).join(''))

export const linesOf = (...seqs: number[]) =>
  new Response(seqs.map((seq) => `${JSON.stringify(resultOf(seq))}\n`).join(''))

/** A reply that gives the text and then fails, as a connection that is reset. */
export function cut(text: string): Response {
  let given = false
  const body = new ReadableStream({
    pull(controller) {
      if (given) controller.error(new Error('connection reset'))
      else controller.enqueue(new TextEncoder().encode(text))
      given = true
    },
  })
  return new Response(body)
}
