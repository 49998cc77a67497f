import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { recordLog } from '@/lib/domain/ingest'
import { listResults } from '@/lib/domain/results'
import { sql } from '@/lib/store/db'
import { type TestDatabase, testDatabase } from '@/lib/testing/database'
import { L1, L3, logHost, results } from '@/lib/testing/log-lines'
import { admin, team } from '@/lib/testing/people'
import { ResultFilters, ResultsQuery } from '@/lib/wire/result-filters'

let database: TestDatabase
const now = Math.floor(Date.now() / 1_000)
let counter = 0

beforeAll(async () => {
  database = await testDatabase()
  await sql('work', "INSERT INTO packs (id, name) VALUES (1, 'base'), (2, 'more')")
  await sql(
    'work',
    `INSERT INTO pack_queries (id, pack_id, name, query, interval)
     VALUES (7, 1, 'users', 'SELECT 1', 60), (9, 2, 'procs', 'SELECT 1', 60)`,
  )
})
afterAll(() => database.stop())

const line = (columns: Record<string, string>, more = {}) => {
  counter += 1
  return { ...L1, counter, unixTime: now, columns, ...more }
}
const snapshot = (...rows: Record<string, string>[]) => {
  counter += 1
  return { ...L3, counter, unixTime: now, snapshot: rows }
}

/** The counters of the lines found, oldest first. */
async function found(query: Record<string, string | string[]>): Promise<number[]> {
  const reply = await listResults(admin, ResultsQuery.parse(query))
  return reply.results.map((result) => Number(result.counter)).sort((a, b) => a - b)
}

/** A host with those lines, asked about by its id; each line has a number of its own. */
async function hostWith(...lines: { counter: number }[]) {
  const host = await logHost(`filters-${crypto.randomUUID().slice(0, 8)}`)
  await recordLog(host, results(...lines))
  const ask = (query: Record<string, string | string[]>) =>
    found({ host_id: String(host.id), ...query })
  return { host, ask, numbers: lines.map((one) => one.counter) }
}

describe('columns', () => {
  test('each way of asking finds the lines whose value it names, and no others', async () => {
    const { ask, numbers } = await hostWith(
      line({ vendor: 'Acme', serial: '' }),
      line({ vendor: 'acme corp' }),
      line({ vendor: 'SanDisk', serial: 'x1' }),
    )
    const [acme = 0, corp = 0, disk = 0] = numbers
    expect(await ask({ 'column.vendor': 'Acme' })).toEqual([acme])
    expect(await ask({ 'column.vendor~': 'ACME' })).toEqual([acme, corp])
    expect(await ask({ 'column.vendor!': 'Acme' })).toEqual([corp, disk])
    expect(await ask({ 'column.vendor!~': 'acme' })).toEqual([disk])
    expect(await ask({ 'column.serial': '' })).toEqual([acme])
    const op = (name: string) => JSON.stringify([{ column: 'serial', op: name }])
    expect(await ask({ filter: op('absent') })).toEqual([corp])
    expect(await ask({ filter: op('present') })).toEqual([acme, disk])
    expect(await ask({ filter: op('empty') })).toEqual([acme])
    expect(await ask({ filter: op('present'), 'column.vendor~': 'disk' })).toEqual([disk])
    expect(await ask({ 'column.vendor~': ['acme', 'corp'] })).toEqual([corp])
  })

  test('of a snapshot some one row passes all filters and words, not several rows together', async () => {
    const rows = [
      { pid: 'one', name: 'init' },
      { pid: 'two', name: 'kthreadd' },
    ]
    const { ask, numbers } = await hostWith(
      snapshot(...rows),
      line({ pid: 'one', name: 'kthreadd' }),
    )
    expect(await ask({ 'column.pid': 'one', 'column.name': 'init' })).toEqual([numbers[0]])
    expect(await ask({ 'column.pid': 'one', 'column.name': 'kthreadd' })).toEqual([numbers[1]])
    expect(await ask({ q: 'init one' })).toEqual([numbers[0]])
    expect(await ask({ q: 'init two' })).toEqual([])
  })

  test('wildcards and backslashes of LIKE mean themselves', async () => {
    const { ask, numbers } = await hostWith(
      line({ path: '100% sure' }),
      line({ path: '100 times sure' }),
      line({ path: 'a_b' }),
      line({ path: 'axb' }),
      line({ path: 'C:\\Users' }),
    )
    const [percent, , under, , back] = numbers
    expect(await ask({ 'column.path~': '0% s' })).toEqual([percent])
    expect(await ask({ 'column.path~': 'a_b' })).toEqual([under])
    expect(await ask({ 'column.path~': '\\' })).toEqual([back])
    expect(await ask({ q: '0%' })).toEqual([percent])
    expect(await ask({ q: '_b' })).toEqual([under])
    expect(await ask({ q: 'c:\\users' })).toEqual([back])
  })

  test('no name or value of a column reaches the database as anything but text', async () => {
    const names = [`it's`, 'a"b', `x') OR true --`, '$1', '{0}', 'columns', '__proto__', 'é\u202e']
    const lines = names.map((name) => line(Object.fromEntries([[name, `v'"\\;--`]])))
    const { ask, numbers } = await hostWith(...lines)
    for (const [at, name] of names.entries()) {
      const filter = JSON.stringify([{ column: name, op: 'is', value: `v'"\\;--` }])
      expect([name, await ask({ filter })]).toEqual([name, [numbers[at]]])
    }
    expect(await ask({ [`column.${names[2]}`]: 'y' })).toEqual([])
    expect(await ask({ q: `'"\\;--` })).toEqual(numbers)
  })
})

