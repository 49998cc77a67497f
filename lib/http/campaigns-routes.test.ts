import { beforeAll, expect, test } from 'vitest'
import * as activity from '@/app/api/[version]/fleet/campaigns/[id]/activity/route'
import * as again from '@/app/api/[version]/fleet/campaigns/[id]/again/route'
import * as errors from '@/app/api/[version]/fleet/campaigns/[id]/errors/route'
import * as hosts from '@/app/api/[version]/fleet/campaigns/[id]/hosts/route'
import * as one from '@/app/api/[version]/fleet/campaigns/[id]/route'
import * as unanswered from '@/app/api/[version]/fleet/campaigns/[id]/unanswered.csv/route'
import * as campaigns from '@/app/api/[version]/fleet/campaigns/route'
import { recordAnswers } from '@/lib/domain/campaign-answers'
import { grantCampaign } from '@/lib/domain/campaign-deeds'
import { campaignWork } from '@/lib/domain/campaign-delivery'
import { pauseCampaign } from '@/lib/domain/campaign-end'
import { firstLook } from '@/lib/domain/campaign-first'
import { runCampaign } from '@/lib/domain/campaign-start'
import { deliveryId } from '@/lib/domain/delivery-ids'
import type { KnownHost } from '@/lib/domain/directory'
import { watch } from '@/lib/domain/watch'
import { sql } from '@/lib/store/db'
import { answers, asking, fleet } from '@/lib/testing/live'
import { liveDatabase } from '@/lib/testing/live-database'
import { call, type Person, person, team } from '@/lib/testing/people'
import { StatusFrame } from '@/lib/wire/frames'

liveDatabase()

let admin: Person

beforeAll(async () => {
  admin = await person()
})

async function ask(who: Person, whom: readonly KnownHost[], text: string, more = {}) {
  const asked = { ...asking(whom, text), ...more }
  const { campaign_id } = await runCampaign(who.viewer, asked, '')
  return campaign_id
}

type Listed = { id: number; counts: Record<string, number>; hidden_hosts?: number }
async function listed(who: Person, query: string): Promise<Listed[]> {
  const { status, body } = await call(campaigns.GET, { token: who.token, query })
  expect(status).toBe(200)
  return Object(body).campaigns
}
const idsOf = async (who: Person, query: string) => (await listed(who, query)).map(({ id }) => id)

async function answer(id: number, host: KnownHost, message = ''): Promise<void> {
  await campaignWork(host)
  const rows = message ? [] : [{ one: '1' }, { one: '2' }]
  const failure = message ? { status: 1, message } : {}
  await recordAnswers(host, answers(deliveryId(id, host.id), rows, failure))
}

/** A campaign over two teams: three hosts of the viewer's, two of another. */
async function mixed() {
  const mine = await team()
  const other = await team()
  const seen = await fleet(3, { team: mine })
  const hidden = await fleet(2, { team: other })
  const reader = await person({ teams: [{ id: mine, role: 'observer' }] })
  const id = await ask(admin, [...seen, ...hidden], `SELECT ${mine} AS one`)
  return { id, reader, seen, hidden }
}

