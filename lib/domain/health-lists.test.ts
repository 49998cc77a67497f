import { afterAll, beforeAll, expect, test } from 'vitest'
import { currentConfiguration } from '@/lib/domain/configuration'
import { sqlDigest } from '@/lib/domain/costs'
import { computeCosts } from '@/lib/domain/health-folds'
import { healthOnHost } from '@/lib/domain/health-host'
import { listExpensive, listSilent } from '@/lib/domain/health-lists'
import { judgePacks } from '@/lib/domain/health-states'
import { readOverview } from '@/lib/domain/overview'
import { createPack } from '@/lib/domain/packs'
import { sql } from '@/lib/store/db'
import { type TestDatabase, testDatabase } from '@/lib/testing/database'
import { never, servedHost } from '@/lib/testing/health'
import { person, team } from '@/lib/testing/people'
import { OverviewQuery } from '@/lib/wire/overview'
import { PackInput } from '@/lib/wire/packs'
import type { Viewer } from '@/lib/wire/roles'

let database: TestDatabase
let everyone: Viewer
let ofTeam: Viewer
const hosts: number[] = []
const ids: number[] = []

/** Twelve queries on four hosts, the n-th n × 100 ms a run; one of them silent on three hosts. */
beforeAll(async () => {
  database = await testDatabase()
  everyone = (await person()).viewer
  const own = await team()
  ofTeam = (await person({ teams: [{ id: own, role: 'observer' }] })).viewer
  for (let n = 0; n < 4; n++) hosts.push(await servedHost(`h${n}`, []))
  await sql('work', 'UPDATE hosts SET team_id = $1 WHERE id = $2', [own, hosts[0]])
  const queries = Array.from({ length: 12 }, (_, n) => ({
    name: `q${n}`,
    query_id: null,
    query: `SELECT ${n}`,
    interval: 60,
  }))
  await createPack(everyone, PackInput.parse({ name: 'base', host_ids: hosts, queries }), '')
  const rows = await sql<{ id: number }>('work', 'SELECT id FROM pack_queries ORDER BY position')
  ids.push(...rows.map(({ id }) => id))
  await sql(
    'work',
    `INSERT INTO query_hosts (pack_query_id, host_id, last_result_at, schedule_at, interval, runs,
       total_user_ms, recent_cpu_ms)
     SELECT q.id, h.id, now(), now(), 60, 2, q.place * 200 * CASE WHEN h.id = $3 THEN 10 ELSE 1 END, 1
       FROM unnest($1::int[]) WITH ORDINALITY AS q(id, place), unnest($2::int[]) AS h(id)`,
    [ids, hosts, hosts[0]],
  )
  await sql(
    'work',
    `UPDATE query_hosts SET last_result_at = now() - interval '1 day', ran_at = NULL
      WHERE pack_query_id = $1 AND host_id <> $2`,
    [ids[0], hosts[0]],
  )
  const { source } = await currentConfiguration()
  const digest = sqlDigest(source.packs[0]?.queries[0]?.query ?? '')
  await sql(
    'work',
    "INSERT INTO renderings (hash, body, expected_config_hash, names) VALUES ('r', '{}', '', '{}')",
  )
  await sql('work', "INSERT INTO rendering_queries VALUES ('r', $1, $2, 60)", [ids[0], digest])
  await sql(
    'work',
    `INSERT INTO host_renderings SELECT unnest($1::int[]), 'r', now() - interval '9 days', now()`,
    [hosts],
  )
  await sql('work', 'INSERT INTO query_costs (pack_query_id) SELECT unnest($1::int[])', [ids])
  await computeCosts({ signal: never })
  await judgePacks({ signal: never })
})
afterAll(() => database.stop())

test('the ten dearest queries come by what all hosts in view spend on them', async () => {
  const found = await listExpensive(everyone)
  expect(found.map(({ name }) => name)).toEqual([
    'q11',
    'q10',
    'q9',
    'q8',
    'q7',
    'q6',
    'q5',
    'q4',
    'q3',
    'q2',
  ])
  // 1,200 ms × 1,440 runs a day on three hosts, ten times that on the fourth.
  expect(found[0]?.hosts).toBe(4)
  expect(found[0]?.agent_seconds_per_day).toBeCloseTo(1.2 * 1_440 * 13)
  expect((await listExpensive(ofTeam))[0]).toMatchObject({
    name: 'q11',
    hosts: 1,
    agent_seconds_per_day: expect.closeTo(12 * 1_440),
    class: 'excessive',
  })
})

test('a query silent on most hosts is listed with when it was last heard of, by team too', async () => {
  const { queries, as_of } = await listSilent(everyone)
  expect(as_of).not.toBeNull()
  expect(queries).toMatchObject([{ name: 'q0', expected: 4, silent: 3, reporting: 1 }])
  expect(Date.parse(queries[0]?.since ?? '')).toBeLessThan(Date.now() - 80_000_000)
  expect((await listSilent(ofTeam)).queries).toEqual([])
})

test('the overview names the worst of each', async () => {
  const { needs } = await readOverview(everyone, OverviewQuery.parse({ range: '24h' }))
  expect(needs.map(({ kind }) => kind)).toEqual(
    expect.arrayContaining(['silent_queries', 'expensive_queries']),
  )
  expect(needs.find(({ kind }) => kind === 'silent_queries')?.query).toMatchObject({
    name: 'q0',
    figure: 3,
    of: 4,
  })
})

test('a host’s page says what became of each query there', async () => {
  const { source } = await currentConfiguration()
  const queries = source.packs[0]?.queries ?? []
  const found = await healthOnHost(everyone, hosts[1] ?? 0, queries)
  expect(found.get(ids[0] ?? 0)).toMatchObject({ state: 'silent' })
  expect(found.get(ids[1] ?? 0)).toMatchObject({ state: 'reporting', cpu_ms: 1 })
})
