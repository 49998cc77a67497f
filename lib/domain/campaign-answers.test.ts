import { expect, test } from 'vitest'
import { recordAnswers } from '@/lib/domain/campaign-answers'
import { campaignWork, hasCampaignWork } from '@/lib/domain/campaign-delivery'
import { stopCampaign } from '@/lib/domain/campaign-end'
import { runCampaign } from '@/lib/domain/campaign-start'
import { deliveryId } from '@/lib/domain/delivery-ids'
import type { KnownHost } from '@/lib/domain/directory'
import { sql } from '@/lib/store/db'
import { campaignRow, resultsOf, started, stateOf } from '@/lib/testing/campaign-reads'
import { answers, asking, fleet, person } from '@/lib/testing/live'
import { liveDatabase } from '@/lib/testing/live-database'

liveDatabase()

test('C61: an answer is stored with its rows in order and its stats, and completes', async () => {
  const [host] = await fleet(1)
  if (!host) throw new Error('no host')
  const id = await started([host])
  await campaignWork(host)
  await recordAnswers(host, answers(deliveryId(id, host.id), [{ zebra: '1', ape: '2' }]))
  const [result] = await resultsOf(id)
  expect(JSON.stringify(result?.rows)).toBe('[{"zebra":"1","ape":"2"}]')
  expect(await campaignRow(id)).toMatchObject({
    status: 'complete',
    answered: 1,
    sent: 0,
    rows: 1,
    last_seq: 1,
  })
  expect(hasCampaignWork(host.id)).toBe(false)
})

test('C62: an answer without rows is a success with none', async () => {
  const [host] = await fleet(1)
  if (!host) throw new Error('no host')
  const id = await started([host])
  await campaignWork(host)
  await recordAnswers(host, answers(deliveryId(id, host.id), []))
  expect(await stateOf(id, host.id)).toMatchObject({ state: 'answered', rows: 0, error: null })
})

test('C63: errors keep the words of the agent, denylisted is a state of its own', async () => {
  const [failing, silent, denied] = await fleet(3)
  if (!failing || !silent || !denied) throw new Error('no hosts')
  const id = await started([failing, silent, denied])
  for (const host of [failing, silent, denied]) await campaignWork(host)
  const say = (host: KnownHost, message: string) =>
    recordAnswers(host, answers(deliveryId(id, host.id), [], { status: 1, message }))
  await say(failing, 'no such table: foo')
  await say(silent, '')
  await say(denied, 'distributed query is denylisted')
  expect(await stateOf(id, failing.id)).toMatchObject({
    state: 'failed',
    error: 'no such table: foo',
  })
  expect(await stateOf(id, silent.id)).toMatchObject({
    state: 'failed',
    error: 'the agent reported status 1 without a message',
  })
  expect((await stateOf(id, denied.id))?.state).toBe('denylisted')
})

test('C64 S28: an id of another host, of nobody or not handed out changes nothing', async () => {
  const [host, thief] = await fleet(2)
  if (!host || !thief) throw new Error('no hosts')
  const id = await started([host, thief])
  await campaignWork(host)
  await recordAnswers(thief, answers(deliveryId(id, host.id)))
  await recordAnswers(thief, answers(deliveryId(id, thief.id)))
  await recordAnswers(thief, answers(deliveryId(id + 999, thief.id)))
  await recordAnswers(thief, answers('nonsense'))
  expect(await resultsOf(id)).toEqual([])
  expect(await stateOf(id, host.id)).toMatchObject({ state: 'sent' })
  expect(await stateOf(id, thief.id)).toMatchObject({ state: 'waiting' })
})

test('S28: a host that was handed the query itself cannot answer it under the id of another', async () => {
  const [host, thief] = await fleet(2)
  if (!host || !thief) throw new Error('no hosts')
  const id = await started([host, thief])
  for (const each of [host, thief]) await campaignWork(each)
  await recordAnswers(thief, answers(deliveryId(id, host.id)))
  await recordAnswers(thief, answers(`c${id}_${'A'.repeat(24)}`))
  expect(await resultsOf(id)).toEqual([])
  for (const each of [host, thief])
    expect(await stateOf(id, each.id)).toMatchObject({ state: 'sent' })
  await recordAnswers(thief, answers(deliveryId(id, thief.id)))
  expect(await stateOf(id, thief.id)).toMatchObject({ state: 'answered' })
})