test('each filter of the list leaves only what it names', async () => {
  const [first, second] = await fleet(2)
  if (!first || !second) throw new Error('no hosts')
  const asker = await person()
  const [label] = await sql<{ id: number }>(
    'people',
    `WITH l AS (INSERT INTO labels (name, kind) VALUES ('laptops', 'manual') RETURNING id),
          v AS (INSERT INTO label_verdicts (label_id, host_id, member)
                SELECT id, $1::int, true FROM l) SELECT id FROM l`,
    [second.id],
  )
  const byHost = await ask(asker, [first], 'SELECT 11 AS eleven')
  const selected = { ...asking([]).selected, labels: [label?.id ?? 0] }
  const byLabel = await ask(admin, [], 'SELECT 12 AS twelve', { selected })
  const [run] = await sql<{ id: number; pack_id: number }>(
    'people',
    `INSERT INTO pack_runs (pack_id, pack_name, selected) VALUES (77, 'p', '{}')
     RETURNING id, pack_id`,
  )
  await sql('people', 'UPDATE campaigns SET run_id = $1 WHERE id = $2', [run?.id, byLabel])
  await sql('people', "UPDATE campaigns SET created_at = now() - interval '2 days' WHERE id = $1", [
    byHost,
  ])
  const yesterday = new Date(Date.now() - 86_400_000).toISOString()
  expect(await idsOf(admin, 'query=eleven')).toEqual([byHost])
  expect(await idsOf(admin, `user_id=${asker.viewer.user_id}`)).toEqual([byHost])
  expect(await idsOf(admin, `host_id=${first.id}`)).toEqual([byHost])
  expect(await idsOf(admin, `label_id=${label?.id}`)).toEqual([byLabel])
  expect(await idsOf(admin, 'pack_id=77')).toEqual([byLabel])
  expect(await idsOf(admin, `run_id=${run?.id}`)).toEqual([byLabel])
  expect(await idsOf(admin, `from=${yesterday}&query=SELECT%201`)).toEqual([byLabel])
  expect(await idsOf(admin, `to=${yesterday}`)).toEqual([byHost])
  expect(await idsOf(asker, 'mine=true')).toEqual([byHost])
  const refused = await call(campaigns.GET, { token: admin.token, query: 'from=yesterday' })
  expect(refused.status).toBe(422)
})

test('open campaigns come first, whatever was asked later', async () => {
  const [host] = await fleet(1)
  if (!host) throw new Error('no host')
  const open = await ask(admin, [host], 'SELECT 21 AS running')
  const ended = await ask(admin, [host], 'SELECT 22 AS running')
  await sql('people', "UPDATE campaigns SET status = 'stopped' WHERE id = $1", [ended])
  expect(await idsOf(admin, 'query=running')).toEqual([open, ended])
})

test('whoever has a team is told counts of its hosts alone, in every reply and frame', async () => {
  const { id, reader, seen, hidden } = await mixed()
  const [a, b] = seen
  const [x] = hidden
  if (!a || !b || !x) throw new Error('no hosts')
  await answer(id, a)
  await answer(id, b, 'no such table: nothing')
  await answer(id, x)
  const cut = { targeted: 3, answered: 1, failed: 1, waiting: 1, rows: 2, sent: 0 }
  const { body } = await call(one.GET, { token: reader.token, params: { id: String(id) } })
  expect(Object(body).campaign).toMatchObject({ counts: cut, hidden_hosts: 2 })
  expect((await listed(reader, ''))[0]).toMatchObject({ id, counts: cut, hidden_hosts: 2 })
  const first = await firstLook(reader.viewer, id)
  expect(first.status).toMatchObject({ counts: cut, waiting_online: 1, hidden_hosts: 2 })
  const { scope_teams } = await grantCampaign(reader.viewer, id)
  const stop = new AbortController()
  const told: string[] = []
  for await (const { event, data } of watch(id, { after: 0, scope_teams, signal: stop.signal })) {
    if (event === 'totals') expect(JSON.parse(data)).toMatchObject({ count: 3 })
    if (event !== 'status') continue
    told.push(data)
    stop.abort()
  }
  expect(StatusFrame.parse(JSON.parse(told[0] ?? ''))).toMatchObject({
    counts: cut,
    waiting_online: 1,
    hidden_hosts: 2,
  })
  const whole = await call(one.GET, { token: admin.token, params: { id: String(id) } })
  // Two rows of each of two hosts, with their brackets; a failure's empty list counts too.
  const bytes = 2 * '[{"one":"1"},{"one":"2"}]'.length + '[]'.length
  expect(Object(whole.body).campaign.counts).toMatchObject({ targeted: 5, bytes })
  expect(Object(body).campaign.counts.bytes).toBeNull()
  expect(Object(whole.body).campaign).not.toHaveProperty('hidden_hosts')
})

test('the head says who paused it, until it goes on', async () => {
  const [host] = await fleet(1)
  if (!host) throw new Error('no host')
  const id = await ask(admin, [host], 'SELECT 31 AS paused')
  const told = async () => (await firstLook(admin.viewer, id)).status
  await pauseCampaign(admin.viewer, id, { paused: true, address: '' })
  expect(await told()).toMatchObject({ status: 'paused', reason: `by ${admin.viewer.name}` })
  await pauseCampaign(admin.viewer, id, { paused: false, address: '' })
  expect(await told()).not.toHaveProperty('reason')
})

