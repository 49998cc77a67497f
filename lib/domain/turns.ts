// Long work in steps: a generator yields wherever it may rest, and one of these drives it. Owns only
// when to rest; the work neither knows nor waits.

/** Work that yields wherever it may rest. */
export type Steps<T> = Generator<undefined, T>

const sliceMs = 8

const turn = () => new Promise<void>((resolve) => setImmediate(resolve))

/** Does the work with a turn of the event loop every few milliseconds. */
export async function inTurns<T>(steps: Steps<T>, pause: () => Promise<void> = turn): Promise<T> {
  let since = performance.now()
  for (;;) {
    const step = steps.next()
    if (step.done) return step.value
    if (performance.now() - since < sliceMs) continue
    await pause()
    since = performance.now()
  }
}

/** Does the work in one go; for what is known to be small. */
export function atOnce<T>(steps: Steps<T>): T {
  for (;;) {
    const step = steps.next()
    if (step.done) return step.value
  }
}
