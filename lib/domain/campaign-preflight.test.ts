import { expect, test } from 'vitest'
import { preflightCampaign } from '@/lib/domain/campaign-preflight'
import { runCampaign } from '@/lib/domain/campaign-start'
import { sqlDigest } from '@/lib/domain/costs'
import { sql } from '@/lib/store/db'
import { asking, fleet, newTeam, person } from '@/lib/testing/live'
import { liveDatabase } from '@/lib/testing/live-database'

liveDatabase()

type Fleet = Awaited<ReturnType<typeof fleet>>
const ids = (hosts: Fleet) => hosts.map(({ id }) => id)

async function set(hosts: Fleet, platform: string, rhythm = 10) {
  await sql('people', 'UPDATE hosts SET platform = $2 WHERE id = ANY($1::int[])', [
    ids(hosts),
    platform,
  ])
  await sql('people', 'UPDATE host_seen SET rhythm_seconds = $2 WHERE host_id = ANY($1::int[])', [
    ids(hosts),
    rhythm,
  ])
  return hosts
}

const secondsFromNow = (at: string | null) => (Date.parse(at ?? '') - Date.now()) / 1_000

test('hosts add up, by platform too, and missing tables are told with their hosts', async () => {
  const admin = await person('Ada', 'admin')
  const hosts = [
    ...(await set(await fleet(3), 'linux')),
    ...(await set(await fleet(2, { seenSecondsAgo: 86_400 }), 'linux')),
    ...(await set(await fleet(2), 'windows')),
    ...(await set(await fleet(1, { seenSecondsAgo: 40 * 86_400 }), 'darwin')),
  ]
  const asked = asking(hosts, 'SELECT * FROM deb_packages')
  const told = await preflightCampaign(admin, asked)
  expect(told.hosts).toEqual({
    ...{ total: 8, online: 5, offline: 3, missing: 1 },
    by_platform: { linux: 5, windows: 2, darwin: 1 },
  })
  expect(told.missing_on).toEqual([
    { platform: 'darwin', hosts: 1, reason: 'deb_packages does not exist on macOS' },
    { platform: 'windows', hosts: 2, reason: 'deb_packages does not exist on Windows' },
  ])
  expect(told.queue_only).toBe(false)
  const { campaign } = await runCampaign(admin, asked, '')
  expect(campaign.counts.targeted).toBe(told.hosts.total)
  const online = await preflightCampaign(admin, { ...asked, include_offline: false })
  expect(online.hosts).toMatchObject({ total: 5, online: 5, offline: 0 })
})

test('answers are expected by the rhythm of each host that is online', async () => {
  const admin = await person('Ada', 'admin')
  const quick = await set(await fleet(9), 'linux', 60)
  const slow = await set(await fleet(1), 'linux', 3_600)
  const away = await set(await fleet(5, { seenSecondsAgo: 86_400 }), 'linux', 10)
  const all = asking([...quick, ...slow, ...away])
  const told = await preflightCampaign(admin, all)
  expect(told.first_answer_seconds).toBeGreaterThan(40)
  expect(told.first_answer_seconds).toBeLessThanOrEqual(62)
  expect(secondsFromNow(told.expected_90_at)).toBeLessThan(63)
  const rarely = await preflightCampaign(admin, asking([...quick.slice(0, 5), ...slow]))
  expect(secondsFromNow(rarely.expected_90_at)).toBeGreaterThan(3_570)
  const paced = await preflightCampaign(admin, { ...all, guard: { hosts_per_minute: 1 } })
  expect(secondsFromNow(paced.expected_90_at)).toBeGreaterThan(8 * 60 - 1)
  const held = await preflightCampaign(admin, { ...all, guard: { canary: 2 } })
  expect(held.expected_90_at).toBeNull()
  const nobody = await preflightCampaign(admin, asking(away))
  expect(nobody).toMatchObject({
    ...{ queue_only: true, first_answer_seconds: null, expected_90_at: null },
  })
})

