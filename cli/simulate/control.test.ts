import { afterEach, expect, it, vi } from 'vitest'
import { patient } from '@/lib/testing/patience'
import { obey } from './control'
import { runAgent } from './pace'
import { paths, type Scripted, type TestAgent, testAgent } from './testing'

const now = 1_800_000_000
const listening =
  'select name, processes.path, port from listening_ports join processes using (pid)'

let t: TestAgent
afterEach(() => t.close())

async function alone(script: (path: string) => Scripted | undefined = () => undefined) {
  t = await testAgent(({ path }) => script(path))
  return [t.agent]
}

const portsOf = (port: number) =>
  t.agent.query(listening).rows.filter((row) => row.port === String(port))

it('a program that is started is in the tables at once, and gone when it has ended', async () => {
  const agents = await alone()
  expect(portsOf(4_444)).toEqual([])
  expect(obey(agents, 'start 1 /usr/bin/nc 4444', now)).toBe('started: nc on test-0002')
  expect(portsOf(4_444)).toContainEqual({ name: 'nc', path: '/usr/bin/nc', port: '4444' })
  expect(obey(agents, 'end test-0002 nc', now)).toBe('ended: nc on test-0002')
  expect(portsOf(4_444)).toEqual([])
})

it('a laptop whose lid is closed says nothing, and answers once it is open', async () => {
  const [agent] = await alone((path) =>
    path === paths.read ? '{"queries":{"c1":"select 1 as n"}}' : undefined,
  )
  if (!agent) throw new Error('no agent')
  const clock = {
    now: () => Date.now(),
    sleep: (ms: number, signal?: AbortSignal) =>
      new Promise<void>((resolve) => {
        const end = () => {
          clearTimeout(timer)
          signal?.removeEventListener('abort', end)
          resolve()
        }
        const timer = setTimeout(end, Math.min(ms, 5))
        signal?.addEventListener('abort', end, { once: true })
      }),
  }
  const life = runAgent(agent, clock)
  await vi.waitFor(() => expect(t.server.at(paths.write).length).toBeGreaterThan(0), patient)
  obey([agent], 'offline 1', now)
  // What was under way ends; then the count stands still although the clock goes on.
  let quiet = -1
  await vi.waitFor(
    () => {
      const before = quiet
      quiet = t.server.received.length
      expect(quiet).toBe(before)
    },
    { interval: 200 },
  )
  const answered = t.server.at(paths.write).length
  obey([agent], 'online 1', now)
  await vi.waitFor(() => expect(t.server.at(paths.write).length).toBeGreaterThan(answered), patient)
  agent.stop()
  await life
})

it.each([
  ['offline', 'name at least one host'],
  ['online 9', 'there is no host 9'],
  ['start 1', 'start HOST PATH [PORT]'],
  ['start 1 /bin/x many', 'many is not a port'],
  ['end 1 nc', 'test-0002 runs no nc that was started here'],
  ['dance', 'While it runs, type'],
])('%j is answered in words', async (line, words) => {
  expect(obey(await alone(), line, now)).toContain(words)
})
