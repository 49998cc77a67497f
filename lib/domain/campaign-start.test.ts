import { expect, test } from 'vitest'
import { recordAnswers } from '@/lib/domain/campaign-answers'
import { campaignWork } from '@/lib/domain/campaign-delivery'
import { exportCsv } from '@/lib/domain/campaign-export'
import { firstLook } from '@/lib/domain/campaign-first'
import { joinNewcomers } from '@/lib/domain/campaign-newcomers'
import { runCampaign } from '@/lib/domain/campaign-start'
import { authorizeEnding, listCampaigns, readCampaign, resultsText } from '@/lib/domain/campaigns'
import { deliveryId } from '@/lib/domain/delivery-ids'
import { findCampaignLocked } from '@/lib/store/campaign-locked'
import { sql, transaction } from '@/lib/store/db'
import { answers, asking, fleet, newTeam, person } from '@/lib/testing/live'
import { liveDatabase } from '@/lib/testing/live-database'
import { ResultsReply } from '@/lib/wire/campaigns'
import { Selected } from '@/lib/wire/targets'

liveDatabase()

async function label(kind: 'builtin' | 'manual', hosts: readonly { id: number }[]) {
  const [row] = await sql<{ id: number }>(
    'people',
    `WITH l AS (INSERT INTO labels (name, kind) VALUES ($1, $2::label_kind) RETURNING id),
          v AS (INSERT INTO label_verdicts (label_id, host_id, member)
                SELECT l.id, h, true FROM l, unnest($3::int[]) h)
     SELECT id FROM l`,
    [`${kind} ${crypto.randomUUID()}`, kind, hosts.map(({ id }) => id)],
  )
  return row?.id ?? 0
}

async function targetsOf(id: number): Promise<number[]> {
  const rows = await sql<{ host_id: number }>(
    'people',
    'SELECT host_id FROM campaign_hosts WHERE campaign_id = $1 ORDER BY host_id',
    [id],
  )
  return rows.map(({ host_id }) => host_id)
}

test('labels of one kind widen, the kinds and teams narrow, excluded ones are left out', async () => {
  const admin = await person('Ada', 'admin')
  const team = await newTeam('Workstations')
  const [a, b, c, d, e] = (await fleet(5, { team })).map(({ id }) => ({ id }))
  if (!a || !b || !c || !d || !e) throw new Error('no hosts')
  const mac = await label('builtin', [a, b])
  const linux = await label('builtin', [c, d])
  const web = await label('manual', [a, c])
  const old = await label('manual', [c, e])
  const ask = async (selected: object) => {
    const asked = { ...asking([]), selected: Selected.parse(selected) }
    const { campaign_id } = await runCampaign(admin, asked, '')
    await sql('people', "UPDATE campaigns SET status = 'stopped' WHERE id = $1", [campaign_id])
    return targetsOf(campaign_id)
  }
  expect(await ask({ labels: [mac, linux] })).toEqual([a.id, b.id, c.id, d.id])
  expect(await ask({ labels: [mac, linux, web] })).toEqual([a.id, c.id])
  expect(await ask({ labels: [web, old] })).toEqual([a.id, c.id, e.id])
  expect(await ask({ labels: [web, old], label_match: 'all' })).toEqual([c.id])
  expect(await ask({ labels: [web], hosts: [e.id], teams: [team + 1] })).toEqual([e.id])
  expect(await ask({ teams: [team], exclude: { hosts: [a.id], labels: [old] } })).toEqual([
    b.id,
    d.id,
  ])
})

test('a selection that means nobody is refused by name, and offline hosts can be left out', async () => {
  const admin = await person('Ada', 'admin')
  const [away] = await fleet(1, { seenSecondsAgo: 3_600 })
  const online = await fleet(1)
  if (!away) throw new Error('no host')
  const asked = asking([away])
  await expect(runCampaign(admin, { ...asked, include_offline: false }, '')).rejects.toMatchObject({
    code: 'malformed',
    errors: [{ name: 'selected' }],
  })
  const both = { ...asking([away, ...online]), include_offline: false }
  const { campaign } = await runCampaign(admin, both, '')
  expect(campaign.Metrics).toMatchObject({ TotalHosts: 1, OnlineHosts: 1 })
  expect(campaign.counts).toMatchObject({ targeted: 1, waiting: 1 })
})

