import { expect, test } from 'vitest'
import { recordAnswers } from '@/lib/domain/campaign-answers'
import { campaignWork, hasCampaignWork } from '@/lib/domain/campaign-delivery'
import { refreshCampaigns } from '@/lib/domain/campaign-memory'
import { runCampaign } from '@/lib/domain/campaign-start'
import { deliveryId } from '@/lib/domain/delivery-ids'
import type { KnownHost } from '@/lib/domain/directory'
import { deleteHost } from '@/lib/domain/host-bulk'
import { mergeSameMachines } from '@/lib/domain/host-merges'
import { sql } from '@/lib/store/db'
import { answers, asking, fleet, guarded, person } from '@/lib/testing/live'
import { liveDatabase } from '@/lib/testing/live-database'

liveDatabase()

/** A machine with a record that fell silent when its second one enrolled. */
async function pair(): Promise<[older: KnownHost, provisional: KnownHost]> {
  const [older, provisional] = await fleet(2)
  if (!older || !provisional) throw new Error('no hosts')
  await sql(
    'people',
    `UPDATE hosts SET identity_conflict = $2, enrolled_at = now() - interval '30 minutes'
      WHERE id = $1`,
    [provisional.id, older.id],
  )
  await sql(
    'people',
    "UPDATE host_seen SET seen_at = now() - interval '40 minutes' WHERE host_id = $1",
    [older.id],
  )
  return [older, provisional]
}

async function started(hosts: readonly KnownHost[]): Promise<number> {
  const admin = await person('Ada', 'admin')
  return (await runCampaign(admin, asking(hosts), '')).campaign_id
}

const states = ['waiting', 'sent', 'answered', 'failed', 'cancelled', 'expired']

/** The counters of the row beside those counted from its hosts. */
async function counts(id: number) {
  const [row] = await sql<Record<string, unknown>>(
    'people',
    `SELECT status, targeted, ${states.join(', ')} FROM campaigns WHERE id = $1`,
    [id],
  )
  const [counted] = await sql<Record<string, unknown>>(
    'people',
    `SELECT $2 AS status, count(*) AS targeted,
            ${states.map((s) => `count(*) FILTER (WHERE state = '${s}') AS ${s}`).join(', ')}
       FROM campaign_hosts WHERE campaign_id = $1`,
    [id, row?.status],
  )
  expect(row).toEqual(counted)
  return row
}

const hostsOf = (id: number) =>
  sql('people', 'SELECT host_id, state FROM campaign_hosts WHERE campaign_id = $1', [id])

test('in a campaign that asked both records of a machine it counts once, and is asked as one host', async () => {
  const [older, provisional] = await pair()
  const waiting = await started([older, provisional])
  const sent = await started([older, provisional])
  await campaignWork(provisional)
  const only = await started([provisional])
  expect(await mergeSameMachines()).toBe(1)
  for (const id of [waiting, sent, only]) {
    expect(await counts(id)).toMatchObject({ targeted: 1, waiting: 1, sent: 0, cancelled: 0 })
    expect(await hostsOf(id)).toEqual([{ host_id: older.id, state: 'waiting' }])
  }
})

test('what either record has answered stays, and a campaign that waited for the other alone completes', async () => {
  const [older, provisional] = await pair()
  const answered = await started([older, provisional])
  await campaignWork(provisional)
  await recordAnswers(provisional, answers(deliveryId(answered, provisional.id)))
  const last = await started([older, provisional])
  await campaignWork(older)
  await recordAnswers(older, answers(deliveryId(last, older.id)))
  expect(await mergeSameMachines()).toBe(1)
  for (const id of [answered, last]) {
    expect(await counts(id)).toMatchObject({ status: 'complete', targeted: 1, answered: 1 })
    expect(await hostsOf(id)).toEqual([{ host_id: older.id, state: 'answered' }])
  }
})

test('of two answers of one machine both stay with it, and rows add up', async () => {
  const [older, provisional] = await pair()
  const id = await started([older, provisional])
  for (const host of [older, provisional]) {
    await campaignWork(host)
    await recordAnswers(host, answers(deliveryId(id, host.id)))
  }
  expect(await mergeSameMachines()).toBe(1)
  expect(await counts(id)).toMatchObject({ status: 'complete', targeted: 1, answered: 1 })
  const rows = (table: string, sum: string) =>
    sql(
      'people',
      `SELECT host_id, ${sum} AS rows FROM ${table} WHERE campaign_id = $1 GROUP BY 1`,
      [id],
    )
  expect(await rows('campaign_hosts', 'sum(rows)::int')).toEqual([{ host_id: older.id, rows: 2 }])
  expect(await rows('campaign_results', 'count(*)::int')).toEqual([{ host_id: older.id, rows: 2 }])
})

test('manual labels and packs that name the second record name the machine afterwards', async () => {
  const [older, provisional] = await pair()
  const [label] = await sql<{ id: number }>(
    'people',
    "INSERT INTO labels (name, kind) VALUES ('Finance', 'manual') RETURNING id",
  )
  await sql(
    'people',
    'INSERT INTO label_verdicts (label_id, host_id, member) VALUES ($1, $2, true)',
    [label?.id, provisional.id],
  )
  expect(await mergeSameMachines()).toBe(1)
  const held = await sql('people', 'SELECT host_id FROM label_verdicts WHERE label_id = $1', [
    label?.id,
  ])
  expect(held).toEqual([{ host_id: older.id }])
})

test('a host that is deleted leaves the campaigns that wait for it, and one that waited for it alone completes', async () => {
  const [gone, other] = await fleet(2)
  if (!gone || !other) throw new Error('no hosts')
  const both = await started([gone, other])
  const alone = await started([gone])
  await deleteHost(await person('Ada', 'admin'), gone.id, '')
  expect(await counts(both)).toMatchObject({ status: 'waiting', cancelled: 1, waiting: 1 })
  expect(await counts(alone)).toMatchObject({ status: 'complete', cancelled: 1 })
})

test('a canary whose last host is deleted is judged by the others, and a person still decides where none is left', async () => {
  const [gone, canary, other] = await fleet(3)
  if (!gone || !canary || !other) throw new Error('no hosts')
  const auto = await started([gone, canary, other])
  await guarded(auto, { canary: 2, canary_release: 'auto' }, [gone, canary])
  await refreshCampaigns()
  await campaignWork(canary)
  await recordAnswers(canary, answers(deliveryId(auto, canary.id)))
  const alone = await started([gone, other])
  await guarded(alone, { canary: 1, canary_release: 'auto' }, [gone])
  await refreshCampaigns()
  expect(hasCampaignWork(other.id)).toBe(false)
  await deleteHost(await person('Ada', 'admin'), gone.id, '')
  const rows = await sql<{ holding: boolean; status: string; reason: string | null }>(
    'people',
    'SELECT holding, status, reason FROM campaigns WHERE id = ANY($1::int[]) ORDER BY id',
    [[auto, alone]],
  )
  const reason = 'canary: 0 of 1 answered, 0 errors; release to go on'
  expect(rows).toEqual([
    { holding: false, status: 'running', reason: null },
    { holding: true, status: 'paused', reason },
  ])
  await refreshCampaigns()
  expect(Object.keys((await campaignWork(other)).queries)).toEqual([deliveryId(auto, other.id)])
})