describe('words', () => {
  test('stand in values or in the name of the host, never in names of columns', async () => {
    const { host, ask, numbers } = await hostWith(
      line({ description: 'A "quoted" person' }),
      line({ description: 'tab\there' }),
    )
    expect(await ask({ q: '"QUOTED" person' })).toEqual([numbers[0]])
    expect(await ask({ q: 'description' })).toEqual([])
    expect(await ask({ q: host.host_identifier ?? '' })).toEqual(numbers)
    expect(await ask({ q: `${host.host_identifier} quoted` })).toEqual([numbers[0]])
  })
})

describe('places', () => {
  test('a label, a platform and a team leave the lines of their hosts', async () => {
    const one = await hostWith(line({ a: '1' }))
    const two = await hostWith(line({ a: '2' }))
    const teamId = await team()
    await sql('work', "UPDATE hosts SET platform = 'darwin', team_id = $2 WHERE id = $1", [
      ...[one.host.id, teamId],
    ])
    const [label] = await sql<{ id: number }>(
      'work',
      "INSERT INTO labels (name, kind) VALUES ('some', 'manual') RETURNING id",
    )
    const label_id = String(label?.id)
    await sql(
      'work',
      'INSERT INTO label_verdicts (label_id, host_id, member) VALUES ($1, $2, true), ($1, $3, false)',
      [label_id, one.host.id, two.host.id],
    )
    expect(await found({ label_id })).toEqual(one.numbers)
    expect(await found({ platform: 'darwin' })).toEqual(one.numbers)
    expect(await found({ platform: 'unknown' })).not.toContain(one.numbers[0])
    expect(await found({ platform: 'unknown' })).toContain(two.numbers[0])
    expect(await found({ team_id: String(teamId) })).toEqual(one.numbers)
  })

  test('lines of no known query and unsolicited ones are found when they are asked for', async () => {
    const { ask, numbers } = await hostWith(line({ a: '1' }), line({ a: '2' }, { name: 'stray' }))
    const [known, stray] = numbers
    expect(await ask({})).toEqual(numbers)
    expect(await ask({ pack_id: '0' })).toEqual([stray])
    expect(await ask({ unsolicited: 'true' })).toEqual([stray])
    expect(await ask({ unsolicited: 'false' })).toEqual([known])
    expect(await ask({ query: 'users' })).toEqual([known])
    expect(await ask({ pack_id: '1' })).toEqual([known])
    expect(await ask({ query: 'stray' })).toEqual([])
    expect(await ask({ query: 'stray', unsolicited: 'true' })).toEqual([stray])
  })
})

test('what is no filter, no number and no time is refused by its name', () => {
  const refused = (query: Record<string, unknown>) =>
    ResultsQuery.safeParse(query).error?.issues.map(({ path }) => String(path[0] ?? ''))
  expect(refused({ limit: '1001' })).toEqual(['limit'])
  expect(refused({ limit: '99999999999999999999' })).toEqual(['limit'])
  expect(refused({ cursor: '1; DROP' })).toEqual(['cursor'])
  expect(refused({ host_id: '0' })).toEqual(['host_id'])
  expect(refused({ from: 'yesterday' })).toEqual(['from'])
  expect(refused({ filter: '{' })).toEqual(['filter'])
  expect(refused({ filter: '[{"column":"a","op":"like"}]' })).toEqual(['filter'])
  expect(refused({ 'column.a': Array.from({ length: 21 }, () => 'x') })).toEqual(['filter'])
  expect(ResultFilters.safeParse({ colour: 'red' }).success).toBe(false)
})
