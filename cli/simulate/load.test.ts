import { afterEach, describe, expect, it } from 'vitest'
import { exhausts, loadOf, watchdogMs } from './load'
import { makeMachine } from './machine'
import { type TestAgent, testAgent } from './testing'

const now = 1_800_000_000
const fleet = Array.from({ length: 400 }, (_, index) =>
  makeMachine({ seed: 2, index, nowSeconds: now }),
)
const share = (sql: string) => fleet.filter((m) => exhausts(m, sql)).length / fleet.length
const everything = "select path from file where path like '/%%'"

describe('the load of a statement', () => {
  it('ends the worker on some hosts for a walk through all folders, on more when it reads files', () => {
    expect(share(everything)).toBeGreaterThan(0.2)
    expect(share(everything)).toBeLessThan(0.8)
    expect(share("select path from file where path like 'C:\\%%'")).toBe(share(everything))
    expect(share("select sha256 from hash where path like '/%%'")).toBeGreaterThan(0.9)
  })

  it('spares whatever stays in a folder, and everyday queries', () => {
    for (const sql of [
      "select path from file where path like '/usr/local/bin/%%'",
      "select path from file where path like '/etc/%'",
      'select * from processes join listening_ports using (pid)',
      'select name, version from deb_packages',
    ])
      expect(share(sql)).toBe(0)
  })

  it('is near the same in every run of one host, and no run of a spared query is above the limit', () => {
    const [machine] = fleet
    if (!machine) throw new Error('the fleet is empty')
    const sql = 'select * from suid_bin'
    const runs = Array.from({ length: 20 }, (_, i) => loadOf(machine, sql, now + i))
    const cpu = runs.map(({ userMs, systemMs }) => userMs + systemMs)
    expect(new Set(cpu).size).toBeGreaterThan(1)
    expect(Math.max(...cpu) / Math.min(...cpu)).toBeLessThan(1.25)
    expect(Math.max(...cpu)).toBeLessThan(watchdogMs)
    expect(runs.every(({ wallMs }, i) => wallMs >= (cpu[i] ?? 0))).toBe(true)
  })
})

describe('an agent', () => {
  let t: TestAgent
  afterEach(() => t.close())

  const config = (query: string) =>
    JSON.stringify({ packs: { p: { queries: { q: { query, interval: 60 } } } } })
  const inSchedule = () => t.agent.query('select * from osquery_schedule').rows[0]

  it('counts processor time and memory of its runs, and from nothing after its worker ended', async () => {
    t = await testAgent(() => undefined)
    t.agent.applyConfig(config('select * from suid_bin'))
    const due = t.agent.schedule.nextDue(now)
    t.agent.runSchedule(due)
    const once = inSchedule()
    expect(Number(once?.user_time)).toBeGreaterThan(Number(once?.system_time))
    expect(Number(once?.wall_time_ms)).toBeGreaterThan(1000)
    expect(Number(once?.average_memory)).toBeGreaterThan(1_000_000)
    t.agent.runSchedule(t.agent.schedule.nextDue(due))
    expect(inSchedule()).toMatchObject({ executions: '2' })
    expect(Number(inSchedule()?.user_time)).toBeGreaterThan(Number(once?.user_time))
    t.agent.restart()
    expect(inSchedule()).toMatchObject({ executions: '0', user_time: '0', average_memory: '0' })
  })

  it('says a table is missing that its release does not have', async () => {
    t = await testAgent(() => undefined, { version: '5.9.1' })
    const sql = 'select name from vscode_extensions'
    expect(t.agent.query(sql)).toEqual({ rows: [], error: 'no such table: vscode_extensions' })
    await t.close()
    t = await testAgent(() => undefined, { version: '5.23.1' })
    expect(t.agent.query(sql).error).toBeUndefined()
  })
})
