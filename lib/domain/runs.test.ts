import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { wake } from '@/lib/bus/bus'
import { recordAnswers } from '@/lib/domain/campaign-answers'
import { campaignWork } from '@/lib/domain/campaign-delivery'
import { stopCampaign } from '@/lib/domain/campaign-end'
import { stopCampaigns } from '@/lib/domain/campaign-memory'
import { runCampaign } from '@/lib/domain/campaign-start'
import { listCampaigns } from '@/lib/domain/campaigns'
import { sqlDigest } from '@/lib/domain/costs'
import { createPack } from '@/lib/domain/packs'
import { createQuery } from '@/lib/domain/queries'
import { requestKey } from '@/lib/domain/request-keys'
import { preflightRun, runPack } from '@/lib/domain/run-start'
import { listRuns, listRunsOf, pauseRun, readRun, releaseRun, stopRun } from '@/lib/domain/runs'
import { sql } from '@/lib/store/db'
import { type TestDatabase, testDatabase } from '@/lib/testing/database'
import { answers, asking, fleet, newTeam, person } from '@/lib/testing/live'
import { hostStates } from '@/lib/wire/campaigns'
import { PackInput } from '@/lib/wire/packs'
import { QueryInput } from '@/lib/wire/queries'
import type { Viewer } from '@/lib/wire/roles'
import { PackRunBody } from '@/lib/wire/runs'

let database: TestDatabase
let admin: Viewer

beforeAll(async () => {
  process.env.DATA_DIR = mkdtempSync(join(tmpdir(), 'muster-runs-'))
  database = await testDatabase()
  admin = await person('Ada', 'admin')
})
afterAll(() => database.stop())
afterEach(async () => {
  await sql('people', "UPDATE campaigns SET status = 'stopped' WHERE status <> 'stopped'")
  stopCampaigns()
})

let made = 0
const inline = (name: string, more: object = {}) => ({
  name,
  query: `SELECT '${name}' AS word`,
  interval: 60,
  ...more,
})

function packOf(queries: object[], more: object) {
  made += 1
  return createPack(admin, PackInput.parse({ name: `pack ${made}`, queries, ...more }), '')
}

async function fleetOf(platforms: Record<string, number>, team: number | null = null) {
  const hosts = []
  for (const [platform, size] of Object.entries(platforms)) {
    const own = await fleet(size, { team })
    await sql('people', 'UPDATE hosts SET platform = $1 WHERE id = ANY($2::int[])', [
      platform,
      own.map(({ id }) => id),
    ])
    hosts.push(...own)
  }
  return hosts
}

const body = (given: object = {}) => PackRunBody.parse(given)
const run = (id: number, given: object = {}, viewer = admin) =>
  runPack(viewer, id, { body: body(given), address: '192.0.2.1' })
const idsOf = (hosts: readonly { id: number }[]) => hosts.map(({ id }) => id)

async function askedHosts(campaignId: number): Promise<number[]> {
  const rows = await sql<{ host_id: number }>(
    'people',
    'SELECT host_id FROM campaign_hosts WHERE campaign_id = $1 ORDER BY 1',
    [campaignId],
  )
  return rows.map(({ host_id }) => host_id)
}

test('a run asks each enabled query of the hosts that may run it, and tells of the others', async () => {
  const hosts = await fleetOf({ linux: 3, darwin: 2 })
  const pack = await packOf(
    [
      inline('everywhere'),
      inline('macs', { platform: 'darwin' }),
      inline('windows', { platform: 'windows' }),
      inline('off', { disabled: true }),
    ],
    { host_ids: idsOf(hosts), disabled: true },
  )
  const told = await run(pack.id)
  expect(told.campaigns.map(({ name, counts }) => [name, counts.targeted])).toEqual([
    ['everywhere', 5],
    ['macs', 2],
  ])
  expect(told.skipped).toEqual([
    { name: 'windows', reason: 'none of the hosts runs it (platform windows)' },
  ])
  expect(told).toMatchObject({ pack_name: pack.name, hosts_count: 5, status: 'waiting' })
  const [everywhere, macs] = told.campaigns
  expect(await askedHosts(everywhere?.id ?? 0)).toEqual(idsOf(hosts))
  expect(await askedHosts(macs?.id ?? 0)).toEqual(idsOf(hosts.slice(3)))
  expect(everywhere?.run_id).toBe(told.id)
})

