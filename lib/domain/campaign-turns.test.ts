import pg from 'pg'
import { afterEach, expect, test } from 'vitest'
import { recordAnswers } from '@/lib/domain/campaign-answers'
import { campaignWork, hasCampaignWork } from '@/lib/domain/campaign-delivery'
import { refreshCampaigns, stopCampaigns } from '@/lib/domain/campaign-memory'
import { runCampaign } from '@/lib/domain/campaign-start'
import { campaignOf, deliveryId } from '@/lib/domain/delivery-ids'
import type { KnownHost } from '@/lib/domain/directory'
import { unpin } from '@/lib/global'
import { databaseUrl, sql, statementCount } from '@/lib/store/db'
import { answers, asking, fleet, guarded, person } from '@/lib/testing/live'
import { liveDatabase } from '@/lib/testing/live-database'
import type { Guard } from '@/lib/wire/campaigns'

liveDatabase()

afterEach(async () => {
  await sql('people', "UPDATE settings SET limits = '{}'")
  unpin('campaigns.hurries')
})

type Beginning = { guard?: Guard; canary?: readonly KnownHost[]; cost_ms?: number | null }

async function begun(hosts: readonly KnownHost[], given: Beginning = {}): Promise<number> {
  const viewer = await person('Bo', 'admin')
  const { campaign_id: id } = await runCampaign(viewer, asking(hosts), '')
  await guarded(id, given.guard ?? {}, given.canary)
  await sql('people', 'UPDATE campaigns SET cost_ms = $2 WHERE id = $1', [
    id,
    given.cost_ms ?? null,
  ])
  stopCampaigns()
  await refreshCampaigns()
  return id
}

/** The campaigns whose queries a read brings. */
async function read(host: KnownHost): Promise<number[]> {
  const { queries } = await campaignWork(host)
  return Object.keys(queries).map((delivery) => campaignOf(delivery, host.id) ?? 0)
}

const say = (id: number, host: KnownHost) => recordAnswers(host, answers(deliveryId(id, host.id)))

test('while the canary holds, a host that is not of it is idle: no query, no hurry, no statement', async () => {
  const [canary, other] = await fleet(2)
  if (!canary || !other) throw new Error('no hosts')
  const id = await begun([canary, other], { guard: { canary: 1 }, canary: [canary] })
  const before = statementCount()
  expect(hasCampaignWork(other.id)).toBe(false)
  expect(await campaignWork(other)).toEqual({ queries: {} })
  expect(statementCount()).toBe(before)
  expect(await read(canary)).toEqual([id])
})

test('memory that has not heard of the canary hands nothing to the others either', async () => {
  const [canary, other] = await fleet(2)
  if (!canary || !other) throw new Error('no hosts')
  const id = await begun([canary, other])
  await guarded(id, { canary: 1 }, [canary])
  expect(hasCampaignWork(other.id)).toBe(true)
  expect(await read(other)).toEqual([])
})

test('so many hosts a minute get the query, the others make no statement and do not hurry', async () => {
  const hosts = await fleet(8)
  const id = await begun(hosts, { guard: { hosts_per_minute: 3 } })
  const got = await Promise.all(hosts.map(read))
  expect(got.filter((ids) => ids.length > 0)).toEqual([[id], [id], [id]])
  const left = hosts.filter((_, at) => got[at]?.length === 0)
  const before = statementCount()
  for (const host of left) {
    expect(hasCampaignWork(host.id)).toBe(false)
    expect(await campaignWork(host)).toEqual({ queries: {} })
  }
  expect(statementCount()).toBe(before)
})

test('another instance does not know that the minute is full, and hands out no more', async () => {
  const hosts = await fleet(8)
  await begun(hosts, { guard: { hosts_per_minute: 3 } })
  await Promise.all(hosts.map(read))
  stopCampaigns()
  await refreshCampaigns()
  expect((await Promise.all(hosts.map(read))).flat()).toEqual([])
  // A minute later the next three, whose first hand-out it is.
  await sql('people', "UPDATE campaigns SET minute_at = minute_at - interval '63 s'")
  stopCampaigns()
  await refreshCampaigns()
  expect((await Promise.all(hosts.map(read))).flat()).toHaveLength(3)
})

test('two queries a read, the cheapest first; unknown cost comes last, the oldest of equals first', async () => {
  const [host] = await fleet(1)
  if (!host) throw new Error('no host')
  const unknown = await begun([host])
  const dear = await begun([host], { cost_ms: 900 })
  const cheap = await begun([host], { cost_ms: 3 })
  const alsoCheap = await begun([host], { cost_ms: 3 })
  expect(await read(host)).toEqual([cheap, alsoCheap])
  expect(await read(host)).toEqual([dear, unknown])
})