test('S32: bad SQL is refused with its place, unknown tables are left to the hosts', async () => {
  const admin = await person('Ada', 'admin')
  const hosts = await fleet(1)
  const run = (query: string) => runCampaign(admin, asking(hosts, query), '')
  await expect(run('SELECT FROM')).rejects.toMatchObject({
    code: 'invalid',
    errors: [{ name: 'query', reason: expect.stringMatching(/^line 1, column \d+: /) }],
  })
  await expect(run('SELECT 1; SELECT 2')).rejects.toMatchObject({ code: 'invalid' })
  await expect(run('DELETE FROM users')).rejects.toMatchObject({ code: 'invalid' })
  await expect(run(`SELECT '${'x'.repeat(65_536)}'`)).rejects.toMatchObject({ code: 'invalid' })
  expect((await run('SELECT * FROM table_of_an_extension')).campaign.status).toBe('waiting')
})

test('S32: tables of the deny-list take an administrator', async () => {
  const hosts = await fleet(1)
  const query = "SELECT * FROM curl WHERE url = 'http://localhost/'"
  const maintainer = await person('Max', 'maintainer')
  await expect(runCampaign(maintainer, asking(hosts, query), '')).rejects.toMatchObject({
    code: 'forbidden',
  })
  const admin = await person('Ada', 'admin')
  expect((await runCampaign(admin, asking(hosts, query), '')).campaign_id).toBeGreaterThan(0)
})

test('S33: without the audit entry there is no campaign and no host is asked', async () => {
  const admin = await person('Ada', 'admin')
  const hosts = await fleet(1)
  const before = await sql('people', 'SELECT id FROM campaigns')
  await sql('people', 'ALTER TABLE activities RENAME TO activities_away')
  await expect(runCampaign(admin, asking(hosts), '')).rejects.toThrow()
  await sql('people', 'ALTER TABLE activities_away RENAME TO activities')
  expect(await sql('people', 'SELECT id FROM campaigns')).toEqual(before)
  const { campaign_id } = await runCampaign(admin, asking(hosts, 'SELECT 42'), '')
  const [entry] = await sql<{ hosts: number; details: { query: string } }>(
    'people',
    "SELECT hosts, details FROM activities WHERE type = 'started_campaign' AND object_id = $1",
    [campaign_id],
  )
  expect(entry).toMatchObject({ hosts: 1, details: { query: 'SELECT 42' } })
})

test('S36: of fifty campaigns started at once by one person, five are', async () => {
  const admin = await person('Ada', 'admin')
  const hosts = await fleet(1)
  const tries = await Promise.allSettled(
    Array.from({ length: 50 }, () => runCampaign(admin, asking(hosts), '')),
  )
  expect(tries.filter(({ status }) => status === 'fulfilled')).toHaveLength(5)
})

test('a member of one team asks and sees only its hosts', async () => {
  const [mine, theirs] = [await newTeam('Mine'), await newTeam('Theirs')]
  const [own] = await fleet(1, { team: mine })
  const [foreign] = await fleet(1, { team: theirs })
  if (!own || !foreign) throw new Error('no hosts')
  const member = await person('Mia', null, [{ id: mine, role: 'observer_plus' }])
  const stranger = await person('Sam', null, [{ id: theirs, role: 'observer' }])
  const admin = await person('Ada', 'admin')
  const { campaign_id } = await runCampaign(member, asking('all'), '')
  expect(await targetsOf(campaign_id)).toEqual([own.id])
  await expect(readCampaign(stranger, campaign_id)).rejects.toMatchObject({ code: 'not_found' })
  await expect(runCampaign(stranger, asking([foreign]), '')).rejects.toMatchObject({
    code: 'forbidden',
  })
  const wide = (await runCampaign(admin, asking([own, foreign]), '')).campaign_id
  for (const host of [own, foreign]) {
    await campaignWork(host)
    await recordAnswers(host, answers(deliveryId(wide, host.id)))
  }
  const { results } = ResultsReply.parse(
    JSON.parse(await resultsText(stranger, wide, { limit: 10 })),
  )
  expect(results.map(({ host }) => host.id)).toEqual([foreign.id])
  await expect(authorizeEnding(stranger, wide)).rejects.toMatchObject({ code: 'forbidden' })
  const page = { status: [], mine: false, query: '', page: 0, per_page: 10 }
  const seen = (await listCampaigns(stranger, page)).campaigns.map(({ id }) => id)
  expect(seen).toContain(wide)
  expect(seen).not.toContain(campaign_id)
})