test('the sums of a run are those of its campaigns and add up', async () => {
  const hosts = await fleetOf({ linux: 4 })
  const pack = await packOf([inline('a'), inline('b')], { host_ids: idsOf(hosts) })
  const { id } = await run(pack.id)
  const [first] = hosts
  if (!first) throw new Error('no host')
  const { queries } = await campaignWork(first)
  for (const delivery of Object.keys(queries)) await recordAnswers(first, answers(delivery))
  const told = await readRun(admin, id)
  expect(told.counts).toMatchObject({ targeted: 8, waiting: 6, answered: 2, rows: 2 })
  expect(hostStates.reduce((sum, state) => sum + told.counts[state], 0)).toBe(told.counts.targeted)
  const { runs } = await listRuns(admin, { query: pack.name, page: 0, per_page: 10 })
  expect(runs).toMatchObject([{ id, campaigns_count: 2, ended_count: 0, counts: told.counts }])
})

test('the SQL of a library query is asked as it is now, and queries go from cheap to dear', async () => {
  const hosts = await fleetOf({ linux: 1 })
  const saved = await createQuery(
    admin,
    QueryInput.parse({ name: `lib ${made}`, query: 'SELECT pid FROM processes' }),
    '',
  )
  const pack = await packOf(
    [inline('dear'), { name: 'unmeasured', query_id: saved.id, interval: 60 }, inline('cheap')],
    { host_ids: idsOf(hosts) },
  )
  const cost = (ms: number) =>
    JSON.stringify({
      ...{ wall_ms: { p50: ms, p95: ms }, cpu_ms: { p50: ms, p95: ms }, user_ms: ms, system_ms: 0 },
      ...{ memory_bytes: { p50: 1, p95: 1 }, rows_per_run: 1, bytes_per_run: 1, hosts: 1, runs: 1 },
    })
  for (const [name, ms] of [
    ['dear', 900],
    ['cheap', 3],
  ] as const)
    await sql('people', "INSERT INTO sql_costs (sql_digest, platform, cost) VALUES ($1, '', $2)", [
      sqlDigest(inline(name).query),
      cost(ms),
    ])
  const plan = await preflightRun(admin, pack.id, body())
  expect(plan.queries.map(({ name, cost_ms }) => [name, cost_ms])).toEqual([
    ['cheap', 3],
    ['unmeasured', null],
    ['dear', 900],
  ])
  const { campaigns } = await run(pack.id)
  expect(campaigns.map(({ name }) => name)).toEqual(['cheap', 'unmeasured', 'dear'])
  expect(campaigns[1]).toMatchObject({ sql: 'SELECT pid FROM processes', query_id: saved.id })
  const [host] = hosts
  if (!host) throw new Error('no host')
  const { queries } = await campaignWork(host)
  expect(Object.values(queries)).toContain(inline('cheap').query)
})

test('a run is one audit entry with the exact SQL, and none of it exists when that fails', async () => {
  const hosts = await fleetOf({ linux: 2 })
  const pack = await packOf([inline('a'), inline('b')], { host_ids: idsOf(hosts) })
  const { id } = await run(pack.id)
  const rows = await sql<{ hosts: number; details: Record<string, unknown> }>(
    'people',
    "SELECT hosts, details FROM activities WHERE type = 'ran_pack' AND object_id = $1",
    [pack.id],
  )
  expect(rows).toHaveLength(1)
  expect(rows[0]).toMatchObject({
    hosts: 2,
    details: { run_id: id, campaigns: [{ query: inline('a').query, hosts: 2 }, { name: 'b' }] },
  })
  const before = await sql('people', 'SELECT 1 FROM campaigns')
  await sql('people', 'ALTER TABLE activities RENAME TO activities_gone')
  await expect(run(pack.id)).rejects.toThrow()
  await sql('people', 'ALTER TABLE activities_gone RENAME TO activities')
  expect(await sql('people', 'SELECT 1 FROM campaigns')).toHaveLength(before.length)
})

test('S36: a run of many queries counts as one open campaign, and the sixth is refused', async () => {
  const hosts = await fleetOf({ linux: 1 })
  const somebody = await person('Eve', 'maintainer')
  const queries = ['a', 'b', 'c', 'd', 'e', 'f', 'g'].map((name) => inline(name))
  const pack = await packOf(queries, { host_ids: idsOf(hosts) })
  await run(pack.id, {}, somebody)
  for (let open = 1; open < 5; open++) await runCampaign(somebody, asking(hosts), '')
  await expect(run(pack.id, {}, somebody)).rejects.toMatchObject({ code: 'rate_limited' })
  await expect(runCampaign(somebody, asking(hosts), '')).rejects.toMatchObject({
    code: 'rate_limited',
  })
})

