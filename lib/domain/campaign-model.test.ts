import fc from 'fast-check'
import { beforeAll, expect, test } from 'vitest'
import { recordAnswers } from '@/lib/domain/campaign-answers'
import { campaignWork } from '@/lib/domain/campaign-delivery'
import {
  expireCampaign,
  pauseCampaign,
  releaseCampaign,
  stopCampaign,
} from '@/lib/domain/campaign-end'
import { refreshCampaigns, stopCampaigns } from '@/lib/domain/campaign-memory'
import { joinNewcomers } from '@/lib/domain/campaign-newcomers'
import { runCampaign } from '@/lib/domain/campaign-start'
import { deliveryId } from '@/lib/domain/delivery-ids'
import type { KnownHost } from '@/lib/domain/directory'
import { statusOf } from '@/lib/domain/watch'
import { findWaits } from '@/lib/store/campaign-waits'
import { sql } from '@/lib/store/db'
import { findHead } from '@/lib/store/tail'
import {
  ageModel,
  answerModel,
  endModel,
  expireIfOverdue,
  forgetReads,
  goOn,
  isCanaryDone,
  isOpen,
  type Model,
  newHost,
  newModel,
  readModel,
  type Said,
} from '@/lib/testing/campaign-model'
import { bothCounts, one, sumOf } from '@/lib/testing/campaign-reads'
import { answers, asking, fleet, newTeam, person } from '@/lib/testing/live'
import { forgetCampaigns, liveDatabase } from '@/lib/testing/live-database'
import type { Guard } from '@/lib/wire/campaigns'
import type { Viewer } from '@/lib/wire/roles'
import { Selected } from '@/lib/wire/targets'

liveDatabase()

let admin: Viewer

beforeAll(async () => {
  admin = await person('Ada', 'admin')
})

const size = 6

/** A minute and as many seconds as the pace counts beside it, so that its counts keep their places. */
const minuteMs = 62_000

type Real = { id: number; team: number; hosts: KnownHost[]; passed_ms: number }

/** Promise 2, in the row and in the frame that watchers get; then that it is as the model says. */
async function compare(model: Model, { id, hosts }: Real): Promise<void> {
  const { row, hosts: counted, status, reason } = await bothCounts(id)
  expect(row).toEqual(counted)
  expect(sumOf(row)).toBe(row.targeted)
  const head = await findHead(id)
  if (!head) throw new Error('no campaign')
  const frame = statusOf(head, await findWaits(id))
  expect(sumOf(frame.counts)).toBe(frame.counts.targeted)
  expect(frame.waiting_online + frame.waiting_offline).toBeLessThanOrEqual(frame.counts.waiting)
  const real = await sql<{ state: string; sends: number }>(
    'people',
    `SELECT ch.state, ch.sends FROM unnest($2::int[]) WITH ORDINALITY AS u(host_id, place)
       LEFT JOIN campaign_hosts ch ON ch.campaign_id = $1 AND ch.host_id = u.host_id
      ORDER BY u.place`,
    [id, hosts.map((host) => host.id)],
  )
  expect(real).toEqual(model.hosts.map(({ state, sends }) => ({ state, sends })))
  const spoken = await sql(
    'people',
    `SELECT 1 FROM activities WHERE actor_name = 'guard rail' AND object_id = $1`,
    [id],
  )
  const { holding } = head
  expect({ status, holding, done: row.last_seq, spoken: spoken.length }).toEqual({
    status: model.status,
    holding: model.holding,
    done: model.done,
    spoken: model.spoken,
  })
  if (isOpen(model)) expect(reason !== null).toBe(model.tripped)
}

type Act = fc.AsyncCommand<Model, Real>

/** An act on the model and on the real campaign, after which both must be the same. */
function act(name: string, run: (model: Model, real: Real) => Promise<void>): Act {
  return {
    check: () => true,
    toString: () => name,
    run: async (model, real) => {
      await run(model, real)
      await compare(model, real)
    },
  }
}

/** Refused by both or done by both. */
async function agreed(isAllowed: boolean, done: Promise<void>): Promise<void> {
  if (isAllowed) await done
  else await expect(done).rejects.toMatchObject({ code: 'conflict' })
}

async function readOnce(model: Model, real: Real, at: number): Promise<void> {
  const { queries } = await campaignWork(one(real.hosts, at), Date.now() + real.passed_ms)
  expect(Object.keys(queries)).toHaveLength(readModel(model, one(model.hosts, at)) ? 1 : 0)
}

const read = (at: number) => act(`read ${at}`, (model, real) => readOnce(model, real, at))

const allRead = act('all read', async (model, real) => {
  for (const at of real.hosts.keys()) await readOnce(model, real, at)
})

const answer = (at: number, said: Said) =>
  act(`answer ${at} ${said}`, async (model, real) => {
    const host = one(real.hosts, at)
    const message = said === 'failed' ? 'no' : 'distributed query is denylisted'
    const status = said === 'fine' || said === 'slow' ? {} : { status: 1, message }
    const given = answers(deliveryId(real.id, host.id), [{ one: '1' }], status)
    const stats = { wall_time_ms: said === 'slow' ? 9_000 : 3, memory: 0 }
    await recordAnswers(
      host,
      given.map((each) => ({ ...each, stats })),
    )
    answerModel(model, one(model.hosts, at), said)
  })

