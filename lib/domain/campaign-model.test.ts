import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { recordAnswers } from '@/lib/domain/campaign-answers'
import { campaignWork } from '@/lib/domain/campaign-delivery'
import { expireCampaign, pauseCampaign, stopCampaign } from '@/lib/domain/campaign-end'
import { refreshCampaigns, stopCampaigns } from '@/lib/domain/campaign-memory'
import { runCampaign } from '@/lib/domain/campaign-start'
import { deliveryId } from '@/lib/domain/delivery-ids'
import type { KnownHost } from '@/lib/domain/directory'
import { sql } from '@/lib/store/db'
import { type TestDatabase, testDatabase } from '@/lib/testing/database'
import { answers, asking, fleet, person } from '@/lib/testing/live'
import type { Viewer } from '@/lib/wire/roles'

let database: TestDatabase
let admin: Viewer

beforeAll(async () => {
  process.env.DATA_DIR = mkdtempSync(join(tmpdir(), 'muster-live-'))
  database = await testDatabase()
  admin = await person('Ada', 'admin')
})
afterAll(() => database.stop())

const size = 6

/** What a host's own story allows next, whatever the server believes. */
type Step =
  | { kind: 'read' | 'answer' | 'fail' | 'age'; host: number }
  | { kind: 'stop'; late: 'keep' | 'drop' }
  | { kind: 'pause' | 'resume' | 'restart' | 'time_over' | 'expire' }

const perHost = fc.record({
  kind: fc.constantFrom(
    'read' as const,
    'read' as const,
    'answer' as const,
    'fail' as const,
    'age' as const,
  ),
  host: fc.nat(size - 1),
})
const whole = fc.record({
  kind: fc.constantFrom('pause' as const, 'resume' as const, 'restart' as const, 'expire' as const),
})
const endings = fc.oneof(
  fc.record({
    kind: fc.constant('stop' as const),
    late: fc.constantFrom('keep' as const, 'drop' as const),
  }),
  fc.record({ kind: fc.constant('time_over' as const) }),
)
const steps: fc.Arbitrary<Step[]> = fc.array(
  fc.oneof(
    { weight: 12, arbitrary: perHost },
    { weight: 2, arbitrary: whole },
    { weight: 1, arbitrary: endings },
  ),
  { maxLength: 40 },
)

type World = { id: number; hosts: readonly KnownHost[]; now: number }

async function take(step: Step, world: World): Promise<void> {
  const { id } = world
  const host = 'host' in step ? world.hosts[step.host] : undefined
  const delivery = host ? deliveryId(id, host.id) : ''
  if (host && step.kind === 'read') await campaignWork(host, world.now)
  if (host && step.kind === 'answer') await recordAnswers(host, answers(delivery))
  if (host && step.kind === 'fail') {
    await recordAnswers(host, answers(delivery, [], { status: 1, message: 'no' }))
  }
  if (step.kind === 'age') {
    world.now += 61_000
    await sql('people', "UPDATE campaign_hosts SET sent_at = sent_at - interval '61 s'")
  }
  if (step.kind === 'stop') {
    await stopCampaign(admin, id, { late_answers: step.late, address: '' })
  }
  if (step.kind === 'pause' || step.kind === 'resume') {
    await pauseCampaign(admin, id, { paused: step.kind === 'pause', address: '' }).catch(() => {})
  }
  if (step.kind === 'restart') {
    stopCampaigns()
    await refreshCampaigns()
  }
  if (step.kind === 'time_over') {
    await sql('people', 'UPDATE campaigns SET expires_at = now() WHERE id = $1', [id])
  }
  if (step.kind === 'expire') await expireCampaign(id)
}

const states = [
  'waiting',
  'sent',
  'answered',
  'failed',
  'denylisted',
  'too_large',
  'expired',
  'cancelled',
]

type Counted = Record<string, number> & { targeted: number; waiting: number; sent: number }

/** The counters of the row, and the same counted from the hosts and from the results. */
async function bothCounts(id: number): Promise<{ row: Counted; hosts: Counted; status: string }> {
  const sums = states.map((s) => `count(*) FILTER (WHERE ch.state = '${s}') AS ${s}`).join(', ')
  const [row] = await sql<Counted & { status: string }>(
    'people',
    `SELECT status, targeted, rows, last_seq, ${states.join(', ')} FROM campaigns WHERE id = $1`,
    [id],
  )
  const [hosts] = await sql<Counted>(
    'people',
    `SELECT count(*) AS targeted, coalesce(sum(ch.rows), 0)::int AS rows,
            (SELECT count(*) FROM campaign_results r WHERE r.campaign_id = $1) AS last_seq, ${sums}
       FROM campaign_hosts ch WHERE ch.campaign_id = $1`,
    [id],
  )
  if (!row || !hosts) throw new Error('no campaign')
  const { status, ...counters } = row
  return { row: counters as Counted, hosts, status }
}

const sumOf = (counted: Counted) => states.reduce((sum, state) => sum + (counted[state] ?? 0), 0)

const ranks: Record<string, number> = {
  waiting: 0,
  running: 1,
  paused: 1,
  complete: 2,
  stopped: 2,
  expired: 2,
}

test('R17: after every step the eight states add up to targeted, and no campaign comes back', async () => {
  await fc.assert(
    fc.asyncProperty(steps, async (story) => {
      // A story that failed leaves its campaign open, and a person may have five.
      await sql('people', "UPDATE campaigns SET status = 'stopped' WHERE status <> 'stopped'")
      stopCampaigns()
      const hosts = await fleet(size)
      const { campaign_id: id } = await runCampaign(admin, asking(hosts), '')
      const world = { id, hosts, now: Date.now() }
      let rank = 0
      let ended = ''
      for (const step of story) {
        await take(step, world)
        const { row, hosts: counted, status } = await bothCounts(id)
        expect(row).toEqual(counted)
        expect(sumOf(row)).toBe(row.targeted)
        const now = ranks[status] ?? -1
        expect(now).toBeGreaterThanOrEqual(rank)
        if (ended) expect(status).toBe(ended)
        if (now === 2) ended = status
        rank = now
      }
    }),
    { numRuns: 40 },
  )
}, 120_000)

test('R17: readers, writers and a stop at once never leave counters that do not add up', async () => {
  const hosts = await fleet(200)
  const { campaign_id: id } = await runCampaign(admin, asking(hosts), '')
  let looking = true
  const seen: Counted[] = []
  const looker = (async () => {
    while (looking) {
      const { row } = await bothCounts(id)
      seen.push(row)
    }
  })()
  const one = async (host: KnownHost) => {
    await campaignWork(host)
    const answer = () => recordAnswers(host, answers(deliveryId(id, host.id)))
    await Promise.all([answer(), answer()])
  }
  const stop = async () => {
    await one(hosts[0] as KnownHost)
    await stopCampaign(admin, id, { late_answers: 'keep', address: '' })
  }
  await Promise.all([...hosts.slice(1).map(one), stop()])
  looking = false
  await looker
  for (const row of seen) expect(sumOf(row)).toBe(row.targeted)
  const { row, hosts: counted, status } = await bothCounts(id)
  expect(row).toEqual(counted)
  expect(['stopped', 'complete']).toContain(status)
  expect(row.waiting + row.sent).toBe(0)
})
