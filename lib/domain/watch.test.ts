import { beforeAll, expect, test, vi } from 'vitest'
import { recordAnswers } from '@/lib/domain/campaign-answers'
import { campaignWork } from '@/lib/domain/campaign-delivery'
import { stopCampaign } from '@/lib/domain/campaign-end'
import { runCampaign } from '@/lib/domain/campaign-start'
import { deliveryId } from '@/lib/domain/delivery-ids'
import type { KnownHost } from '@/lib/domain/directory'
import { watch } from '@/lib/domain/watch'
import { openTail, tailCount } from '@/lib/domain/watch-tail'
import { counter } from '@/lib/metrics'
import { findCampaignLocked } from '@/lib/store/campaign-locked'
import { appendOutcomes } from '@/lib/store/campaign-results'
import { sql, statementCount, transaction } from '@/lib/store/db'
import { answers, asking, fleet, newTeam, person } from '@/lib/testing/live'
import { liveDatabase } from '@/lib/testing/live-database'
import { patient } from '@/lib/testing/patience'
import type { Frame } from '@/lib/wire/frames'
import { StatusFrame } from '@/lib/wire/frames'
import type { Viewer } from '@/lib/wire/roles'

liveDatabase()

let admin: Viewer

beforeAll(async () => {
  admin = await person('Ada', 'admin')
})

async function begin(hosts: readonly KnownHost[]): Promise<number> {
  const { campaign_id } = await runCampaign(admin, asking(hosts), '')
  for (const host of hosts) await campaignWork(host)
  return campaign_id
}

const say = (id: number, host: KnownHost) =>
  recordAnswers(host, answers(deliveryId(id, host.id), [{ host: String(host.id) }]))

type Watching = { frames: Frame[]; stop: () => void; done: Promise<void> }

function watching(id: number, after = 0, options: object = {}): Watching {
  const abort = new AbortController()
  const frames: Frame[] = []
  const done = (async () => {
    const source = { after, scope_teams: undefined, signal: abort.signal, ...options }
    for await (const frame of watch(id, source)) frames.push(frame)
  })()
  return { frames, stop: () => abort.abort(), done }
}

async function answersRead(): Promise<number> {
  const { values } = await counter('muster_stream_answers_read_total', 'read').get()
  return values[0]?.value ?? 0
}

const seqs = ({ frames }: Watching) =>
  frames.filter(({ event }) => event === 'result').map(({ id }) => id)

const lastStatus = ({ frames }: Watching) =>
  StatusFrame.parse(JSON.parse(frames.findLast(({ event }) => event === 'status')?.data ?? 'null'))

test('answers before, while and after watching all arrive, once, in order, then the end', async () => {
  const hosts = await fleet(3)
  const id = await begin(hosts)
  const [first, second, third] = hosts
  if (!first || !second || !third) throw new Error('no hosts')
  await say(id, first)
  const watcher = watching(id)
  await vi.waitFor(() => expect(seqs(watcher)).toEqual([1]), patient)
  await say(id, second)
  await vi.waitFor(() => expect(seqs(watcher)).toEqual([1, 2]), patient)
  await say(id, third)
  await watcher.done
  expect(seqs(watcher)).toEqual([1, 2, 3])
  expect(watcher.frames[0]?.event).toBe('totals')
  expect(watcher.frames.at(-1)?.event).toBe('status')
  expect(lastStatus(watcher)).toMatchObject({
    status: 'complete',
    counts: { answered: 3, sent: 0 },
  })
  const again = watching(id)
  await again.done
  expect(seqs(again)).toEqual([1, 2, 3])
  expect(tailCount()).toBe(0)
})

test('R20: who comes back with a cursor gets what follows it, no gap and no repetition', async () => {
  const hosts = await fleet(4)
  const id = await begin(hosts)
  for (const host of hosts.slice(0, 3)) await say(id, host)
  const watcher = watching(id, 2)
  await vi.waitFor(() => expect(seqs(watcher)).toEqual([3]), patient)
  for (const host of hosts.slice(3)) await say(id, host)
  await watcher.done
  expect(seqs(watcher)).toEqual([3, 4])
})

test('R15: with every wake-up lost, the poll finds all answers', async () => {
  const hosts = await fleet(2)
  const id = await begin(hosts)
  const watcher = watching(id, 0, { wakes: () => () => {} })
  await vi.waitFor(() => expect(watcher.frames.length).toBeGreaterThan(1), patient)
  for (const host of hosts) await say(id, host)
  await watcher.done
  expect(seqs(watcher)).toEqual([1, 2])
})

