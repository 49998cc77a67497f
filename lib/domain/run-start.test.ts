import { beforeAll, expect, test } from 'vitest'
import { wake } from '@/lib/bus/bus'
import { campaignWork } from '@/lib/domain/campaign-delivery'
import { runCampaign } from '@/lib/domain/campaign-start'
import { sqlDigest } from '@/lib/domain/costs'
import { createQuery } from '@/lib/domain/queries'
import { requestKey } from '@/lib/domain/request-keys'
import { preflightRun, runPack } from '@/lib/domain/run-start'
import { sql } from '@/lib/store/db'
import { askedHosts } from '@/lib/testing/campaign-reads'
import { fileDestination } from '@/lib/testing/destinations'
import { fleetOf, idsOf, inline, packOf, runAs, runBody } from '@/lib/testing/inline-packs'
import { asking, person } from '@/lib/testing/live'
import { liveDatabase } from '@/lib/testing/live-database'
import { QueryInput } from '@/lib/wire/queries'
import type { Viewer } from '@/lib/wire/roles'

liveDatabase()

let admin: Viewer

beforeAll(async () => {
  admin = await person('Ada', 'admin')
})

test('a run asks each enabled query of the hosts that may run it, and tells of the others', async () => {
  const hosts = await fleetOf({ linux: 3, darwin: 2 })
  const pack = await packOf(
    admin,
    [
      inline('everywhere'),
      inline('macs', { platform: 'darwin' }),
      inline('windows', { platform: 'windows' }),
      inline('off', { disabled: true }),
    ],
    { host_ids: idsOf(hosts), disabled: true },
  )
  const told = await runAs(admin, pack.id)
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

test('the SQL of a library query is asked as it is now, and queries go from cheap to dear', async () => {
  const hosts = await fleetOf({ linux: 1 })
  const saved = await createQuery(
    admin,
    QueryInput.parse({ name: 'library', query: 'SELECT pid FROM processes' }),
    '',
  )
  const pack = await packOf(
    admin,
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
  const plan = await preflightRun(admin, pack.id, runBody())
  expect(plan.queries.map(({ name, cost_ms }) => [name, cost_ms])).toEqual([
    ['cheap', 3],
    ['unmeasured', null],
    ['dear', 900],
  ])
  const { campaigns } = await runAs(admin, pack.id)
  expect(campaigns.map(({ name }) => name)).toEqual(['cheap', 'unmeasured', 'dear'])
  expect(campaigns[1]).toMatchObject({ sql: 'SELECT pid FROM processes', query_id: saved.id })
  const [host] = hosts
  if (!host) throw new Error('no host')
  const { queries } = await campaignWork(host)
  expect(Object.values(queries)).toContain(inline('cheap').query)
})

test('a run is one audit entry with the exact SQL, and none of it exists when that fails', async () => {
  const hosts = await fleetOf({ linux: 2 })
  const pack = await packOf(admin, [inline('a'), inline('b')], { host_ids: idsOf(hosts) })
  const { id } = await runAs(admin, pack.id)
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
  await expect(runAs(admin, pack.id)).rejects.toThrow()
  await sql('people', 'ALTER TABLE activities_gone RENAME TO activities')
  expect(await sql('people', 'SELECT 1 FROM campaigns')).toHaveLength(before.length)
})

test('S36: a run of many queries counts as one open campaign, and the sixth is refused', async () => {
  const hosts = await fleetOf({ linux: 1 })
  const somebody = await person('Eve', 'maintainer')
  const queries = ['a', 'b', 'c', 'd', 'e', 'f', 'g'].map((name) => inline(name))
  const pack = await packOf(admin, queries, { host_ids: idsOf(hosts) })
  await runAs(somebody, pack.id)
  for (let open = 1; open < 5; open++) await runCampaign(somebody, asking(hosts), '')
  await expect(runAs(somebody, pack.id)).rejects.toMatchObject({ code: 'rate_limited' })
  await expect(runCampaign(somebody, asking(hosts), '')).rejects.toMatchObject({
    code: 'rate_limited',
  })
})

test('a selection of its own replaces the targets, and nobody is refused by name', async () => {
  const [mine, others] = [await fleetOf({ linux: 2 }), await fleetOf({ darwin: 2 })]
  const pack = await packOf(admin, [inline('linux', { platform: 'linux', shard: 1 })], {
    host_ids: idsOf(others),
  })
  const { campaigns, selected } = await runAs(admin, pack.id, { selected: { hosts: idsOf(mine) } })
  expect(await askedHosts(campaigns[0]?.id ?? 0)).toEqual(idsOf(mine))
  expect(selected?.hosts).toEqual(idsOf(mine))
  await expect(runAs(admin, pack.id, { targets: [] })).rejects.toMatchObject({
    code: 'malformed',
    errors: [{ name: 'selected', reason: 'linux: none of the hosts runs it (platform linux)' }],
  })
})

test('faulty SQL and too many queries are told by name', async () => {
  const hosts = await fleetOf({ linux: 1 })
  const pack = await packOf(admin, [inline('fine'), inline('bad')], { host_ids: idsOf(hosts) })
  await sql('people', "UPDATE pack_queries SET query = 'SELECT FROM' WHERE name = 'bad'")
  await sql('people', 'UPDATE pack_revisions SET content = replace(content::text, $1, $2)::jsonb', [
    inline('bad').query,
    'SELECT FROM',
  ])
  wake('configuration')
  const { skipped } = await runAs(admin, pack.id)
  expect(skipped).toEqual([{ name: 'bad', reason: expect.stringMatching(/^line 1, column \d+: /) }])
  const [fine] = await sql<{ id: number }>(
    'people',
    "SELECT id FROM pack_queries WHERE pack_id = $1 AND name = 'fine'",
    [pack.id],
  )
  const only = await runAs(admin, pack.id, { queries: [fine?.id] })
  expect(only.campaigns).toHaveLength(1)
  await expect(runAs(admin, pack.id, { queries: [999_999] })).rejects.toMatchObject({
    code: 'invalid',
    errors: [{ name: 'queries' }],
  })
})

test('S34: above the limit the number is typed, and it is that of different hosts', async () => {
  const hosts = await fleetOf({ linux: 3 })
  const pack = await packOf(admin, [inline('a'), inline('b')], { host_ids: idsOf(hosts) })
  await sql('people', `UPDATE settings SET limits = '{"confirm_above_hosts": 2}'`)
  const { scopes: _, ...rest } = admin
  const browser: Viewer = { ...rest, via: 'session', in_browser: true }
  await expect(runAs(browser, pack.id)).rejects.toMatchObject({
    code: 'forbidden',
    errors: [{ name: 'confirm' }, { name: 'password' }],
  })
  await expect(runAs(browser, pack.id, { confirm: 6 })).rejects.toMatchObject({ code: 'conflict' })
  const plan = await preflightRun(browser, pack.id, runBody())
  expect(plan.confirm).toEqual({ needed: true, hosts: 3, password: true })
  await sql('people', `UPDATE settings SET limits = '{}'`)
  expect(await runAs(browser, pack.id, { confirm: 3 })).toMatchObject({ hosts_count: 3 })
})

test('the same request key makes one run, however often it is sent', async () => {
  const hosts = await fleetOf({ linux: 1 })
  const pack = await packOf(admin, [inline('a')], { host_ids: idsOf(hosts) })
  const key = requestKey(crypto.randomUUID(), `packs/${pack.id}/run`, runBody())
  const send = () => runPack(admin, pack.id, { body: runBody(), address: '', key })
  const runs = await Promise.all([send(), send(), send()])
  expect(new Set(runs.map(({ id }) => id)).size).toBe(1)
})

test('a run sends the answers of each of its queries where it was told to, and nowhere unknown', async () => {
  const live = await fileDestination({ enabled: false, filter: { live: true } })
  const deaf = await fileDestination({ enabled: false, filter: { live: false } })
  const hosts = await fleetOf({ linux: 1 })
  const pack = await packOf(admin, [inline('a'), inline('b')], { host_ids: idsOf(hosts) })
  const { campaigns } = await runAs(admin, pack.id, { destinations: [live] })
  expect(campaigns.map(({ destinations }) => destinations)).toEqual([[live], [live]])
  for (const id of [deaf, 999_999])
    await expect(runAs(admin, pack.id, { destinations: [live, id] })).rejects.toMatchObject({
      code: 'invalid',
      errors: [{ name: 'destinations[1]' }],
    })
})
