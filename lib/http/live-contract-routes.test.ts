import { beforeAll, expect, test } from 'vitest'
import { z } from 'zod'
import * as hostQuery from '@/app/api/[version]/fleet/hosts/[id]/query/route'
import * as savedRun from '@/app/api/[version]/fleet/queries/[id]/run/route'
import * as run from '@/app/api/[version]/fleet/queries/run/route'
import * as runByIdentifiers from '@/app/api/[version]/fleet/queries/run_by_identifiers/route'
import { createQuery } from '@/lib/domain/queries'
import { sql } from '@/lib/store/db'
import { askedHosts } from '@/lib/testing/campaign-reads'
import { fleet } from '@/lib/testing/live'
import { liveDatabase } from '@/lib/testing/live-database'
import { call, type Person, person, team } from '@/lib/testing/people'
import { QueryInput } from '@/lib/wire/queries'

liveDatabase()

let admin: Person

beforeAll(async () => {
  admin = await person()
})

const time = z.iso.datetime()

/** Field by field what the contract says of `POST /queries/run`; what else is there is ours. */
const Contract = z.object({
  campaign_id: z.int(),
  campaign: z.object({
    id: z.int(),
    query_id: z.int().nullable(),
    status: z.enum(['waiting', 'running', 'paused', 'complete', 'stopped', 'expired']),
    user_id: z.int(),
    created_at: time,
    expires_at: time,
    Metrics: z.strictObject({
      TotalHosts: z.int(),
      OnlineHosts: z.int(),
      OfflineHosts: z.int(),
      MissingInActionHosts: z.int(),
      NewHosts: z.int(),
    }),
  }),
})

async function post(route: typeof run.POST, body: object, params: Record<string, string> = {}) {
  const { status, body: reply } = await call(route, { token: admin.token, body, params })
  return { status, reply: Object(reply) }
}

async function started(route: typeof run.POST, body: object) {
  const { status, reply } = await post(route, body)
  expect([status, reply.message]).toEqual([200, undefined])
  const told = Contract.parse(reply)
  await sql('people', "UPDATE campaigns SET status = 'stopped' WHERE id = $1", [told.campaign_id])
  return told
}

/** Three hosts: one in a team, one in a label, one in neither; named apart from all others. */
async function threeHosts() {
  const home = await team()
  const [inTeam] = await fleet(1, { team: home })
  const [inLabel, plain] = await fleet(2)
  if (!inTeam || !inLabel || !plain) throw new Error('no hosts')
  const tag = crypto.randomUUID().slice(0, 8)
  for (const { id } of [inTeam, inLabel, plain])
    await sql(
      'people',
      `UPDATE hosts SET hostname = $2, uuid = $3, hardware_serial = $4, host_identifier = $3
        WHERE id = $1`,
      [id, `box-${tag}-${id}`, `uuid-${tag}-${id}`, `serial-${tag}-${id}`],
    )
  const [label] = await sql<{ id: number }>(
    'people',
    `WITH l AS (INSERT INTO labels (name, kind) VALUES ($1, 'manual') RETURNING id),
          v AS (INSERT INTO label_verdicts (label_id, host_id, member) SELECT id, $2, true FROM l)
     SELECT id FROM l`,
    [`label ${tag}`, inLabel.id],
  )
  return { home, inTeam, inLabel, plain, label: label?.id ?? 0, tag }
}

const query = 'SELECT 1 AS one'

test('POST /queries/run: the reply has every field of the contract, and the numbers are right', async () => {
  const online = await fleet(2)
  const away = await fleet(1, { seenSecondsAgo: 3_600 })
  const hosts = [...online, ...away].map(({ id }) => id)
  const { campaign, campaign_id } = await started(run.POST, { query, selected: { hosts } })
  expect(campaign).toMatchObject({
    ...{ id: campaign_id, query_id: null, status: 'waiting', user_id: admin.viewer.user_id },
    Metrics: {
      ...{ TotalHosts: 3, OnlineHosts: 2, OfflineHosts: 1, MissingInActionHosts: 0, NewHosts: 3 },
    },
  })
  const open = Date.parse(campaign.expires_at) - Date.parse(campaign.created_at)
  expect(open).toBe(600_000)
})

