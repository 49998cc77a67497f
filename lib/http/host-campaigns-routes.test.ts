import { beforeAll, expect, test } from 'vitest'
import * as asked from '@/app/api/[version]/fleet/hosts/[id]/campaigns/route'
import { recordAnswers } from '@/lib/domain/campaign-answers'
import { campaignWork } from '@/lib/domain/campaign-delivery'
import { runCampaign } from '@/lib/domain/campaign-start'
import type { KnownHost } from '@/lib/domain/directory'
import { sql } from '@/lib/store/db'
import { answers, asking, fleet } from '@/lib/testing/live'
import { liveDatabase } from '@/lib/testing/live-database'
import { call, type Person, person, team } from '@/lib/testing/people'
import { HostCampaigns } from '@/lib/wire/host-queries'

liveDatabase()

let admin: Person

beforeAll(async () => {
  admin = await person()
})

async function history(hostId: number, query = '', who = admin) {
  const params = { id: String(hostId) }
  const { status, body } = await call(asked.GET, { token: who.token, params, query })
  expect(status).toBe(200)
  return HostCampaigns.parse(body)
}

async function ask(host: KnownHost, query: string, who = admin): Promise<number> {
  return (await runCampaign(who.viewer, asking([host], query), '')).campaign_id
}

const close = (id: number) =>
  sql('people', "UPDATE campaigns SET status = 'stopped' WHERE id = $1", [id])

test('a host’s questions come by page, the latest first, with the number of its own answer', async () => {
  const [host, other] = await fleet(2)
  if (!host || !other) throw new Error('no hosts')
  const first = await ask(host, 'SELECT 1 AS one')
  const { queries } = await campaignWork(host)
  await recordAnswers(host, answers(Object.keys(queries)[0] ?? '', [{ one: '1' }]))
  const second = await ask(host, 'SELECT 2 AS two')
  await close(second)
  const third = await ask(host, 'SELECT 3 AS three')
  await ask(other, 'SELECT 4 AS four')
  const all = await history(host.id)
  expect(all.campaigns.map(({ id }) => id)).toEqual([third, second, first])
  expect(all.campaigns[2]).toMatchObject({ state: 'answered', seq: 1, rows: 1, late: false })
  const page = await history(host.id, 'per_page=1&page=1')
  expect(page).toMatchObject({
    ...{ campaigns: [{ id: second }], count: 3 },
    meta: { has_next_results: true, has_previous_results: true },
  })
  for (const id of [first, third]) await close(id)
})

test('they are filtered by state, text and asker', async () => {
  const [host] = await fleet(1)
  if (!host) throw new Error('no host')
  const eve = await person()
  const mine = await ask(host, "SELECT 'needle' AS word")
  const hers = await ask(host, 'SELECT 2 AS two', eve)
  const ids = async (query: string) => (await history(host.id, query)).campaigns.map(({ id }) => id)
  expect(await ids('mine=true')).toEqual([mine])
  expect(await ids('query=NEEDLE')).toEqual([mine])
  expect(await ids('state=waiting,sent')).toEqual([hers, mine])
  expect(await ids('state=answered')).toEqual([])
})

test('whoever does not see the host does not see what it was asked', async () => {
  const [host] = await fleet(1)
  const other = await person({ teams: [{ id: await team(), role: 'maintainer' }] })
  const reply = await call(asked.GET, { token: other.token, params: { id: String(host?.id) } })
  expect(reply.status).toBe(404)
})
