import { afterEach, beforeAll, expect, test } from 'vitest'
import { recordAnswers } from '@/lib/domain/campaign-answers'
import { campaignWork, hasCampaignWork } from '@/lib/domain/campaign-delivery'
import { pauseCampaign, releaseCampaign, stopCampaign } from '@/lib/domain/campaign-end'
import { tripOf } from '@/lib/domain/campaign-guard'
import { openSet, refreshCampaigns, stopCampaigns } from '@/lib/domain/campaign-memory'
import { runCampaign } from '@/lib/domain/campaign-start'
import { readCampaign } from '@/lib/domain/campaigns'
import { deliveryId } from '@/lib/domain/delivery-ids'
import type { KnownHost } from '@/lib/domain/directory'
import { sql } from '@/lib/store/db'
import { answers, asking, fleet, guarded, person } from '@/lib/testing/live'
import { liveDatabase } from '@/lib/testing/live-database'
import type { Guard } from '@/lib/wire/campaigns'
import type { Viewer } from '@/lib/wire/roles'

liveDatabase()

let admin: Viewer

beforeAll(async () => {
  admin = await person('Ada', 'admin')
})
afterEach(async () => {
  await sql('people', "UPDATE settings SET limits = '{}'")
})

async function begun(
  hosts: readonly KnownHost[],
  guard: Guard,
  canary: readonly KnownHost[] = [],
): Promise<number> {
  const { campaign_id: id } = await runCampaign(admin, asking(hosts), '')
  await guarded(id, guard, canary)
  stopCampaigns()
  await refreshCampaigns()
  return id
}

type Said = { status?: number; rows?: number; wall_time_ms?: number; memory?: number }

async function ask(id: number, host: KnownHost, said: Said = {}): Promise<void> {
  await campaignWork(host)
  const { status = 0, rows = 1, wall_time_ms = 3, memory = 0 } = said
  const given = answers(
    deliveryId(id, host.id),
    Array.from({ length: rows }, (_, n) => ({ n: String(n) })),
    { status, message: status === 0 ? '' : 'no such table: x' },
  )
  await recordAnswers(
    host,
    given.map((answer) => ({ ...answer, stats: { wall_time_ms, memory } })),
  )
}

const deeds = (id: number) =>
  sql<{ actor_kind: string; actor_id: number | null; actor_name: string; type: string }>(
    'people',
    `SELECT actor_kind, actor_id, actor_name, type FROM activities
      WHERE object_kind = 'campaign' AND object_id = $1 AND type <> 'started_campaign' ORDER BY id`,
    [id],
  )

const byRail = { actor_kind: 'system', actor_id: null, actor_name: 'guard rail' }
const resume = (id: number) => pauseCampaign(admin, id, { paused: false, address: '' })

test('a limit speaks with its figure and how many hosts exceeded it, and not below it', () => {
  const none = { done: 1, errors: 0, whole: false }
  const judged = [
    { error: false, rows: 5_000, wall_time_ms: 5_300, memory: 210_000_000 },
    { error: false, rows: 5_001, wall_time_ms: 1_200, memory: 1 },
  ]
  expect(tripOf({ max_wall_ms: 1_000 }, judged, none)?.reason).toBe(
    'wall time 5,300 ms over the limit of 1,000 ms: 2 hosts',
  )
  expect(tripOf({ max_memory_bytes: 100_000_000 }, judged, none)?.reason).toBe(
    'memory 210,000,000 bytes over the limit of 100,000,000 bytes: 1 host',
  )
  expect(tripOf({ max_rows_per_host: 5_000 }, judged, none)?.reason).toBe(
    'rows 5,001 over the limit of 5,000: 1 host',
  )
  expect(tripOf({ max_wall_ms: 5_300, max_rows_per_host: 5_001 }, judged, none)).toBeUndefined()
  const share = (done: number, errors: number, whole = false) =>
    tripOf({ max_error_percent: 20 }, [], { done, errors, whole })?.reason
  expect(share(12, 4)).toBe('error share 33 % over the limit of 20 %: 4 of 12 hosts')
  expect([share(9, 9), share(10, 2), share(0, 0, true)]).toEqual([undefined, undefined, undefined])
  expect(share(2, 1, true)).toContain('1 of 2 hosts')
})

