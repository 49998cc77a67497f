import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { sqlDigest } from '@/lib/domain/costs'
import { cohortFigures } from '@/lib/domain/health-cohorts'
import { createPack, editPack } from '@/lib/domain/packs'
import { startRollout } from '@/lib/domain/rollouts'
import { sql } from '@/lib/store/db'
import { type TestDatabase, testDatabase } from '@/lib/testing/database'
import { servedHost, storeRendering } from '@/lib/testing/health'
import { person } from '@/lib/testing/people'
import { PackInput, PackPatch } from '@/lib/wire/packs'

let database: TestDatabase
let packId: number
let queryId: number
/** Two of the cohort, two that are not. */
const hosts: number[] = []

const old = 'SELECT * FROM users'
const fresh = 'SELECT * FROM users JOIN processes'

beforeAll(async () => {
  database = await testDatabase()
  const { viewer } = await person()
  for (let n = 0; n < 4; n++) hosts.push(await servedHost(`h${n}`, []))
  const [label] = await sql<{ id: number }>(
    'work',
    "INSERT INTO labels (name, kind) VALUES ('first', 'manual') RETURNING id",
  )
  await sql(
    'work',
    'INSERT INTO label_verdicts (label_id, host_id, member) SELECT $1, unnest($2::int[]), true',
    [label?.id, hosts.slice(0, 2)],
  )
  const query = { name: 'q', query_id: null, query: old, interval: 600, snapshot: true }
  const input = PackInput.parse({ name: 'base', host_ids: hosts, queries: [query] })
  packId = (await createPack(viewer, input, '')).id
  const [row] = await sql<{ id: number }>('work', 'SELECT id FROM pack_queries')
  queryId = row?.id ?? 0
  const patch = { queries: [{ ...query, id: queryId, query: fresh }], release: false }
  await editPack(viewer, packId, PackPatch.parse(patch), '')
  await startRollout(viewer, packId, { revision: 2, label_id: label?.id ?? 0 }, '')
  const pack = { id: packId, name: 'base' }
  for (const [hash, text, revision] of [['r1', old, 1] as const, ['r2', fresh, 2] as const]) {
    await storeRendering({ hash, pack, revision, queries: [{ id: queryId, name: 'q', sql: text }] })
    await sql('work', 'INSERT INTO rendering_queries VALUES ($1, $2, $3, 600)', [
      hash,
      queryId,
      sqlDigest(text),
    ])
  }
})
afterAll(() => database.stop())

const serve = (host: number | undefined, hash: string, minutesAgo: number) =>
  sql(
    'work',
    `INSERT INTO host_renderings VALUES ($1, $2, now() - make_interval(mins => $3), now())`,
    [host, hash, minutesAgo],
  )

beforeEach(async () => {
  await sql('work', 'TRUNCATE query_hosts, host_renderings')
  await sql('work', "UPDATE hosts SET reported_config_hash = 'r1-applied'")
  await sql('work', "UPDATE hosts SET reported_config_hash = 'r2-applied' WHERE id = ANY($1)", [
    hosts.slice(0, 2),
  ])
  for (const host of hosts) await serve(host, 'r1', 5_000)
  for (const host of hosts.slice(0, 2)) await serve(host, 'r2', 60)
})

const know = (host: number | undefined, revision: number, columns: string) =>
  sql(
    'work',
    `INSERT INTO query_hosts (pack_query_id, host_id, revision, interval, last_result_at,
       revision_since, schedule_at, recent_cpu_ms, revision_rows, error, error_at, error_unix, denylisted)
     SELECT $1, $2, $3, 600, now(), now() - interval '1 hour', now(), ${columns}`,
    [queryId, host, revision],
  )

const figures = () => cohortFigures({ packId, from: 1, to: 2 })

test('hosts count as running the new revision by the hash they report alone', async () => {
  expect(await figures()).toMatchObject({ hosts: 2, running_to: 2 })
  await sql('work', "UPDATE hosts SET reported_config_hash = 'r1-applied' WHERE id = $1", [
    hosts[0],
  ])
  expect(await figures()).toMatchObject({ hosts: 2, running_to: 1 })
})

test('errors since the revision came are its own, those before it are not', async () => {
  await know(hosts[0], 2, "10, 5, 'no such column', now() + interval '1 second', 1, false")
  await know(hosts[1], 2, "10, 5, 'old', now() - interval '2 hours', 1, false")
  expect(await figures()).toMatchObject({
    errors_share: 0.5,
    worst: [{ state: 'failing', query: 'q', message: 'no such column', hosts: 1 }],
  })
})

test('a host that the watchdog stopped counts as denylisted, others of the fleet do not', async () => {
  await know(hosts[0], 2, 'null, 0, null, null, null, true')
  await know(hosts[3], 1, 'null, 0, null, null, null, true')
  await sql('work', 'UPDATE query_hosts SET last_result_at = null')
  expect(await figures()).toMatchObject({ denylisted_share: 0.5, errors_share: 0 })
})

test('new SQL of which nothing was heard is silent; SQL that was silent before is not its fault', async () => {
  expect(await figures()).toMatchObject({ silent_share: 0 })
  await sql('work', "UPDATE host_renderings SET first_served_at = now() - interval '1 day'")
  expect(await figures()).toMatchObject({ silent_share: 1 })
  await sql('work', "UPDATE rendering_queries SET sql_digest = $1 WHERE rendering_hash = 'r1'", [
    sqlDigest(fresh),
  ])
  await sql(
    'work',
    "UPDATE host_renderings SET first_served_at = now() - interval '9 days' WHERE rendering_hash = 'r1'",
  )
  expect(await figures()).toMatchObject({ silent_share: 0 })
  await sql('work', "UPDATE rendering_queries SET sql_digest = $1 WHERE rendering_hash = 'r1'", [
    sqlDigest(old),
  ])
})

test('cost and rows are compared with hosts that run the old revision', async () => {
  expect(await figures()).toMatchObject({ cost_factor: null, rows_factor: null })
  await know(hosts[0], 2, '400, 30, null, null, null, false')
  await know(hosts[1], 2, '200, 30, null, null, null, false')
  await know(hosts[2], 1, '100, 10, null, null, null, false')
  await know(hosts[3], 1, '100, 10, null, null, null, false')
  const { cost_factor, rows_factor } = await figures()
  expect(cost_factor).toBeCloseTo(3)
  expect(rows_factor).toBeCloseTo(3)
})