const age = act('a minute passes', async (model, real) => {
  real.passed_ms += minuteMs
  const seconds = minuteMs / 1_000
  await sql('people', 'UPDATE campaign_hosts SET sent_at = sent_at - make_interval(secs => $1)', [
    seconds,
  ])
  await sql('people', 'UPDATE campaigns SET minute_at = minute_at - make_interval(secs => $1)', [
    seconds,
  ])
  ageModel(model)
})

const stop = (late_answers: 'keep' | 'drop') =>
  act(`stop ${late_answers}`, async (model, { id }) => {
    await stopCampaign(admin, id, { late_answers, address: '' })
    if (expireIfOverdue(model) || !isOpen(model)) return
    endModel(model, 'stopped')
    model.drops_late = late_answers === 'drop'
  })

const pause = act('pause', async (model, { id }) => {
  const isAllowed = isOpen(model) && !model.overdue
  await agreed(isAllowed, pauseCampaign(admin, id, { paused: true, address: '' }))
  if (isAllowed) model.status = 'paused'
})

const resume = act('resume', async (model, { id }) => {
  const goesOn = model.status !== 'paused' || !(model.holding && isCanaryDone(model))
  const isAllowed = isOpen(model) && !model.overdue && goesOn
  await agreed(isAllowed, pauseCampaign(admin, id, { paused: false, address: '' }))
  if (isAllowed && model.status === 'paused') goOn(model, { release: false })
})

const release = act('release', async (model, { id }) => {
  const isAllowed = isOpen(model) && !model.overdue && model.holding
  await agreed(isAllowed, releaseCampaign(admin, id, ''))
  if (isAllowed) goOn(model, { release: true })
})

const restart = act('the server restarts', async (model) => {
  stopCampaigns()
  await refreshCampaigns()
  forgetReads(model)
})

const timeOver = act('the time is over', async (model, { id }) => {
  await sql('people', 'UPDATE campaigns SET expires_at = now() WHERE id = $1', [id])
  if (isOpen(model)) model.overdue = true
})

const expire = act('the clock expires', async (model, { id }) => {
  await expireCampaign(id)
  expireIfOverdue(model)
})

const join_ = act('a host joins', async (model, real) => {
  const [host] = await fleet(1, { team: real.team })
  if (!host) throw new Error('no host')
  await joinNewcomers()
  if (!model.newcomers || !isOpen(model) || model.overdue) return
  real.hosts.push(host)
  model.hosts.push(newHost())
  forgetReads(model)
})

const place = fc.nat(size)
const acts = [
  place.map(read),
  place.map(read),
  fc.constant(allRead),
  place.map((at) => answer(at, 'fine')),
  place.map((at) => answer(at, 'slow')),
  fc
    .tuple(place, fc.constantFrom<Said[]>('fine', 'failed', 'denylisted'))
    .map(([at, said]) => answer(at, said)),
  fc.constantFrom(age, restart, release, join_),
  fc.constantFrom(pause, age, resume, age),
  fc.oneof(
    { weight: 6, arbitrary: fc.constantFrom(resume, allRead) },
    { weight: 1, arbitrary: fc.constantFrom(timeOver, expire, stop('keep'), stop('drop')) },
  ),
]

const pace = fc.record(
  {
    hosts_per_minute: fc.integer({ min: 1, max: 4 }),
    max_error_percent: fc.constantFrom(0, 50),
    max_wall_ms: fc.constant(1_000),
  },
  { requiredKeys: [] },
)
const canary = fc.record({
  canary: fc.integer({ min: 1, max: 3 }),
  canary_release: fc.constantFrom('manual' as const, 'auto' as const),
})
const guards: fc.Arbitrary<Guard> = fc.oneof(
  fc.tuple(pace, canary).map(([limits, first]) => ({ ...limits, ...first })),
  pace,
)

async function begin(guard: Guard, newcomers: boolean): Promise<{ model: Model; real: Real }> {
  // A story that failed leaves its campaign open, and a person may have five.
  await forgetCampaigns()
  const team = await newTeam('Model')
  const hosts = await fleet(size, { team })
  const selected = Selected.parse({ teams: [team] })
  const asked = { ...asking(hosts), selected, guard, newcomers }
  const { campaign_id: id } = await runCampaign(admin, asked, '')
  const canary = await sql<{ canary: boolean }>(
    'people',
    'SELECT canary FROM campaign_hosts WHERE campaign_id = $1 ORDER BY host_id',
    [id],
  )
  const model = newModel(
    { guard, newcomers },
    canary.map((host) => host.canary),
  )
  return { model, real: { id, team, hosts, passed_ms: 0 } }
}

test('R17: after every act each host is where the semantics put it, and the eight states add up', async () => {
  await fc.assert(
    fc.asyncProperty(
      guards,
      fc.boolean(),
      fc.commands(acts, { maxCommands: 60, size: 'max' }),
      async (guard, newcomers, story) => {
        const world = await begin(guard, newcomers)
        await compare(world.model, world.real)
        await fc.asyncModelRun(() => world, story)
      },
    ),
    { numRuns: 30 },
  )
}, 240_000)