test('a host that takes too long pauses the campaign in the commit of its answer, by the guard rail', async () => {
  const [slow, other] = await fleet(2)
  if (!slow || !other) throw new Error('no hosts')
  const id = await begun([slow, other], { max_wall_ms: 1_000 })
  await ask(id, slow, { wall_time_ms: 4_000 })
  expect(await readCampaign(admin, id)).toMatchObject({
    status: 'paused',
    reason: 'wall time 4,000 ms over the limit of 1,000 ms: 1 host',
    counts: { answered: 1, waiting: 1 },
  })
  expect(await deeds(id)).toEqual([{ ...byRail, type: 'paused_campaign' }])
  expect(hasCampaignWork(other.id)).toBe(false)
  // An instance that has not heard of it yet believes that it runs; the lock does not.
  const stale = openSet(id)
  if (!stale) throw new Error('not open')
  stale.status = 'running'
  expect(hasCampaignWork(other.id)).toBe(true)
  expect((await campaignWork(other)).queries).toEqual({})
})

test('the first limit that is broken is told, once, whatever those say who have the query still', async () => {
  const hosts = await fleet(3)
  const id = await begun(hosts, { max_wall_ms: 1_000 })
  for (const host of hosts) await campaignWork(host)
  const [first, second] = hosts
  if (!first || !second) throw new Error('no hosts')
  await ask(id, first, { wall_time_ms: 4_000 })
  await ask(id, second, { wall_time_ms: 9_000 })
  expect(await deeds(id)).toEqual([{ ...byRail, type: 'paused_campaign' }])
  expect((await readCampaign(admin, id)).reason).toContain('4,000 ms')
})

test('a resume keeps the limit and judges only what comes after it', async () => {
  const hosts = await fleet(22)
  const id = await begun(hosts, { max_error_percent: 20 })
  for (const [at, host] of hosts.slice(0, 10).entries()) {
    await ask(id, host, { status: at < 3 ? 1 : 0 })
  }
  expect(await readCampaign(admin, id)).toMatchObject({
    status: 'paused',
    reason: 'error share 30 % over the limit of 20 %: 3 of 10 hosts',
  })
  await resume(id)
  expect(await readCampaign(admin, id)).toMatchObject({ status: 'running', reason: null })
  for (const [at, host] of hosts.slice(10, 20).entries()) {
    await ask(id, host, { status: at < 2 ? 1 : 0 })
  }
  // Five of twenty in all, but two of ten since then.
  expect((await readCampaign(admin, id)).status).toBe('running')
  for (const host of hosts.slice(20, 21)) await ask(id, host, { status: 1 })
  expect(await readCampaign(admin, id)).toMatchObject({
    status: 'paused',
    reason: 'error share 27 % over the limit of 20 %: 3 of 11 hosts',
  })
  const wall = await begun(hosts, { max_wall_ms: 10 })
  const [first, second, third] = hosts
  if (!first || !second || !third) throw new Error('no hosts')
  await ask(wall, first, { wall_time_ms: 11 })
  await resume(wall)
  await ask(wall, second, { wall_time_ms: 10 })
  expect((await readCampaign(admin, wall)).status).toBe('running')
  await ask(wall, third, { wall_time_ms: 12 })
  expect(await readCampaign(admin, wall)).toMatchObject({
    status: 'paused',
    reason: 'wall time 12 ms over the limit of 10 ms: 1 host',
  })
})

test('a canary that is done pauses with how it went, and a release asks the others', async () => {
  const [first, second, other] = await fleet(3)
  if (!first || !second || !other) throw new Error('no hosts')
  const id = await begun([first, second, other], { canary: 2 }, [first, second])
  await ask(id, first, { wall_time_ms: 31 })
  expect((await readCampaign(admin, id)).status).toBe('running')
  await ask(id, second, { wall_time_ms: 8 })
  expect(await readCampaign(admin, id)).toMatchObject({
    status: 'paused',
    holding: true,
    reason: 'canary: 2 of 2 answered, 0 errors, p95 31 ms; release to go on',
  })
  await expect(resume(id)).rejects.toMatchObject({ code: 'conflict' })
  await releaseCampaign(admin, id, '')
  expect(await readCampaign(admin, id)).toMatchObject({
    status: 'running',
    holding: false,
    reason: null,
  })
  await expect(releaseCampaign(admin, id, '')).rejects.toMatchObject({ code: 'conflict' })
  await ask(id, other)
  expect((await readCampaign(admin, id)).status).toBe('complete')
  expect((await deeds(id)).map(({ type, actor_name }) => [type, actor_name])).toEqual([
    ['paused_campaign', 'guard rail'],
    ['released_campaign', 'Ada'],
  ])
})