test('the older form of targets means the same hosts as the newer one', async () => {
  const { home, inTeam, inLabel, plain, label } = await threeHosts()
  const forms: [object[], object, number[]][] = [
    [[{ type: 'host', id: plain.id }], { hosts: [plain.id] }, [plain.id]],
    [[{ type: 'label', id: label }], { labels: [label] }, [inLabel.id]],
    [[{ type: 'team', id: home }], { teams: [home] }, [inTeam.id]],
    [
      [
        { type: 'host', id: plain.id },
        { type: 'team', id: home },
      ],
      { hosts: [plain.id], teams: [home] },
      [inTeam.id, plain.id],
    ],
  ]
  for (const [targets, selected, meant] of forms) {
    const old = await started(run.POST, { query, targets })
    const now = await started(run.POST, { query, selected })
    expect(await askedHosts(old.campaign_id)).toEqual(meant)
    expect(await askedHosts(now.campaign_id)).toEqual(meant)
    expect(old.campaign.Metrics).toEqual(now.campaign.Metrics)
  }
})

test('a target of the older form that lacks its id, or an unknown type, asks nobody', async () => {
  const without = await post(run.POST, { query, targets: [{ type: 'host' }] })
  expect([without.status, without.reply.errors[0].name]).toEqual([400, 'selected'])
  const unknown = await post(run.POST, { query, targets: [{ type: 'planet', id: 1 }] })
  expect(unknown.status).toBe(422)
})

test('run_by_identifiers takes every name of a host and names of labels', async () => {
  const { inTeam, inLabel, plain, tag } = await threeHosts()
  const hosts = [`box-${tag}-${plain.id}`, `uuid-${tag}-${inTeam.id}`]
  const both = await started(runByIdentifiers.POST, { query, selected: { hosts } })
  expect(await askedHosts(both.campaign_id)).toEqual([inTeam.id, plain.id])
  const serial = { hosts: [`serial-${tag}-${plain.id}`] }
  const one = await started(runByIdentifiers.POST, { query, selected: serial })
  expect(await askedHosts(one.campaign_id)).toEqual([plain.id])
  const labelled = { labels: [`label ${tag}`] }
  const by = await started(runByIdentifiers.POST, { query, selected: labelled })
  expect(await askedHosts(by.campaign_id)).toEqual([inLabel.id])
})

test('run_by_identifiers refuses a label that does not exist, by name, and hosts nobody knows', async () => {
  const label = await post(runByIdentifiers.POST, { query, selected: { labels: ['No Such'] } })
  expect([label.status, label.reply.errors[0].reason]).toEqual([400, 'there is no label "No Such"'])
  const host = await post(runByIdentifiers.POST, { query, selected: { hosts: ['no-such-box'] } })
  expect([host.status, host.reply.errors[0].name]).toEqual([400, 'selected'])
})

test('query_id asks the saved text and tells its id; without any text the field is named', async () => {
  const [host] = await fleet(1)
  const saved = await createQuery(
    admin.viewer,
    QueryInput.parse({ name: `saved ${crypto.randomUUID()}`, query }),
    '',
  )
  const selected = { hosts: [host?.id ?? 0] }
  const { campaign } = await started(run.POST, { query_id: saved.id, selected })
  expect(campaign.query_id).toBe(saved.id)
  const none = await post(run.POST, { selected })
  expect([none.status, none.reply.errors[0].name]).toEqual([400, 'query'])
})

test('POST /hosts/{id}/query of an offline host has exactly the fields of the contract and ours', async () => {
  const [host] = await fleet(1, { seenSecondsAgo: 3_600 })
  const params = { id: String(host?.id) }
  const { status, reply } = await post(hostQuery.POST, { query }, params)
  expect(status).toBe(200)
  expect(reply).toEqual({
    ...{ host_id: host?.id, query, rows: [], status: 'offline', campaign_id: null },
    error: expect.stringMatching(/^offline: /),
  })
})

test('POST /queries/{id}/run of offline hosts does not wait, and has exactly those fields', async () => {
  const hosts = await fleet(2, { seenSecondsAgo: 3_600 })
  const saved = await createQuery(
    admin.viewer,
    QueryInput.parse({ name: `saved ${crypto.randomUUID()}`, query }),
    '',
  )
  const host_ids = hosts.map(({ id }) => id)
  const started_at = performance.now()
  const { reply } = await post(savedRun.POST, { host_ids }, { id: String(saved.id) })
  expect(performance.now() - started_at).toBeLessThan(10_000)
  expect(reply).toEqual({
    ...{ query_id: saved.id, campaign_id: expect.any(Number), results: [] },
    ...{ targeted_host_count: 2, responded_host_count: 0 },
    unanswered: host_ids.map((host_id) => ({
      host_id,
      error: expect.stringMatching(/^offline: /),
    })),
  })
  const none = await post(savedRun.POST, { host_ids: [] }, { id: String(saved.id) })
  expect([none.status, none.reply.errors[0].name]).toEqual([422, 'host_ids'])
})
