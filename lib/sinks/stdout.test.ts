import { afterEach, expect, test, vi } from 'vitest'
import { openStdout } from '@/lib/sinks/stdout'

const event = (n: number) => ({
  ...{ key: `k${n}`, text: `{"n":${n}}`, kind: 'result' as const },
  ...{ pack: null, query: null, host: 'h', at: new Date(0) },
})

afterEach(() => vi.restoreAllMocks())

/** Stands in for the pipe: keeps what it was given until somebody reads. */
function pipe() {
  const written: string[] = []
  const taken: ((error?: Error) => void)[] = []
  vi.spyOn(process.stdout, 'write').mockImplementation((text, then) => {
    written.push(String(text))
    if (typeof then === 'function') taken.push(then)
    return true
  })
  return { written, taken }
}

test('a batch counts as taken once the pipe has it, one JSON object a line', async () => {
  const { written, taken } = pipe()
  const sink = await openStdout({})
  let settled = false
  const sent = sink.send([event(1), event(2)], new AbortController().signal).then((refused) => {
    settled = true
    return refused
  })
  expect(written).toEqual(['{"n":1}\n{"n":2}\n'])
  await Promise.resolve()
  expect(settled).toBe(false)
  taken[0]?.()
  expect(await sent).toEqual([])
})

test('a pipe that is closed, or that nobody reads, is a fault', async () => {
  const { taken } = pipe()
  const sink = await openStdout({})
  const closed = sink.send([event(1)], new AbortController().signal)
  taken[0]?.(new Error('EPIPE'))
  await expect(closed).rejects.toMatchObject({ message: 'The standard output is closed' })
  const patience = new AbortController()
  const unread = sink.send([event(1)], patience.signal)
  patience.abort()
  await expect(unread).rejects.toMatchObject({
    message: 'Nobody reads the standard output of the server',
  })
})
