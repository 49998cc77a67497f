import { expect, test } from 'vitest'
import { recordAnswers } from '@/lib/domain/campaign-answers'
import { campaignWork } from '@/lib/domain/campaign-delivery'
import { runCampaign } from '@/lib/domain/campaign-start'
import { deliveryId } from '@/lib/domain/delivery-ids'
import type { KnownHost } from '@/lib/domain/directory'
import { statusOf } from '@/lib/domain/watch'
import { findWaits } from '@/lib/store/campaign-waits'
import { sql } from '@/lib/store/db'
import { findHead } from '@/lib/store/tail'
import { answers, asking, fleet, person } from '@/lib/testing/live'
import { liveDatabase } from '@/lib/testing/live-database'

liveDatabase()

async function started(hosts: readonly KnownHost[]): Promise<number> {
  const admin = await person('Ada', 'admin')
  return (await runCampaign(admin, asking(hosts), '')).campaign_id
}

/** Each host checked in so many seconds ago, with that rhythm. */
async function pace(hosts: readonly KnownHost[], ago: number, rhythm: number) {
  await sql(
    'people',
    `UPDATE host_seen SET seen_at = now() - make_interval(secs => $2), rhythm_seconds = $3
      WHERE host_id = ANY($1::int[])`,
    [hosts.map(({ id }) => id), ago, rhythm],
  )
}

async function frame(id: number) {
  const head = await findHead(id)
  if (!head) throw new Error('no campaign')
  return statusOf(head, await findWaits(id))
}

const secondsFrom = (from: string, to: string | null) =>
  (Date.parse(to ?? '') - Date.parse(from)) / 1_000

test('the time to 90 % follows each host’s own rhythm, and the slow last tenth does not move it', async () => {
  const hosts = await fleet(10)
  const id = await started(hosts)
  await pace(hosts.slice(0, 9), 5, 35)
  await pace(hosts.slice(9), 5, 305)
  const status = await frame(id)
  // 30 s until the ninth check-in, and two for an answer.
  const seconds = secondsFrom(status.server_time, status.expected_90_at)
  expect(seconds).toBeGreaterThan(20)
  expect(seconds).toBeLessThan(34)
  expect(secondsFrom(status.server_time, status.last_due)).toBeGreaterThan(290)
})

test('hosts that are offline are not waited for, and hosts that are done bring the time nearer', async () => {
  const hosts = await fleet(10)
  const away = await fleet(5, { seenSecondsAgo: 3_600 })
  const id = await started([...hosts, ...away])
  await pace(hosts, 5, 35)
  expect(secondsFrom((await frame(id)).server_time, (await frame(id)).expected_90_at)).toBeLessThan(
    34,
  )
  for (const host of hosts.slice(0, 8)) {
    await campaignWork(host)
    await recordAnswers(host, answers(deliveryId(id, host.id)))
  }
  const [ninth] = hosts.slice(8)
  if (!ninth) throw new Error('no host')
  await campaignWork(ninth)
  const status = await frame(id)
  expect(secondsFrom(status.server_time, status.expected_90_at)).toBeLessThan(3)
  await recordAnswers(ninth, answers(deliveryId(id, ninth.id)))
  expect((await frame(id)).expected_90_at).toBeNull()
})

test('a limit of hosts a minute and a pause are in the time to 90 %', async () => {
  const hosts = await fleet(10)
  const id = await started(hosts)
  await sql('people', `UPDATE campaigns SET guard = '{"hosts_per_minute": 6}' WHERE id = $1`, [id])
  const status = await frame(id)
  expect(secondsFrom(status.server_time, status.expected_90_at)).toBeGreaterThan(79)
  await sql('people', "UPDATE campaigns SET status = 'paused' WHERE id = $1", [id])
  expect((await frame(id)).expected_90_at).toBeNull()
})

test('while the canary holds, only its hosts are waited for, and the rest is not foretold', async () => {
  const hosts = await fleet(10)
  const id = await started(hosts)
  const [first, second] = hosts
  if (!first || !second) throw new Error('no hosts')
  await sql('people', 'UPDATE campaigns SET holding = true WHERE id = $1', [id])
  await sql(
    'people',
    'UPDATE campaign_hosts SET canary = true WHERE campaign_id = $1 AND host_id = ANY($2::int[])',
    [id, [first.id, second.id]],
  )
  const status = await frame(id)
  expect(status).toMatchObject({
    holding: true,
    canary: { hosts: 2, done: 0 },
    counts: { waiting: 10 },
    waiting_online: 2,
    waiting_offline: 0,
    expected_90_at: null,
  })
  await sql('people', 'UPDATE campaigns SET holding = false WHERE id = $1', [id])
  const released = await frame(id)
  expect(released).toMatchObject({ holding: false, waiting_online: 10 })
  expect(released.expected_90_at).not.toBeNull()
})