test('a campaign that takes newcomers grows, visibly, and asks them', async () => {
  const admin = await person('Ada', 'admin')
  const team = await newTeam('Growing')
  await fleet(1, { team })
  const asked = { ...asking([]), selected: Selected.parse({ teams: [team] }), newcomers: true }
  const { campaign_id } = await runCampaign(admin, asked, '')
  const [newcomer] = await fleet(1, { team })
  if (!newcomer) throw new Error('no host')
  await joinNewcomers()
  expect((await readCampaign(admin, campaign_id)).counts).toMatchObject({ targeted: 2, waiting: 2 })
  expect(Object.keys((await campaignWork(newcomer)).queries)).toHaveLength(1)
})

test('nobody waits for the look for newcomers when there are none', async () => {
  const admin = await person('Ada', 'admin')
  const team = await newTeam('Grown')
  await fleet(2, { team })
  const asked = { ...asking([]), selected: Selected.parse({ teams: [team] }), newcomers: true }
  const { campaign_id } = await runCampaign(admin, asked, '')
  await transaction('people', async (tx) => {
    await findCampaignLocked(tx, campaign_id)
    // It would wait for the lock, and the lock for it.
    await joinNewcomers()
  })
  expect((await readCampaign(admin, campaign_id)).counts.targeted).toBe(2)
})

test('the page offers no stop to who may end only what asks their own teams', async () => {
  const admin = await person('Ada', 'admin')
  const [own, other] = [await newTeam('Own'), await newTeam('Other')]
  const [mine] = await fleet(1, { team: own })
  const [foreign] = await fleet(1, { team: other })
  if (!mine || !foreign) throw new Error('no hosts')
  const tess = await person('Tess', null, [{ id: own, role: 'maintainer' }])
  const wide = await runCampaign(admin, asking([mine, foreign]), '')
  expect((await firstLook(tess, wide.campaign_id)).stop_refusal).toContain('not yours')
  const narrow = await runCampaign(admin, asking([mine]), '')
  expect((await firstLook(tess, narrow.campaign_id)).stop_refusal).toBeUndefined()
})

test('a file names no column that only hosts of other teams told', async () => {
  const admin = await person('Ada', 'admin')
  const [own, other] = [await newTeam('Own'), await newTeam('Other')]
  const [seen] = await fleet(1, { team: own })
  const [hidden] = await fleet(1, { team: other })
  if (!seen || !hidden) throw new Error('no hosts')
  const { campaign_id: id } = await runCampaign(admin, asking([seen, hidden]), '')
  for (const host of [seen, hidden]) await campaignWork(host)
  await recordAnswers(seen, answers(deliveryId(id, seen.id), [{ shown: '1' }]))
  await recordAnswers(hidden, answers(deliveryId(id, hidden.id), [{ secret_name: '1' }]))
  const tess = await person('Tess', null, [{ id: own, role: 'observer' }])
  let text = ''
  for await (const chunk of (await exportCsv(tess, id)).chunks) text += chunk
  expect(text.split('\r\n')[0]).toBe(
    'host_id,host_hostname,host_display_name,error,truncated,shown',
  )
})

test('S76: an export opens safely in a spreadsheet and its name says how complete it is', async () => {
  const admin = await person('Ada', 'admin')
  const [host, silent] = await fleet(2)
  if (!host || !silent) throw new Error('no hosts')
  const { campaign_id: id } = await runCampaign(admin, asking([host, silent]), '')
  await campaignWork(host)
  const rows = [{ z: '=cmd()', a: 'say "hi",\nyou' }]
  await recordAnswers(host, answers(deliveryId(id, host.id), rows))
  const csv = await exportCsv(admin, id)
  expect(csv.file_name).toBe(`query-${id}-1-of-2-answered.csv`)
  let text = ''
  for await (const chunk of csv.chunks) text += chunk
  expect(text).toBe(
    'host_id,host_hostname,host_display_name,error,truncated,z,a\r\n' +
      `${host.id},host-1,Host 1,,,'=cmd(),"say ""hi"",\nyou"\r\n`,
  )
})