test('a selection of its own replaces the targets, and nobody is refused by name', async () => {
  const [mine, others] = [await fleetOf({ linux: 2 }), await fleetOf({ darwin: 2 })]
  const pack = await packOf([inline('linux', { platform: 'linux', shard: 1 })], {
    host_ids: idsOf(others),
  })
  const { campaigns, selected } = await run(pack.id, { selected: { hosts: idsOf(mine) } })
  expect(await askedHosts(campaigns[0]?.id ?? 0)).toEqual(idsOf(mine))
  expect(selected?.hosts).toEqual(idsOf(mine))
  await expect(run(pack.id, { targets: [] })).rejects.toMatchObject({
    code: 'malformed',
    errors: [{ name: 'selected', reason: 'linux: none of the hosts runs it (platform linux)' }],
  })
})

test('whoever has one team asks and sees its hosts alone; observers ask what they may', async () => {
  const team = await newTeam('Desk')
  const [own, foreign] = [await fleetOf({ linux: 2 }, team), await fleetOf({ linux: 3 })]
  const open = await createQuery(
    admin,
    QueryInput.parse({ name: `open ${made}`, query: 'SELECT 7', observer_can_run: true }),
    '',
  )
  const pack = await packOf([inline('own'), { name: 'open', query_id: open.id, interval: 60 }], {
    host_ids: idsOf([...own, ...foreign]),
  })
  const whole = await run(pack.id)
  const keeper = await person('Kim', null, [{ id: team, role: 'maintainer' }])
  const seen = await readRun(keeper, whole.id)
  expect(seen).toMatchObject({ hosts_count: 2, counts: { targeted: 4 } })
  expect(seen.campaigns.map(({ counts }) => counts.targeted)).toEqual([2, 2])
  const asked = await run(pack.id, {}, keeper)
  expect(await askedHosts(asked.campaigns[0]?.id ?? 0)).toEqual(idsOf(own))
  const watcher = await person('Obi', null, [{ id: team, role: 'observer' }])
  const little = await run(pack.id, {}, watcher)
  expect(little.campaigns.map(({ name }) => name)).toEqual(['open'])
  expect(little.skipped).toEqual([
    { name: 'own', reason: 'it takes a role that may ask SQL of its own' },
  ])
  const stranger = await person('Sam', null, [{ id: await newTeam('Else'), role: 'maintainer' }])
  await expect(readRun(stranger, whole.id)).rejects.toMatchObject({ code: 'not_found' })
})

test('pause, resume and stop act on every open campaign of the run', async () => {
  const hosts = await fleetOf({ linux: 1 })
  const pack = await packOf([inline('a'), inline('b')], { host_ids: idsOf(hosts) })
  const { id } = await run(pack.id)
  const statuses = (told: { campaigns: { status: string }[] }) =>
    told.campaigns.map(({ status }) => status)
  const paused = await pauseRun(admin, id, { paused: true, address: '' })
  expect([paused.status, ...statuses(paused)]).toEqual(['paused', 'paused', 'paused'])
  const resumed = await pauseRun(admin, id, { paused: false, address: '' })
  expect(statuses(resumed)).toEqual(['running', 'running'])
  const other = await person('Eve', 'observer')
  await expect(stopRun(other, id, { late_answers: 'keep', address: '' })).rejects.toMatchObject({
    code: 'forbidden',
  })
  const stopped = await stopRun(admin, id, { late_answers: 'keep', address: '' })
  expect([stopped.status, ...statuses(stopped)]).toEqual(['stopped', 'stopped', 'stopped'])
  expect(stopped.counts).toMatchObject({ targeted: 2, cancelled: 2 })
  await expect(pauseRun(admin, id, { paused: true, address: '' })).rejects.toMatchObject({
    code: 'conflict',
  })
})