test('an automatic release lets the others follow a canary within the limits, at once', async () => {
  const [first, other] = await fleet(2)
  if (!first || !other) throw new Error('no hosts')
  const guard: Guard = { canary: 1, canary_release: 'auto', max_wall_ms: 100 }
  const id = await begun([first, other], guard, [first])
  expect(hasCampaignWork(other.id)).toBe(false)
  await ask(id, first)
  expect(await readCampaign(admin, id)).toMatchObject({ status: 'running', holding: false })
  expect(await deeds(id)).toEqual([{ ...byRail, type: 'released_campaign' }])
  expect(hasCampaignWork(other.id)).toBe(true)
})

test('an automatic release lets nobody follow a canary that broke a limit or all of which failed', async () => {
  const [first, other] = await fleet(2)
  if (!first || !other) throw new Error('no hosts')
  const auto: Guard = { canary: 1, canary_release: 'auto' }
  const limited = await begun([first, other], { ...auto, max_error_percent: 50 }, [first])
  await ask(limited, first, { status: 1 })
  expect(await readCampaign(admin, limited)).toMatchObject({
    status: 'paused',
    holding: true,
    reason: 'error share 100 % over the limit of 50 %: 1 of 1 host',
  })
  const unlimited = await begun([first, other], auto, [first])
  await ask(unlimited, first, { status: 1 })
  expect(await readCampaign(admin, unlimited)).toMatchObject({ status: 'paused', holding: true })
  await releaseCampaign(admin, unlimited, '')
  expect(hasCampaignWork(other.id)).toBe(true)
})

test('a limit broken while a person has paused is told, and a stop keeps what was told', async () => {
  const [slow, other] = await fleet(2)
  if (!slow || !other) throw new Error('no hosts')
  const id = await begun([slow, other], { max_wall_ms: 100 })
  await campaignWork(slow)
  await pauseCampaign(admin, id, { paused: true, address: '' })
  await ask(id, slow, { wall_time_ms: 200 })
  const reason = 'wall time 200 ms over the limit of 100 ms: 1 host'
  expect(await readCampaign(admin, id)).toMatchObject({ status: 'paused', reason })
  await stopCampaign(admin, id, { late_answers: 'keep', address: '' })
  expect(await readCampaign(admin, id)).toMatchObject({
    status: 'stopped',
    reason: `by Ada; ${reason}`,
  })
})

test('hosts of whom nothing came back count as errors', async () => {
  const [silent, other] = await fleet(2)
  if (!silent || !other) throw new Error('no hosts')
  const id = await begun([silent, other], { canary: 1 }, [silent])
  const start = Date.now()
  for (let turn = 0; turn < 3; turn += 1) {
    const now = start + turn * 62_000
    await campaignWork(silent, now)
    await campaignWork(silent, now)
    await sql('people', "UPDATE campaign_hosts SET sent_at = sent_at - interval '61 s'")
  }
  expect(await readCampaign(admin, id)).toMatchObject({
    status: 'paused',
    reason: 'canary: 0 of 1 answered, 1 error; release to go on',
  })
})

test('S20: beyond its rows a campaign keeps answers without theirs, flagged, and says so', async () => {
  const hosts = await fleet(4)
  await sql('people', `UPDATE settings SET limits = '{"campaign_rows_max": 10}'`)
  const id = await begun(hosts, {})
  for (const host of hosts.slice(0, 3)) await ask(id, host, { rows: 4 })
  expect(await readCampaign(admin, id)).toMatchObject({
    rows_capped: true,
    counts: { answered: 3, too_large: 0, rows: 10 },
  })
  const kept = await sql<{ rows: unknown[]; truncated: boolean }>(
    'people',
    'SELECT rows, truncated FROM campaign_results WHERE campaign_id = $1 ORDER BY seq',
    [id],
  )
  expect(kept.map(({ rows, truncated }) => [rows.length, truncated])).toEqual([
    [4, false],
    [4, false],
    [2, true],
  ])
})
