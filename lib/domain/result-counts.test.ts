import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readFacets } from '@/lib/domain/result-facets'
import { listResultGroups } from '@/lib/domain/result-groups'
import { readHistogram, stepOf } from '@/lib/domain/result-histogram'
import { listResults } from '@/lib/domain/results'
import { sql } from '@/lib/store/db'
import { ensurePartitions } from '@/lib/store/partitions'
import { type TestDatabase, testDatabase } from '@/lib/testing/database'
import { admin, team } from '@/lib/testing/people'
import { FacetsQuery } from '@/lib/wire/result-facets'
import { ResultsQuery } from '@/lib/wire/result-filters'
import { ResultGroupsQuery, ResultGroupsReply } from '@/lib/wire/result-groups'
import { HistogramQuery } from '@/lib/wire/result-histogram'
import type { Viewer } from '@/lib/wire/roles'

let database: TestDatabase
let ownTeam = 0
const { signal } = new AbortController()
const hosts = 120
/** The day before yesterday at midnight, so that every line is of one partition of the past. */
const day = Math.floor(Date.now() / 86_400_000) * 86_400_000 - 2 * 86_400_000

/** Of each host a line a minute for ten minutes, of two queries in turn; one host has one of its own. */
beforeAll(async () => {
  database = await testDatabase()
  await ensurePartitions()
  ownTeam = await team()
  const [from, until] = [new Date(day).toISOString(), new Date(day + 86_400_000).toISOString()]
  await sql(
    'work',
    `CREATE TABLE of_old PARTITION OF result_lines FOR VALUES FROM ('${from}') TO ('${until}')`,
  )
  await sql('work', "INSERT INTO packs (id, name) VALUES (1, 'base'), (2, 'more')")
  await sql(
    'work',
    `INSERT INTO pack_queries (id, pack_id, name, query, interval)
     VALUES (7, 1, 'users', 'SELECT 1', 60), (9, 2, 'users', 'SELECT 1', 60)`,
  )
  await sql(
    'work',
    `INSERT INTO hosts (id, hostname, host_identifier, platform, team_id)
     SELECT n, 'host-' || n, 'host-' || n, CASE n % 2 WHEN 0 THEN 'linux' ELSE 'darwin' END,
            CASE WHEN n <= 10 THEN $2::int END FROM generate_series(1, $1::int) AS n`,
    [hosts, ownTeam],
  )
  await sql(
    'work',
    `INSERT INTO result_lines (received_at, host_id, name, pack_id, pack_query_id, action, unix_time,
                               epoch, counter, content, fingerprint)
     SELECT $1::timestamptz + m * interval '1 minute', n, 'x', 1 + m % 2, 7 + 2 * (m % 2), 'added', 0, 0,
            n * 100 + m, jsonb_build_object('columns', jsonb_build_object('version',
              CASE WHEN n = 5 AND m = 3 THEN 'odd' ELSE 'v' || m % 2 END, 'n', n::text)),
            gen_random_uuid()
       FROM generate_series(1, $2::int) AS n, generate_series(0, 9) AS m`,
    [from, hosts],
  )
})
afterAll(() => database.stop())

const own: () => Viewer = () => ({
  ...admin,
  global_role: null,
  teams: [{ id: ownTeam, role: 'observer' }],
})
const range = { from: new Date(day).toISOString(), to: new Date(day + 600_000).toISOString() }
const groups = (query: Record<string, string>, viewer = admin) =>
  listResultGroups(viewer, ResultGroupsQuery.parse(query), signal)
const histogram = (query: Record<string, string>, viewer = admin) =>
  readHistogram(viewer, HistogramQuery.parse(query), signal)
const facets = async (query: Record<string, string>, viewer = admin) => {
  const reply = await readFacets(viewer, FacetsQuery.parse(query), signal)
  return Object.fromEntries(reply.facets.map((facet) => [facet.name, facet]))
}

describe('histogram', () => {
  test('every line is in its bucket, buckets without lines too, hosts counted once', async () => {
    const reply = await histogram({ ...range, buckets: '11' })
    expect(reply).toMatchObject({ step_seconds: 60, lines: 1_200, hosts, at_least: false })
    expect(reply.buckets.map(({ lines }) => lines)).toEqual(Array.from({ length: 10 }, () => 120))
    expect(reply.buckets[0]?.at).toBe(range.from)
    const wide = await histogram({ from: new Date(day - 600_000).toISOString(), to: range.to })
    expect([wide.lines, wide.buckets[0]?.lines]).toEqual([1_200, 0])
  })

  test('steps are of the clock, and no more than there is room for', () => {
    expect(stepOf(3_600_000, 61)).toBe(60)
    expect(stepOf(3_600_000, 60)).toBe(300)
    expect(stepOf(86_400_000, 60)).toBe(1_800)
    expect(stepOf(3_650 * 86_400_000, 500) % 86_400).toBe(0)
    expect(stepOf(0, 60)).toBe(1)
  })
})

