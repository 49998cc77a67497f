import { expect, test } from 'vitest'
import { recordAnswers } from '@/lib/domain/campaign-answers'
import { campaignWork, hasCampaignWork } from '@/lib/domain/campaign-delivery'
import { refreshCampaigns, stopCampaigns } from '@/lib/domain/campaign-memory'
import { deliveryId, isCampaignDelivery } from '@/lib/domain/delivery-ids'
import { sql, statementCount } from '@/lib/store/db'
import { campaignRow, resultsOf, started, stateOf } from '@/lib/testing/campaign-reads'
import { answers, fleet } from '@/lib/testing/live'
import { liveDatabase } from '@/lib/testing/live-database'

liveDatabase()

test('C57: a host that no campaign waits for is told so without a statement', async () => {
  const [asked, idle] = await fleet(2)
  if (!asked || !idle) throw new Error('no hosts')
  await started([asked])
  const before = statementCount()
  expect(hasCampaignWork(idle.id)).toBe(false)
  expect(hasCampaignWork(asked.id)).toBe(true)
  expect(statementCount()).toBe(before)
})

test('C58 C59: work is a map of unguessable ids to text, with an integer accelerate', async () => {
  const [host] = await fleet(1)
  if (!host) throw new Error('no host')
  const id = await started([host], 'SELECT pid FROM processes')
  const work = await campaignWork(host)
  expect(work).toEqual({
    queries: { [deliveryId(id, host.id)]: 'SELECT pid FROM processes' },
    accelerate: 30,
  })
  expect(Object.keys(work.queries)[0]).toMatch(/^c\d+_[A-Za-z0-9_-]{22,}$/)
  expect((await campaignRow(id)).status).toBe('running')
})

test('C60 S29: a query is handed out once, and only to hosts that were targeted', async () => {
  const [host, other] = await fleet(2)
  if (!host || !other) throw new Error('no hosts')
  await started([host])
  expect(Object.keys((await campaignWork(host)).queries)).toHaveLength(1)
  expect((await campaignWork(host)).queries).toEqual({})
  expect((await campaignWork(other)).queries).toEqual({})
})

test('C60: of many simultaneous reads of one host, one gets the query', async () => {
  const [host] = await fleet(1)
  if (!host) throw new Error('no host')
  await started([host])
  const works = await Promise.all(Array.from({ length: 20 }, () => campaignWork(host)))
  expect(works.filter(({ queries }) => Object.keys(queries).length > 0)).toHaveLength(1)
})

test('a round that was lost is handed out once more, and then fails with "no answer"', async () => {
  const [host] = await fleet(1)
  if (!host) throw new Error('no host')
  const id = await started([host])
  const age = () =>
    sql(
      'people',
      "UPDATE campaign_hosts SET sent_at = sent_at - interval '61 s' WHERE host_id = $1",
      [host.id],
    )
  const reads = async (nowMs: number) =>
    Object.keys((await campaignWork(host, nowMs)).queries).length
  expect(await reads(Date.now())).toBe(1)
  await age()
  const later = Date.now() + 61_000
  expect(await reads(later)).toBe(0)
  expect(await reads(later)).toBe(1)
  await age()
  expect(await reads(later + 61_000)).toBe(0)
  expect(await reads(later + 61_000)).toBe(0)
  const state = await stateOf(id, host.id)
  expect(state).toMatchObject({ state: 'failed', sends: 2 })
  expect(state?.error).toMatch(/^no answer/)
  expect(await resultsOf(id)).toHaveLength(1)
  expect((await campaignRow(id)).status).toBe('complete')
})

test('what was sent before a restart is still owed, and is not handed out again', async () => {
  const [host] = await fleet(1)
  if (!host) throw new Error('no host')
  const id = await started([host])
  await campaignWork(host)
  stopCampaigns()
  await refreshCampaigns()
  expect((await campaignWork(host)).queries).toEqual({})
  await recordAnswers(host, answers(deliveryId(id, host.id)))
  expect(await stateOf(id, host.id)).toMatchObject({ state: 'answered' })
})

test('R18 S35: nothing is handed out after the end, whatever memory still believes', async () => {
  const [host, other] = await fleet(2)
  if (!host || !other) throw new Error('no hosts')
  const expired = await started([host])
  await sql('people', 'UPDATE campaigns SET expires_at = now() WHERE id = $1', [expired])
  expect(hasCampaignWork(host.id)).toBe(true)
  expect((await campaignWork(host)).queries).toEqual({})
  const stopped = await started([other])
  await sql('people', "UPDATE campaigns SET status = 'stopped' WHERE id = $1", [stopped])
  expect((await campaignWork(other)).queries).toEqual({})
})

test('at most two queries a read, the oldest first', async () => {
  const [host] = await fleet(1)
  if (!host) throw new Error('no host')
  const ids = [await started([host]), await started([host]), await started([host])]
  const first = Object.keys((await campaignWork(host)).queries)
  expect(first).toEqual(ids.slice(0, 2).map((id) => deliveryId(id, host.id)))
  expect(Object.keys((await campaignWork(host)).queries)).toHaveLength(1)
  expect(first.every(isCampaignDelivery)).toBe(true)
})
