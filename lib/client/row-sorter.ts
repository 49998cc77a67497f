// Asks for the order of a view's rows: at once for few, of a worker for many, of this thread in turns
// where there is no worker. Only the newest question is answered.
import type { RowWish } from '@/lib/wire/campaign-rows'
import type { LiveView } from './live-rows'
import { type Ordered, orderRows, type RowQuestion, stretchOf } from './row-order'
import type { OrderQuestion, OrderReply } from './rows-worker'

/** More rows than these are not sorted on the page's own thread. */
export const ownThreadMost = 5_000
const turnMs = 8

export type RowWorker = Pick<Worker, 'postMessage' | 'addEventListener' | 'terminate'>

function startWorker(): RowWorker | undefined {
  if (typeof Worker === 'undefined') return undefined
  return new Worker(new URL('./rows-worker.ts', import.meta.url), { type: 'module' })
}

function questionOf(view: LiveView, wish: RowWish): RowQuestion {
  return { from: view.first, to: view.first + view.length, columns: view.columns, wish }
}

const noneKnown = () => false

/** The order at once; for few rows. */
export function orderNow(view: LiveView, wish: RowWish): Ordered {
  const work = orderRows(view.segments(noneKnown).map(stretchOf), questionOf(view, wish))
  for (let step = work.next(); ; step = work.next()) if (step.done) return step.value
}

export class RowSorter {
  readonly #start: () => RowWorker | undefined
  #worker: RowWorker | undefined
  #isBroken = false
  readonly #known = new Set<number>()
  #id = 0
  #tell: ((ordered: Ordered | undefined) => void) | undefined
  /** Who waits for a worker that cannot go on is answered on this thread. */
  #onBreak: (() => void) | undefined

  constructor(start: () => RowWorker | undefined = startWorker) {
    this.#start = start
  }

  /** Undefined when a newer question came first. */
  order(view: LiveView, wish: RowWish): Promise<Ordered | undefined> {
    this.#id += 1
    this.#tell?.(undefined)
    this.#tell = undefined
    if (view.length <= ownThreadMost) return Promise.resolve(orderNow(view, wish))
    const worker = this.#started()
    if (!worker) return this.#inTurns(view, wish)
    return new Promise((resolve) => {
      this.#tell = resolve
      const segments = view.segments((base) => this.#known.has(base))
      const bases = view.bases
      for (const { base } of segments) if (base !== bases.at(-1)) this.#known.add(base)
      for (const base of this.#known) if (!bases.includes(base)) this.#known.delete(base)
      const question = questionOf(view, wish)
      const asked: OrderQuestion = { id: this.#id, question, bases: [...bases], segments }
      const transfer = segments.flatMap(({ pool, columns }) => [
        pool.bytes.buffer,
        pool.ends.buffer,
        ...columns.map(({ cells }) => cells.buffer),
      ])
      this.#onBreak = () => void this.#inTurns(view, wish).then(resolve)
      worker.postMessage(asked, transfer)
    })
  }

  close(): void {
    this.#id += 1
    this.#tell?.(undefined)
    this.#tell = undefined
    this.#worker?.terminate()
    this.#worker = undefined
    this.#known.clear()
  }

  #started(): RowWorker | undefined {
    if (this.#worker || this.#isBroken) return this.#worker
    try {
      this.#worker = this.#start()
    } catch {
      this.#isBroken = true
    }
    this.#worker?.addEventListener('message', (event) => {
      const { id, order, passed }: OrderReply = Reflect.get(event, 'data')
      if (id !== this.#id) return
      this.#tell?.({ order, passed })
      this.#tell = undefined
    })
    this.#worker?.addEventListener('error', () => {
      this.#isBroken = true
      this.#worker = undefined
      if (this.#tell) this.#onBreak?.()
    })
    return this.#worker
  }

  async #inTurns(view: LiveView, wish: RowWish): Promise<Ordered | undefined> {
    const id = this.#id
    const work = orderRows(view.segments(noneKnown).map(stretchOf), questionOf(view, wish))
    let until = performance.now() + turnMs
    for (let step = work.next(); ; step = work.next()) {
      if (step.done) return step.value
      if (performance.now() < until) continue
      await new Promise((resolve) => setTimeout(resolve, 0))
      if (id !== this.#id) return undefined
      until = performance.now() + turnMs
    }
  }
}