test('a host of another team does not tell by its campaigns that it exists', async () => {
  const { id, reader, seen, hidden } = await mixed()
  expect(await idsOf(reader, `host_id=${seen[0]?.id}`)).toEqual([id])
  expect(await idsOf(reader, `host_id=${hidden[0]?.id}`)).toEqual([])
})

test('errors come once a message with their hosts, and the hosts of one by its exact message', async () => {
  const { id, reader, seen, hidden } = await mixed()
  for (const host of [...seen.slice(0, 2), ...hidden]) await answer(id, host, 'no such table: x')
  const params = { id: String(id) }
  const all = await call(errors.GET, { token: admin.token, params })
  expect(Object(all.body).errors).toMatchObject([{ state: 'failed', hosts: 4 }])
  const cut = await call(errors.GET, { token: reader.token, params })
  expect(Object(cut.body).errors).toMatchObject([{ message: 'no such table: x', hosts: 2 }])
  expect(Object(cut.body).errors[0].sample).toHaveLength(2)
  const query = `error=${encodeURIComponent('no such table: x')}`
  const found = await call(hosts.GET, { token: reader.token, params, query })
  expect(Object(found.body).count).toBe(2)
})

test('the file of who has not answered names every such host of the reader, and no other', async () => {
  const { id, reader, seen } = await mixed()
  const [a] = seen
  if (!a) throw new Error('no host')
  await answer(id, a)
  const context = { params: Promise.resolve({ version: 'v1', id: String(id) }) }
  const headers = { authorization: `Bearer ${reader.token}` }
  const reply = await unanswered.GET(new Request('http://localhost:3000/x', { headers }), context)
  expect(reply.headers.get('content-disposition')).toContain('2-of-3-not-answered.csv')
  const lines = (await reply.text()).trim().split('\r\n')
  expect(lines.slice(1).map((line) => Number(line.split(',')[0]))).toEqual(
    seen.slice(1).map((host) => host.id),
  )
})

test('what was done is told to whoever sees the campaign, and who else looked is told once', async () => {
  const { id, reader } = await mixed()
  await grantCampaign(reader.viewer, id)
  await grantCampaign(reader.viewer, id)
  await grantCampaign(admin.viewer, id)
  const params = { id: String(id) }
  const { body } = await call(activity.GET, { token: reader.token, params })
  expect(Object(body).activities).toMatchObject([
    { type: 'watched_campaign', actor_name: reader.viewer.name },
    { type: 'started_campaign', actor_name: admin.viewer.name, hosts: 5 },
  ])
  const stranger = await person({ teams: [{ id: await team(), role: 'admin' }] })
  for (const route of [activity.GET, errors.GET, unanswered.GET])
    expect((await call(route, { token: stranger.token, params })).status).toBe(404)
})

test('who gave no answer is asked again by a new campaign on just these hosts, and nobody else', async () => {
  const { id, reader, seen, hidden } = await mixed()
  const [a, b] = seen
  const [x] = hidden
  if (!a || !b || !x) throw new Error('no hosts')
  await answer(id, a)
  await answer(id, b, 'no such table: nothing')
  await answer(id, x, 'no such table: nothing')
  const params = { id: String(id) }
  const asked = await call(again.POST, { token: admin.token, params, body: {} })
  expect(asked.status).toBe(200)
  const { campaign } = Object(asked.body)
  expect(campaign).toMatchObject({ again_of: id, counts: { targeted: 2, waiting: 2 } })
  expect(campaign.targets.hosts).toEqual([b.id, x.id])
  const before = await call(one.GET, { token: admin.token, params })
  expect(Object(before.body).campaign.counts).toMatchObject({ answered: 1, failed: 2 })
  const nobody = { states: ['cancelled'] }
  expect((await call(again.POST, { token: admin.token, params, body: nobody })).status).toBe(409)
  expect((await call(again.POST, { token: reader.token, params, body: {} })).status).toBe(403)
})
