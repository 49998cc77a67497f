import { expect, test } from 'vitest'
import { recordAnswers } from '@/lib/domain/campaign-answers'
import { campaignWork } from '@/lib/domain/campaign-delivery'
import { runCampaign } from '@/lib/domain/campaign-start'
import { deliveryId } from '@/lib/domain/delivery-ids'
import type { KnownHost } from '@/lib/domain/directory'
import { mergeSameMachines } from '@/lib/domain/host-merges'
import { deleteHost } from '@/lib/domain/hosts'
import { sql } from '@/lib/store/db'
import { answers, asking, fleet, person } from '@/lib/testing/live'
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

test('in a campaign that asked both records of a machine, one goes on and the counts add up', async () => {
  const [older, provisional] = await pair()
  const waiting = await started([older, provisional])
  const sent = await started([older, provisional])
  await campaignWork(provisional)
  const only = await started([provisional])
  expect(await mergeSameMachines()).toBe(1)
  for (const id of [waiting, sent]) {
    expect(await counts(id)).toMatchObject({ targeted: 2, cancelled: 1, waiting: 1, sent: 0 })
  }
  expect(await counts(only)).toMatchObject({ targeted: 1, waiting: 1 })
  const [row] = await sql<{ host_id: number; state: string; error: string }>(
    'people',
    "SELECT host_id, state, error FROM campaign_hosts WHERE campaign_id = $1 AND state <> 'waiting'",
    [waiting],
  )
  expect(row).toEqual({
    host_id: provisional.id,
    state: 'cancelled',
    error: `merged: the same machine is asked as host ${older.id}`,
  })
})

test('what the second record has answered stays, and a campaign that waited for it alone completes', async () => {
  const [older, provisional] = await pair()
  const answered = await started([older, provisional])
  await campaignWork(provisional)
  await recordAnswers(provisional, answers(deliveryId(answered, provisional.id)))
  const last = await started([older, provisional])
  await campaignWork(older)
  await recordAnswers(older, answers(deliveryId(last, older.id)))
  expect(await mergeSameMachines()).toBe(1)
  expect(await counts(answered)).toMatchObject({ answered: 1, waiting: 0, sent: 1 })
  expect(await counts(last)).toMatchObject({ status: 'complete', answered: 1, cancelled: 1 })
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
