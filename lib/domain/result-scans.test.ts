import { expect, test } from 'vitest'
import { type Look, readBack } from '@/lib/domain/result-scans'

const span = { from: new Date(0), to: new Date(3_600_000) }
const signal = new AbortController().signal
type Stretch = Parameters<Look>[0]

/** Notes every stretch that was read; the ones in `late` of more than so many ms take too long. */
function noting(outcome: (stretch: Stretch) => Awaited<ReturnType<Look>>) {
  const read: [number, number][] = []
  const look: Look = async (stretch) => {
    const told = outcome(stretch)
    if (told !== 'late') read.push([stretch.from.getTime(), stretch.to.getTime()])
    return told
  }
  return { read, look }
}

test('stretches go back without a gap or an overlap to the very beginning of the span', async () => {
  const { read, look } = noting(() => 'all')
  const reading = await readBack(span, { ms: 60_000, signal, first_ms: 1_000 }, look)
  expect(reading).toEqual({ complete: true, read_to: span.from })
  expect(read[0]?.[1]).toBe(span.to.getTime())
  expect(read.at(-1)?.[0]).toBe(span.from.getTime())
  for (const [at, [from]] of read.slice(0, -1).entries()) expect(read[at + 1]?.[1]).toBe(from)
})

test('a stretch that takes too long is asked again in narrower ones, and nothing is left out', async () => {
  const { read, look } = noting(({ from, to }) =>
    to.getTime() - from.getTime() > 400_000 ? 'late' : 'all',
  )
  const reading = await readBack(span, { ms: 60_000, signal }, look)
  expect(reading.complete).toBe(true)
  expect(read.reduce((sum, [from, to]) => sum + to - from, 0)).toBe(3_600_000)
})

test('it stops where it has enough, and tells how far it read', async () => {
  const { read, look } = noting(({ from }) => (from.getTime() < 3_000_000 ? 'enough' : 'all'))
  const reading = await readBack(span, { ms: 60_000, signal, first_ms: 300_000 }, look)
  expect(reading.complete).toBe(false)
  expect(reading.read_to.getTime()).toBe(read.at(-1)?.[0])
})

test('without patience it still reads something, so that a reader who goes on gets to the end', async () => {
  let { to } = span
  for (let turn = 0; to > span.from; turn += 1) {
    const { look } = noting(() => 'all')
    const reading = await readBack({ ...span, to }, { ms: 0, signal, first_ms: 600_000 }, look)
    expect(reading.read_to < to).toBe(true)
    expect(turn).toBeLessThan(10)
    to = reading.read_to
  }
})

test('when the reader leaves, no further stretch is read', async () => {
  const leaving = new AbortController()
  const { read, look } = noting(() => {
    leaving.abort()
    return 'all'
  })
  const patience = { ms: 60_000, signal: leaving.signal, first_ms: 1_000 }
  expect((await readBack(span, patience, look)).complete).toBe(false)
  expect(read).toHaveLength(1)
})

test('a database that cannot read even one moment is told of, not waited for', async () => {
  const { look } = noting(() => 'late')
  await expect(readBack(span, { ms: 1_000, signal }, look)).rejects.toThrow(/too busy/)
})
