// Group commit: asks for the same thing that come within milliseconds share one transaction, one
// batch at a time, so a thousand hosts do not queue for one row lock. A failed batch fails each ask.

type Waiting<Ask, Reply> = {
  ask: Ask
  weight: number
  resolve: (reply: Reply) => void
  reject: (error: unknown) => void
}

export type Gathering<Ask, Reply> = Map<number, Waiting<Ask, Reply>[]>

type GatherOptions<Ask, Reply> = {
  /** How long the first ask waits for company. */
  delay_ms: number
  /** A batch weighs no more, unless one ask alone does. */
  max_weight: number
  /** Replies in the order of the asks. */
  run: (key: number, asks: Ask[]) => Promise<Reply[]>
}

function takeBatch<Ask, Reply>(queue: Waiting<Ask, Reply>[], maxWeight: number) {
  let weight = 0
  let size = 0
  for (const waiting of queue) {
    weight += waiting.weight
    if (size > 0 && weight > maxWeight) break
    size += 1
  }
  return queue.splice(0, size)
}

async function drain<Ask, Reply>(
  gathering: Gathering<Ask, Reply>,
  key: number,
  options: GatherOptions<Ask, Reply>,
): Promise<void> {
  const queue = gathering.get(key) ?? []
  while (queue.length > 0) {
    const batch = takeBatch(queue, options.max_weight)
    try {
      const replies = await options.run(
        key,
        batch.map(({ ask }) => ask),
      )
      for (const [index, waiting] of batch.entries()) {
        if (index in replies) waiting.resolve(replies[index] as Reply)
        else waiting.reject(new Error('a batch answered fewer asks than it was given'))
      }
    } catch (error) {
      for (const waiting of batch) waiting.reject(error)
    }
  }
  gathering.delete(key)
}

/** Adds an ask to the batch of that key and resolves with its own reply, after the commit. */
export function gather<Ask, Reply>(
  gathering: Gathering<Ask, Reply>,
  key: number,
  ask: Ask,
  weight: number,
  options: GatherOptions<Ask, Reply>,
): Promise<Reply> {
  return new Promise((resolve, reject) => {
    const waiting = { ask, weight, resolve, reject }
    const queue = gathering.get(key)
    if (queue) {
      queue.push(waiting)
      return
    }
    gathering.set(key, [waiting])
    setTimeout(() => void drain(gathering, key, options), options.delay_ms)
  })
}