test('faulty SQL and too many queries are told by name', async () => {
  const hosts = await fleetOf({ linux: 1 })
  const pack = await packOf([inline('fine'), inline('bad')], { host_ids: idsOf(hosts) })
  await sql('people', "UPDATE pack_queries SET query = 'SELECT FROM' WHERE name = 'bad'")
  await sql('people', 'UPDATE pack_revisions SET content = replace(content::text, $1, $2)::jsonb', [
    inline('bad').query,
    'SELECT FROM',
  ])
  wake('configuration')
  const { skipped } = await run(pack.id)
  expect(skipped).toEqual([{ name: 'bad', reason: expect.stringMatching(/^line 1, column \d+: /) }])
  const [fine] = await sql<{ id: number }>(
    'people',
    "SELECT id FROM pack_queries WHERE pack_id = $1 AND name = 'fine'",
    [pack.id],
  )
  const only = await run(pack.id, { queries: [fine?.id] })
  expect(only.campaigns).toHaveLength(1)
  await expect(run(pack.id, { queries: [999_999] })).rejects.toMatchObject({
    code: 'invalid',
    errors: [{ name: 'queries' }],
  })
})

test('S34: above the limit the number is typed, and it is that of different hosts', async () => {
  const hosts = await fleetOf({ linux: 3 })
  const pack = await packOf([inline('a'), inline('b')], { host_ids: idsOf(hosts) })
  await sql('people', `UPDATE settings SET limits = '{"confirm_above_hosts": 2}'`)
  const { scopes: _, ...rest } = admin
  const browser: Viewer = { ...rest, via: 'session', in_browser: true }
  await expect(run(pack.id, {}, browser)).rejects.toMatchObject({
    code: 'forbidden',
    errors: [{ name: 'confirm' }, { name: 'password' }],
  })
  await expect(run(pack.id, { confirm: 6 }, browser)).rejects.toMatchObject({ code: 'conflict' })
  const plan = await preflightRun(browser, pack.id, body())
  expect(plan.confirm).toEqual({ needed: true, hosts: 3, password: true })
  await sql('people', `UPDATE settings SET limits = '{}'`)
  expect(await run(pack.id, { confirm: 3 }, browser)).toMatchObject({ hosts_count: 3 })
})

test('a canary of the run holds the others of every query back until it is released', async () => {
  const hosts = await fleetOf({ linux: 4 })
  const pack = await packOf([inline('a'), inline('b')], { host_ids: idsOf(hosts) })
  const { id, campaigns } = await run(pack.id, { guard: { canary: 1 } })
  expect(campaigns.map(({ holding }) => holding)).toEqual([true, true])
  const rows = await sql(
    'people',
    'SELECT 1 FROM campaign_hosts WHERE canary AND campaign_id = $1',
    [campaigns[0]?.id],
  )
  expect(rows).toHaveLength(1)
  const released = await releaseRun(admin, id, '')
  expect(released.campaigns.map(({ holding }) => holding)).toEqual([false, false])
  await expect(releaseRun(admin, id, '')).rejects.toMatchObject({ code: 'conflict' })
})

test('the same request key makes one run, however often it is sent', async () => {
  const hosts = await fleetOf({ linux: 1 })
  const pack = await packOf([inline('a')], { host_ids: idsOf(hosts) })
  const key = requestKey(crypto.randomUUID(), `packs/${pack.id}/run`, body())
  const send = () => runPack(admin, pack.id, { body: body(), address: '', key })
  const runs = await Promise.all([send(), send(), send()])
  expect(new Set(runs.map(({ id }) => id)).size).toBe(1)
})

test('the list by run has one row for each, which stays among the open ones while any query is', async () => {
  const hosts = await fleetOf({ linux: 1 })
  const pack = await packOf([inline('a'), inline('b'), inline('c')], { host_ids: idsOf(hosts) })
  const { id, campaigns } = await run(pack.id)
  const later = await runCampaign(admin, asking(hosts), '')
  await stopCampaign(admin, later.campaign_id, { late_answers: 'keep', address: '' })
  await stopCampaign(admin, campaigns[0]?.id ?? 0, { late_answers: 'keep', address: '' })
  const listing = { status: [], query: '', mine: true, page: 0, per_page: 5 }
  const list = await listCampaigns(admin, { ...listing, by_run: true })
  expect(list.campaigns.slice(0, 2).map(({ id }) => id)).toEqual([
    campaigns[0]?.id,
    later.campaign_id,
  ])
  const [entry] = await listRunsOf(admin, list.campaigns.slice(0, 1))
  expect(entry).toMatchObject({ id, campaigns_count: 3, ended_count: 1, counts: { targeted: 3 } })
  const open = await listCampaigns(admin, { ...listing, status: ['waiting'], by_run: true })
  expect(open.campaigns.map(({ run_id }) => run_id)).toEqual([id])
  const single = await listCampaigns(admin, { ...listing, run_id: id })
  expect(single.count).toBe(3)
})
