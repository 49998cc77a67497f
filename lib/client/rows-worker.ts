// Sorts, filters and searches rows beside the page. Keeps the stretches it was given; a newer question
// ends the one before it, which is then never answered.
import { type Ordered, orderRows, type RowQuestion, type Stretch, stretchOf } from './row-order'
import type { SegmentData } from './row-segments'

export type OrderQuestion = {
  id: number
  question: RowQuestion
  /** The stretches of the view by their first rows; any other is forgotten. */
  bases: number[]
  /** Those that are new or have grown. */
  segments: SegmentData[]
}
export type OrderReply = Ordered & { id: number }

/** After so long the worker listens. */
const turnMs = 12

const stretches = new Map<number, Stretch>()
let newest = 0

// A timer would wait 4 ms each time.
const { port1, port2 } = new MessageChannel()
const breath = () =>
  new Promise<void>((resolve) => {
    port1.onmessage = () => resolve()
    port2.postMessage(0)
  })

async function answer({ id, question, bases }: OrderQuestion): Promise<void> {
  const wanted = bases.flatMap((base) => stretches.get(base) ?? [])
  const work = orderRows(wanted, question)
  let until = performance.now() + turnMs
  for (let step = work.next(); ; step = work.next()) {
    if (step.done) {
      const reply: OrderReply = { id, ...step.value }
      self.postMessage(reply, { transfer: [reply.order.buffer] })
      return
    }
    if (performance.now() < until) continue
    await breath()
    if (newest !== id) return
    until = performance.now() + turnMs
  }
}

self.addEventListener('message', ({ data }: MessageEvent<OrderQuestion>) => {
  newest = data.id
  for (const segment of data.segments) stretches.set(segment.base, stretchOf(segment))
  for (const base of stretches.keys()) if (!data.bases.includes(base)) stretches.delete(base)
  void answer(data)
})