test('a reader never sees a number before a lower one that commits later', async () => {
  const hosts = await fleet(2)
  const id = await begin(hosts)
  const [slow, fast] = hosts
  if (!slow || !fast) throw new Error('no hosts')
  const watcher = watching(id)
  let release = () => {}
  const held = new Promise<void>((resolve) => {
    release = resolve
  })
  let numbered = () => {}
  const hasNumber = new Promise<void>((resolve) => {
    numbered = resolve
  })
  const slowCommit = transaction('agents', async (tx) => {
    const campaign = await findCampaignLocked(tx, id)
    if (!campaign) throw new Error('no campaign')
    await appendOutcomes(tx, campaign, [
      {
        host_id: slow.id,
        from: 'sent',
        to: 'answered',
        rows_json: '[]',
        rows: 0,
        truncated: false,
        late: false,
        error: null,
        stats_json: null,
      },
    ])
    numbered()
    await held
  })
  await hasNumber
  const fastCommit = say(id, fast)
  const waitsForLock = () =>
    sql(
      'work',
      "SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()",
    )
  await vi.waitFor(async () => expect(await waitsForLock()).not.toEqual([]), patient)
  expect(seqs(watcher)).toEqual([])
  release()
  await Promise.all([slowCommit, fastCommit])
  await watcher.done
  expect(seqs(watcher)).toEqual([1, 2])
})

test('fifty watchers of one campaign read each answer once, and cost hardly more statements than one', async () => {
  const hosts = await fleet(40)
  const id = await begin(hosts)
  const watchers = Array.from({ length: 50 }, () => watching(id))
  await vi.waitFor(
    () => expect(watchers.every(({ frames }) => frames.length >= 2)).toBe(true),
    patient,
  )
  const before = statementCount()
  const readBefore = await answersRead()
  await Promise.all(hosts.map((host) => say(id, host)))
  await Promise.all(watchers.map(({ done }) => done))
  expect((await answersRead()) - readBefore).toBe(40)
  for (const watcher of watchers) expect(seqs(watcher)).toHaveLength(40)
  // Reading for themselves, fifty would need two each; how answers gather differs with the machine.
  expect(statementCount() - before).toBeLessThan(95)
})

test('a stop is told with its reason, and a watcher who leaves leaves nothing behind', async () => {
  const hosts = await fleet(2)
  const id = await begin(hosts)
  const leaving = watching(id)
  const staying = watching(id)
  await vi.waitFor(() => expect(leaving.frames.length).toBeGreaterThan(1), patient)
  leaving.stop()
  await leaving.done
  await stopCampaign(admin, id, { late_answers: 'keep', address: '' })
  await staying.done
  expect(lastStatus(staying)).toMatchObject({ status: 'stopped', reason: 'by Ada' })
  expect(tailCount()).toBe(0)
})

test('a campaign whose time is over is expired by whoever watches it', async () => {
  const hosts = await fleet(1)
  const id = await begin(hosts)
  await sql('people', 'UPDATE campaigns SET expires_at = now() WHERE id = $1', [id])
  const watcher = watching(id)
  await watcher.done
  expect(lastStatus(watcher)).toMatchObject({ status: 'expired', counts: { expired: 1, sent: 0 } })
})

test('waiting hosts are told apart by whether they are online, with when they are due', async () => {
  const online = await fleet(2)
  const away = await fleet(3, { seenSecondsAgo: 3_600 })
  const { campaign_id } = await runCampaign(admin, asking([...online, ...away]), '')
  const watcher = watching(campaign_id)
  await vi.waitFor(() => expect(watcher.frames.length).toBeGreaterThan(1), patient)
  const status = lastStatus(watcher)
  expect(status).toMatchObject({ status: 'waiting', waiting_online: 2, waiting_offline: 3 })
  expect(Date.parse(status.last_due ?? '')).toBeGreaterThanOrEqual(
    Date.parse(status.next_due ?? ''),
  )
  watcher.stop()
  await watcher.done
})

test('a page that was read before an answer came does not hide it from who knows of it', async () => {
  const hosts = await fleet(2)
  const [other, own] = hosts
  if (!other || !own) throw new Error('no hosts')
  const team = await newTeam('Own')
  await sql('people', 'UPDATE hosts SET team_id = $2 WHERE id = $1', [own.id, team])
  const id = await begin(hosts)
  await say(id, other)
  // Nobody wakes it, so that both pages are asked for between two wake-ups.
  const tail = openTail(id, { now: Date.now, wakes: () => () => {} })
  expect(await tail.page(0, { last_seq: 1 }, [team])).toEqual([])
  await say(id, own)
  const head = await tail.head()
  expect(head?.last_seq).toBe(2)
  expect(await tail.page(0, { last_seq: 2 }, [team])).toMatchObject([{ id: 2 }])
  tail.close()
})