test('C64 S30: the same write five times, some at once, is one result', async () => {
  const [host, other] = await fleet(2)
  if (!host || !other) throw new Error('no hosts')
  const id = await started([host, other])
  await campaignWork(host)
  const write = () => recordAnswers(host, answers(deliveryId(id, host.id)))
  await write()
  await Promise.all([write(), write(), write(), write()])
  expect(await resultsOf(id)).toHaveLength(1)
  expect(await campaignRow(id)).toMatchObject({ answered: 1, waiting: 1, rows: 1, last_seq: 1 })
})

test('C65: rows beyond the cap are left out and the answer is marked too large', async () => {
  const [many, wide] = await fleet(2)
  if (!many || !wide) throw new Error('no hosts')
  const id = await started([many, wide])
  for (const host of [many, wide]) await campaignWork(host)
  const rows = Array.from({ length: 10_001 }, (_, n) => ({ n: String(n) }))
  await recordAnswers(many, answers(deliveryId(id, many.id), rows))
  const large = Array.from({ length: 400 }, () => ({ a: 'x'.repeat(50_000) }))
  await recordAnswers(wide, answers(deliveryId(id, wide.id), large))
  expect(await stateOf(id, many.id)).toMatchObject({ state: 'too_large', rows: 10_000 })
  const kept = await stateOf(id, wide.id)
  expect(kept?.state).toBe('too_large')
  expect(kept?.rows).toBeGreaterThan(150)
  expect((await resultsOf(id)).every(({ truncated }) => truncated)).toBe(true)
})

test('C66: an answer refused by the database is stored when it is said again', async () => {
  const [host] = await fleet(1)
  if (!host) throw new Error('no host')
  const id = await started([host])
  await campaignWork(host)
  await sql('people', 'ALTER TABLE campaign_results RENAME TO campaign_results_away')
  const write = () => recordAnswers(host, answers(deliveryId(id, host.id)))
  await expect(write()).rejects.toThrow()
  await sql('people', 'ALTER TABLE campaign_results_away RENAME TO campaign_results')
  expect(await stateOf(id, host.id)).toMatchObject({ state: 'sent' })
  await write()
  expect(await resultsOf(id)).toHaveLength(1)
})

test('an answer after a stop is kept and marked late, unless late answers are dropped', async () => {
  const [host, dropped, unread] = await fleet(3)
  if (!host || !dropped || !unread) throw new Error('no hosts')
  const admin = await person('Ada', 'admin')
  const kept = (await runCampaign(admin, asking([host, unread]), '')).campaign_id
  const gone = (await runCampaign(admin, asking([dropped]), '')).campaign_id
  await campaignWork(host)
  await campaignWork(dropped)
  await stopCampaign(admin, kept, { late_answers: 'keep', address: '' })
  await stopCampaign(admin, gone, { late_answers: 'drop', address: '' })
  expect(await campaignRow(kept)).toMatchObject({ status: 'stopped', cancelled: 2 })
  await recordAnswers(host, answers(deliveryId(kept, host.id)))
  await recordAnswers(unread, answers(deliveryId(kept, unread.id)))
  await recordAnswers(dropped, answers(deliveryId(gone, dropped.id)))
  expect(await campaignRow(kept)).toMatchObject({ status: 'stopped', cancelled: 1, answered: 1 })
  expect(await campaignRow(gone)).toMatchObject({ status: 'stopped', cancelled: 1, answered: 0 })
})

test('S31: a thousand hosts that read and answer at once are all stored, numbered without a gap', async () => {
  const hosts = await fleet(1_000)
  const id = await started(hosts)
  const works = await Promise.all(hosts.map((host) => campaignWork(host)))
  expect(works.every(({ queries }) => Object.keys(queries).length === 1)).toBe(true)
  await Promise.all(hosts.map((host) => recordAnswers(host, answers(deliveryId(id, host.id)))))
  const results = await resultsOf(id)
  expect(results.map(({ seq }) => seq)).toEqual(hosts.map((_, index) => index + 1))
  expect(await campaignRow(id)).toMatchObject({ status: 'complete', answered: 1_000, sent: 0 })
})