describe('facets', () => {
  test('count within all filters but their own; queries of one name are one value', async () => {
    const all = await facets({ ...range, values: '3' })
    expect(all.pack?.values.map(({ value, label, lines }) => [value, label, lines])).toEqual([
      ['1', 'base', 600],
      ['2', 'more', 600],
    ])
    expect(all.query).toMatchObject({ values: [{ value: 'users', lines: 1_200 }], more: 0 })
    expect([all.host?.values.length, all.host?.more]).toEqual([3, hosts - 3])
    const chosen = await facets({ ...range, pack_id: '1', platform: 'linux' })
    expect(chosen.pack?.values.map(({ lines }) => lines)).toEqual([300, 300])
    expect(chosen.platform?.values.map(({ value, lines }) => [value, lines])).toEqual([
      ['linux', 300],
      ['darwin', 300],
    ])
    expect(chosen.action?.values).toEqual([{ value: 'added', label: 'added', lines: 300 }])
  })
})

describe('groups', () => {
  test('tell hosts, lines, first and last, and the outlier among a hundred hosts', async () => {
    const reply = await groups({ ...range, by: 'version' })
    const told = reply.groups.map(({ values, lines, hosts, outlier }) => [
      ...[values.version, lines, hosts, outlier],
    ])
    expect(told).toEqual([
      ['v0', 600, 120, false],
      ['v1', 599, 120, false],
      ['odd', 1, 1, true],
    ])
    expect(reply).toMatchObject({ count: 3, hosts, lines: 1_200, at_least: false })
    expect(reply.groups[2]).toMatchObject({
      first_seen: new Date(day + 180_000).toISOString(),
      last_seen: new Date(day + 180_000).toISOString(),
    })
  })

  test('page after page tells each group once, though lines arrive meanwhile', async () => {
    const seen: string[] = []
    let cursor: string | null = ''
    while (cursor !== null) {
      const query = { by: 'n', limit: '50', order: 'lines', ...(cursor ? { cursor } : {}) }
      const reply = await groups(query)
      seen.push(...reply.groups.map(({ values }) => String(values.n)))
      cursor = reply.next_cursor
      await sql(
        'work',
        `INSERT INTO result_lines (host_id, name, action, unix_time, epoch, counter, content, fingerprint)
         VALUES (1, 'x', 'added', 0, 0, 0, '{"columns": {"n": "late"}}', gen_random_uuid())`,
      )
    }
    expect(seen.sort()).toEqual(Array.from({ length: hosts }, (_, n) => String(n + 1)).sort())
    await sql('work', "DELETE FROM result_lines WHERE content->'columns'->>'n' = 'late'")
  })

  test('columns of lines and hosts group too; an absent column is null, a hostile name only a name', async () => {
    const reply = await groups({
      ...range,
      by: JSON.stringify(['line:pack', 'host:platform', `v' || "x`, '__proto__']),
    })
    expect(reply.groups).toHaveLength(4)
    const [first] = ResultGroupsReply.parse(reply).groups
    expect(Object.entries(first?.values ?? {})).toEqual([
      ['line:pack', expect.any(String)],
      ['host:platform', expect.any(String)],
      [`v' || "x`, null],
      ['__proto__', null],
    ])
  })

  test('a snapshot counts once for each of its rows that differ, and only for rows that pass', async () => {
    const at = new Date(day + 7_200_000).toISOString()
    await sql(
      'work',
      `INSERT INTO result_lines (received_at, host_id, name, action, unix_time, epoch, counter, content,
                                 fingerprint)
       VALUES ($1, 1, 'x', 'snapshot', 0, 0, 0, $2, gen_random_uuid())`,
      [at, { snapshot: [{ a: '1' }, { a: '1' }, { a: '2' }, { a: 'y'.repeat(5_000) }] }],
    )
    const later = { from: at }
    const told = (await groups({ ...later, by: 'a' })).groups
    expect(told.map(({ lines }) => lines)).toEqual([1, 1, 1])
    expect(told.filter(({ cut }) => cut.includes('a'))).toHaveLength(1)
    expect(told.every(({ values }) => (values.a ?? '').length <= 4_096)).toBe(true)
    const one = await groups({ ...later, by: 'a', 'column.a': '2' })
    expect(one.groups.map(({ values }) => values.a)).toEqual(['2'])
  })
})

test('counts, groups and lines are of the hosts that their reader may see', async () => {
  expect(await histogram(range, own())).toMatchObject({ lines: 100, hosts: 10 })
  expect((await facets(range, own())).host?.more).toBe(0)
  expect(await groups({ ...range, by: 'version' }, own())).toMatchObject({ hosts: 10, lines: 100 })
  const foreign = { ...range, host_id: '50' }
  expect(await histogram(foreign, own())).toMatchObject({ lines: 0, hosts: 0 })
  expect((await listResults(own(), ResultsQuery.parse(foreign))).results).toEqual([])
  const nobody: Viewer = { ...own(), teams: [] }
  expect(await groups({ ...range, by: 'version' }, nobody)).toMatchObject({ hosts: 0, count: 0 })
})

test('pages of lines tell each once, newest first, down to the end of the range', async () => {
  const seen: number[] = []
  let cursor: string | null = ''
  let pages = 0
  while (cursor !== null) {
    const query = { ...range, platform: 'linux', limit: '77', ...(cursor ? { cursor } : {}) }
    const reply = await listResults(admin, ResultsQuery.parse(query))
    seen.push(...reply.results.map(({ id }) => id))
    const times = reply.results.map(({ received_at }) => received_at.getTime())
    expect(times).toEqual([...times].sort((a, b) => b - a))
    expect(reply.read_until?.toISOString()).toBe(range.from)
    cursor = reply.next_cursor
    pages += 1
    expect(pages).toBeLessThan(20)
  }
  expect([seen.length, new Set(seen).size]).toEqual([600, 600])
})