test('nothing measured: the estimate is by the rule; measured: by platform, of hosts that can run it', async () => {
  const admin = await person('Ada', 'admin')
  const linux = await set(await fleet(4), 'linux')
  const windows = await set(await fleet(2), 'windows')
  const query = 'SELECT name FROM processes WHERE pid > {{above}}'
  const asked = { ...asking([...linux, ...windows], query), parameters: { above: 10 } }
  const guessed = await preflightCampaign(admin, asked)
  expect(guessed.estimate).toMatchObject({ basis: 'rule', runs: 0, hosts_measured: 0 })
  const cost = (rows: number, p95: number) => ({
    ...{ wall_ms: { p50: 1, p95 }, cpu_ms: { p50: 10, p95 }, user_ms: 8, system_ms: 2 },
    ...{ memory_bytes: { p50: 0, p95: 0 }, rows_per_run: rows, bytes_per_run: rows * 100 },
    ...{ hosts: 9, runs: 90 },
  })
  for (const [platform, figures] of [
    ['', cost(5, 40)],
    ['linux', cost(3, 30)],
    ['windows', cost(9, 80)],
  ] as const) {
    await sql(
      'people',
      'INSERT INTO sql_costs (sql_digest, platform, cost) VALUES ($1::uuid, $2, $3)',
      [sqlDigest(query), platform, JSON.stringify(figures)],
    )
  }
  const { estimate } = await preflightCampaign(admin, { ...asked, parameters: { above: 99 } })
  expect(estimate).toEqual({
    ...{ cpu_ms_p95: 80, rows_per_host: 5, bytes_per_host: 500, rows: 30, bytes: 3_000 },
    ...{ agent_seconds: 0.06, runs: 90, hosts_measured: 9, basis: 'measured', class: 'minimal' },
  })
  const unknown = await preflightCampaign(admin, asking(linux, 'SELECT * FROM my_extension'))
  expect(unknown.estimate).toBeNull()
})

test('hosts that gave the SQL up before are counted once, by schedule and by live query', async () => {
  const admin = await person('Ada', 'admin')
  const hosts = await fleet(4)
  const query = `SELECT 'given up' AS ${'a'.repeat(8)}`
  const [first, second] = ids(hosts)
  const { campaign_id } = await runCampaign(admin, asking(hosts, query), '')
  await sql(
    'people',
    `UPDATE campaign_hosts SET state = 'denylisted'
      WHERE campaign_id = $1 AND host_id = ANY($2::int[])`,
    [campaign_id, [first, second]],
  )
  await sql('people', 'UPDATE campaigns SET denylisted = 2 WHERE id = $1', [campaign_id])
  await sql(
    'people',
    `INSERT INTO query_hosts (pack_query_id, host_id, sql_digest, denylisted)
     VALUES (1, $1, $2::uuid, true)`,
    [second, sqlDigest(query)],
  )
  expect(await preflightCampaign(admin, asking(hosts, `${query};`))).toMatchObject({
    denylisted_hosts: 2,
    denylisted_sample: [{ id: first }, { id: second }],
  })
  expect(await preflightCampaign(admin, asking(hosts.slice(2), query))).toMatchObject({
    denylisted_hosts: 0,
    denylisted_sample: [],
  })
})

test('the history is of the same text, whatever the values, the newest five first', async () => {
  const admin = await person('Ada', 'admin')
  const hosts = await fleet(1)
  const query = 'SELECT {{n}} AS history'
  const made: number[] = []
  for (let n = 0; n < 6; n += 1) {
    const asked = { ...asking(hosts, query), parameters: { n } }
    const { campaign_id } = await runCampaign(admin, asked, '')
    await sql('people', "UPDATE campaigns SET status = 'stopped' WHERE id = $1", [campaign_id])
    made.unshift(campaign_id)
  }
  const asked = { ...asking(hosts, `${query}  -- again`), parameters: { n: 7 } }
  const { history } = await preflightCampaign(admin, asked)
  expect(history.map(({ id }) => id)).toEqual(made.slice(0, 5))
  expect(history[0]).toMatchObject({ status: 'stopped', counts: { targeted: 1 } })
})

test('whoever has a team is told of its hosts and of campaigns with one of them', async () => {
  const admin = await person('Ada', 'admin')
  const [ours, theirs] = [await newTeam('Ours'), await newTeam('Theirs')]
  const [mine, others] = [await fleet(2, { team: ours }), await fleet(3, { team: theirs })]
  const member = await person('Mo', null, [{ id: ours, role: 'maintainer' }])
  const query = 'SELECT 1 AS of_a_team'
  await runCampaign(admin, asking(others, query), '')
  const shared = await runCampaign(admin, asking([...mine, ...others], query), '')
  const told = await preflightCampaign(member, asking([...mine, ...others], query))
  expect(told.hosts.total).toBe(2)
  expect(told.history).toMatchObject([{ id: shared.campaign_id, counts: { targeted: 2 } }])
})

test('it asks for what the launch will ask, and makes nothing', async () => {
  const { via: _, scopes: __, ...rest } = await person('Ada', 'admin')
  const viewer = { ...rest, via: 'session' as const, in_browser: true as const }
  const hosts = await fleet(2)
  const before = await sql('people', 'SELECT id FROM campaigns')
  await sql('people', `UPDATE settings SET limits = '{"confirm_above_hosts":1}'`)
  try {
    expect(await preflightCampaign(viewer, asking(hosts))).toMatchObject({
      confirm: { needed: true, hosts: 2, password: true },
    })
    expect(await preflightCampaign(viewer, asking(hosts.slice(1)))).toMatchObject({
      confirm: { needed: false, hosts: 1, password: false },
    })
  } finally {
    await sql('people', `UPDATE settings SET limits = '{}'`)
  }
  expect(await sql('people', 'SELECT id FROM campaigns')).toEqual(before)
})
