import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { type Commit, gather, type Waiting } from '@/lib/domain/ingest-gather'
import { unpin } from '@/lib/global'

beforeEach(() => {
  unpin('ingest.gather')
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] })
})
afterEach(() => vi.useRealTimers())

const rows = { results: [], statuses: [], dead_letters: [] }
const request = (count: number, units = count * 100) => ({
  rows,
  count,
  units,
  unpack: async () => rows,
})

/** A store whose commits end when the test says so. */
function slowStore() {
  const commits: { hosts: number[]; end: () => void }[] = []
  const commit: Commit = (requests: readonly Waiting[]) =>
    new Promise<void>((resolve) => {
      commits.push({
        hosts: requests.map(({ host }) => host.id),
        end: () => {
          for (const each of requests) each.resolve()
          resolve()
        },
      })
    })
  return { commits, commit }
}

test('concurrent requests of different hosts share one commit', async () => {
  const { commits, commit } = slowStore()
  const all = [1, 2, 3].map((id) => gather({ id }, request(10), commit))
  await vi.advanceTimersByTimeAsync(10)
  expect(commits.map(({ hosts }) => hosts)).toEqual([[1, 2, 3]])
  commits[0]?.end()
  await Promise.all(all)
})

test('C56: a flooding host waits behind itself, others are stored with the next commit', async () => {
  const { commits, commit } = slowStore()
  const flood = [1, 2, 3, 4].map(() => gather({ id: 1 }, request(1_024), commit))
  await vi.advanceTimersByTimeAsync(10)
  const other = gather({ id: 2 }, request(1), commit)
  await vi.advanceTimersByTimeAsync(10)
  expect(commits.map(({ hosts }) => hosts)).toEqual([[1], [2]])
  commits[1]?.end()
  await other
  for (let n = 0; n < 5; n++) {
    for (const { end } of commits) end()
    await vi.advanceTimersByTimeAsync(10)
  }
  await Promise.all(flood)
  expect(commits.map(({ hosts }) => hosts)).toEqual([[1], [2], [1], [1], [1]])
})

test('a host that holds too many requests is told to wait, at once', async () => {
  const { commits, commit } = slowStore()
  const first = gather({ id: 1 }, request(1), commit)
  await vi.advanceTimersByTimeAsync(10)
  const queued = [1, 2, 3, 4].map(() => gather({ id: 1 }, request(1), commit))
  expect(() => gather({ id: 1 }, request(1), commit)).toThrow(/busy/i)
  for (let n = 0; n < 6; n++) {
    for (const { end } of commits) end()
    await vi.advanceTimersByTimeAsync(10)
  }
  await Promise.all([first, ...queued])
})

test('what waits in memory is bounded over all hosts', async () => {
  const { commits, commit } = slowStore()
  const large = 60 * 1_048_576
  const held = [1, 2].map((id) => gather({ id }, request(1, large), commit))
  expect(() => gather({ id: 3 }, request(1, large), commit)).toThrow(/busy/i)
  for (let n = 0; n < 3; n++) {
    await vi.advanceTimersByTimeAsync(10)
    for (const { end } of commits) end()
  }
  await vi.advanceTimersByTimeAsync(10)
  await Promise.all(held)
  const again = gather({ id: 3 }, request(1, large), commit)
  await vi.advanceTimersByTimeAsync(10)
  commits.at(-1)?.end()
  await again
})

test('R1: a request that is not stored within 10 s is refused', async () => {
  const { commit } = slowStore()
  const late = gather({ id: 1 }, request(1), commit).catch((error: unknown) => error)
  await vi.advanceTimersByTimeAsync(10_000)
  expect(await late).toMatchObject({ code: 'unavailable' })
})