test('a dear query is passed over twice by cheap ones that keep coming, and not a third time', async () => {
  const [host] = await fleet(1)
  if (!host) throw new Error('no host')
  const dear = await begun([host], { cost_ms: 900 })
  /** New campaigns come while memory lives on. */
  const twoCheap = async () => {
    const ids: number[] = []
    for (const _ of [1, 2]) {
      const viewer = await person('Cy', 'admin')
      ids.push((await runCampaign(viewer, asking([host]), '')).campaign_id)
    }
    await sql('people', 'UPDATE campaigns SET cost_ms = 1 WHERE id = ANY($1::int[])', [ids])
    await refreshCampaigns()
    return ids
  }
  const reads: number[][] = []
  for (let turn = 0; turn < 3; turn += 1) {
    await twoCheap()
    reads.push(await read(host))
  }
  expect(reads.map((ids) => ids.includes(dear))).toEqual([false, false, true])
  expect(reads.every((ids) => ids.length === 2)).toBe(true)
})

test('ten queries that are ready at once come two a read, the cheapest first to the last', async () => {
  const [host] = await fleet(1)
  if (!host) throw new Error('no host')
  const ids: number[] = []
  for (let cost_ms = 10; cost_ms > 0; cost_ms -= 1) {
    const { campaign_id } = await runCampaign(await person('Di', 'admin'), asking([host]), '')
    await sql('people', 'UPDATE campaigns SET cost_ms = $2 WHERE id = $1', [campaign_id, cost_ms])
    ids.unshift(campaign_id)
  }
  await refreshCampaigns()
  const reads: number[] = []
  for (let turn = 0; turn < 5; turn += 1) reads.push(...(await read(host)))
  expect(reads).toEqual(ids)
})

test('a host with work hurries; one whose campaign is paused does not', async () => {
  const [host] = await fleet(1)
  if (!host) throw new Error('no host')
  const id = await begun([host])
  expect((await campaignWork(host)).accelerate).toBe(30)
  await sql('people', "UPDATE campaigns SET status = 'paused' WHERE id = $1", [id])
  await refreshCampaigns()
  expect(hasCampaignWork(host.id)).toBe(false)
  expect((await campaignWork(host)).accelerate).toBeUndefined()
  await say(id, host)
})

test('an answer that finds the time over ends the campaign for memory and watchers at once', async () => {
  const [host, other] = await fleet(2)
  if (!host || !other) throw new Error('no hosts')
  const id = await begun([host, other])
  expect(await read(host)).toEqual([id])
  await sql('people', "UPDATE campaigns SET expires_at = now() - interval '1 s' WHERE id = $1", [
    id,
  ])
  expect(hasCampaignWork(other.id)).toBe(true)
  await say(id, host)
  expect(hasCampaignWork(other.id)).toBe(false)
})

test('how many hosts hurry at once is a setting', async () => {
  const hosts = await fleet(5)
  await sql('people', `UPDATE settings SET limits = '{"accelerated_hosts_max": 2}'`)
  await begun(hosts)
  const works = await Promise.all(hosts.map((host) => campaignWork(host)))
  expect(works.filter(({ accelerate }) => accelerate === 30)).toHaveLength(2)
})

test('instances that agents read from share what may hurry', async () => {
  const hosts = await fleet(8)
  await sql('people', `UPDATE settings SET limits = '{"accelerated_hosts_max": 6}'`)
  const listening = ['all', 'agent', 'worker'].map(
    (role) =>
      new pg.Client({ connectionString: databaseUrl(), application_name: `muster bus ${role}` }),
  )
  await Promise.all(listening.map((client) => client.connect()))
  await begun(hosts)
  const works = await Promise.all(hosts.map((host) => campaignWork(host)))
  await Promise.all(listening.map((client) => client.end()))
  expect(works.filter(({ accelerate }) => accelerate === 30)).toHaveLength(3)
})

test('with twenty campaigns open, an untargeted host of ten thousand is idle without a statement', async () => {
  const hosts = await fleet(10_000)
  const ids: number[] = []
  for (let n = 0; n < 20; n += 1) ids.push(await begun(hosts.slice(n * 100, n * 100 + 100)))
  const untargeted = hosts.slice(2_000)
  const before = statementCount()
  expect(untargeted.some((host) => hasCampaignWork(host.id))).toBe(false)
  expect(statementCount()).toBe(before)
  expect(hasCampaignWork(hosts[0]?.id ?? 0)).toBe(true)
  expect(ids).toHaveLength(20)
})
