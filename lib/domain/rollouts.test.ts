import fc from 'fast-check'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { shardBucket } from '@/lib/domain/agent-rules'
import { currentConfiguration } from '@/lib/domain/configuration'
import type { CohortFigures } from '@/lib/domain/health-cohorts'
import { createPack, editPack } from '@/lib/domain/packs'
import { judgeGates, judgeRollouts, reasonOf } from '@/lib/domain/rollout-gates'
import {
  editRollout,
  pauseRollout,
  promoteRollout,
  readRollout,
  resumeRollout,
  rollBack,
  startRollout,
} from '@/lib/domain/rollouts'
import { editScheduled, scheduleQuery } from '@/lib/domain/schedules'
import { sql } from '@/lib/store/db'
import { type TestDatabase, testDatabase } from '@/lib/testing/database'
import { admin, person, team } from '@/lib/testing/people'
import { PackInput, PackPatch, ScheduleInput } from '@/lib/wire/packs'

const count = 120
let database: TestDatabase
let allHosts: number
let hosts: { id: number; hostname: string }[]

beforeAll(async () => {
  database = await testDatabase()
  const [label] = await sql<{ id: number }>(
    'work',
    "SELECT id FROM labels WHERE name = 'All Hosts'",
  )
  allHosts = label?.id ?? 0
  hosts = await sql(
    'work',
    `WITH made AS (INSERT INTO hosts (hostname, platform)
       SELECT 'host-' || n, 'linux' FROM generate_series(1, ${count}) n RETURNING id, hostname),
     joined AS (INSERT INTO label_verdicts (label_id, host_id, member)
       SELECT $1, id, true FROM made)
     SELECT id, hostname FROM made ORDER BY id`,
    [allHosts],
  )
})
afterAll(() => database.stop())

let packId: number
let name: string

/** A pack at revision 3: empty, then one query every 60 s, then every 30 s. */
beforeEach(async () => {
  name = `pack-${crypto.randomUUID().slice(0, 8)}`
  const pack = await createPack(admin, PackInput.parse({ name, label_ids: [allHosts] }), '')
  packId = pack.id
  const input = { pack_id: packId, name: 'users', query: 'SELECT * FROM users', interval: 60 }
  const scheduled = await scheduleQuery(admin, ScheduleInput.parse(input), '')
  await editScheduled(admin, scheduled.id, { interval: 30 }, '')
})

type Served = Record<string, { queries: Record<string, { interval: number }> }>

/** The interval each host's configuration has for the query; undefined where the pack is not in it. */
async function intervals(): Promise<Map<string, number | undefined>> {
  const configuration = await currentConfiguration()
  const rest = { team_id: null, platform: 'linux', osquery_version: '5.23.1', labels: [allHosts] }
  return new Map(
    hosts.map((host) => {
      const { body } = configuration.renderFor({ ...host, ...rest, platform: 'linux' }, null)
      const packs: Served = JSON.parse(body).packs
      return [host.hostname, packs[name]?.queries.users?.interval]
    }),
  )
}

const start = (input: Partial<Parameters<typeof startRollout>[2]> = {}) =>
  startRollout(admin, packId, { revision: 3, share: 10, ...input }, '')

describe('a rollout', () => {
  test('gives each host exactly one of the two revisions, by the bucket of osquery', async () => {
    const rollout = await start()
    expect(rollout).toMatchObject({ from: 2, to: 3, share: 10, state: 'running' })
    for (const [hostname, interval] of await intervals())
      expect(interval, hostname).toBe(shardBucket(hostname) < 10 ? 30 : 60)
    expect(rollout.cohort).toBe(hosts.filter((host) => shardBucket(host.hostname) < 10).length)
    const { from, to, other } = rollout.hosts
    expect(from + to + other).toBe(count)
  })

  test('only adds hosts when its share is raised, and refuses to lower it', async () => {
    const { id } = await start()
    const before = await intervals()
    await editRollout(admin, id, { share: 60 }, '')
    for (const [hostname, interval] of await intervals())
      if (before.get(hostname) === 30) expect(interval).toBe(30)
    await expect(editRollout(admin, id, { share: 50 }, '')).rejects.toMatchObject({
      code: 'invalid',
      errors: [{ name: 'share' }],
    })
  })

  test('rolled back gives every host the former revision; promoted, the new one', async () => {
    const first = await start()
    await rollBack(admin, first.id, '')
    expect(new Set((await intervals()).values())).toEqual(new Set([60]))
    const second = await start()
    expect(second).toMatchObject({ from: 2, to: 3 })
    await promoteRollout(admin, second.id, '')
    expect(new Set((await intervals()).values())).toEqual(new Set([30]))
    await expect(pauseRollout(admin, second.id, '')).rejects.toMatchObject({ code: 'conflict' })
  })

  test('of the first revision starts from nothing', async () => {
    const fresh = await createPack(
      admin,
      PackInput.parse({ name: `new-${packId}`, label_ids: [allHosts] }),
      '',
    )
    const rollout = await startRollout(admin, fresh.id, { revision: 1, share: 50 }, '')
    expect(rollout).toMatchObject({ from: 0, to: 1 })
    expect(rollout.hosts.from + rollout.hosts.to + rollout.hosts.other).toBe(rollout.cohort)
  })

  test('to the members of a label reaches them and nobody else', async () => {
    const [label] = await sql<{ id: number }>(
      'work',
      `INSERT INTO labels (name, kind) VALUES ('first-' || $1, 'manual') RETURNING id`,
      [packId],
    )
    const label_id = label?.id ?? 0
    const [one] = hosts
    await sql(
      'work',
      'INSERT INTO label_verdicts (label_id, host_id, member) VALUES ($1,$2,true)',
      [label_id, one?.id],
    )
    const rollout = await startRollout(admin, packId, { revision: 3, label_id }, '')
    expect(rollout).toMatchObject({ share: null, cohort: 1, label: `first-${packId}` })
  })

  test('is one at a time: of two started at once, one is refused', async () => {
    const both = await Promise.allSettled([start(), start({ share: 20 })])
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
    expect(both.find(({ status }) => status === 'rejected')).toMatchObject({
      reason: { code: 'conflict' },
    })
  })

  test('does not hold up switching the pack off', async () => {
    await start()
    await editPack(admin, packId, { disabled: true }, '')
    expect(new Set((await intervals()).values())).toEqual(new Set([undefined]))
  })

  test('keeps both its revisions while the pack is edited: a save is a draft meanwhile', async () => {
    const { id } = await start()
    const before = await intervals()
    const queries = [{ name: 'users', query: 'SELECT uid FROM users', interval: 99 }]
    const saved = await editPack(admin, packId, PackPatch.parse({ queries }), '')
    expect(saved).toMatchObject({ revision: 4, released: 2, rollout: { id, to: 3 } })
    expect(await intervals()).toEqual(before)
    await promoteRollout(admin, id, '')
    expect(new Set((await intervals()).values())).toEqual(new Set([30]))
    const next = await startRollout(admin, packId, { revision: 4, share: 99 }, '')
    expect(next).toMatchObject({ from: 3, to: 4 })
    expect(new Set((await intervals()).values())).toContain(99)
  })

  test('of a revision that is not there is refused under its field', async () => {
    await expect(start({ revision: 9 })).rejects.toMatchObject({ errors: [{ name: 'revision' }] })
  })

  test('is steered by those who may edit the pack, and hidden from other teams', async () => {
    const { id } = await start()
    const observer = await person({ global_role: 'observer' })
    await expect(rollBack(observer.viewer, id, '')).rejects.toMatchObject({ code: 'forbidden' })
    const teamId = await team()
    const owned = await createPack(
      admin,
      PackInput.parse({ name: `own-${packId}`, team_id: teamId }),
      '',
    )
    const rollout = await startRollout(admin, owned.id, { revision: 1 }, '')
    const stranger = await person({ teams: [{ id: await team(), role: 'maintainer' }] })
    await expect(readRollout(stranger.viewer, rollout.id)).rejects.toMatchObject({
      code: 'not_found',
    })
  })
})

const quiet: CohortFigures = {
  hosts: 60,
  running_to: 60,
  errors_share: 0,
  denylisted_share: 0,
  silent_share: 0,
  cost_factor: 1,
  rows_factor: null,
  worst: [],
}

/** The hosts of the cohort report that they run the revision on its way. */
async function report(revision: number, hostnames: string[]): Promise<void> {
  const hash = `runs-${packId}-${revision}`
  await sql(
    'work',
    `INSERT INTO renderings (hash, body, expected_config_hash, names) VALUES ($1, '{}', $1, '{}')`,
    [hash],
  )
  await sql('work', 'INSERT INTO rendering_packs VALUES ($1, $2, $3)', [hash, packId, revision])
  await sql('work', 'UPDATE hosts SET reported_config_hash = $1 WHERE hostname = ANY($2)', [
    hash,
    hostnames,
  ])
}

describe('the gates', () => {
  const cohort = () => hosts.map((host) => host.hostname).filter((one) => shardBucket(one) < 50)

  test('wait until enough hosts report the hash of the revision', async () => {
    const { id } = await start({ share: 50 })
    const asked: number[] = []
    await report(3, cohort().slice(0, 29))
    await judgeRollouts(async ({ id: judged }) => {
      if (judged === id) asked.push(judged)
      return quiet
    })
    expect(asked).toEqual([])
    expect((await readRollout(admin, id)).gates.map(({ verdict }) => verdict)).toEqual(
      Array(5).fill('waiting'),
    )
  })

  test('pause the rollout with reason and evidence, and let pass what a person let pass', async () => {
    const { id } = await start({ share: 50, gates: { denylisted_percent: 2 } })
    await report(3, cohort())
    const worst = [{ state: 'denylisted' as const, query: 'users', message: null, hosts: 4 }]
    const at = (share: number) => async () => ({ ...quiet, denylisted_share: share, worst })
    await judgeRollouts(at(0.015))
    expect((await readRollout(admin, id)).state).toBe('running')
    await judgeRollouts(at(0.067))
    const paused = await readRollout(admin, id)
    expect(paused).toMatchObject({
      state: 'paused',
      reason: '4 of 60 hosts are denylisted, 6.7 % where 2 % is the limit: users',
      gates: [{ name: 'denylisted_percent', limit: 2, verdict: 'failed' }],
    })
    expect(paused.events.at(-1)).toMatchObject({
      type: 'tripped',
      details: { worst },
    })
    await resumeRollout(admin, id, '')
    await judgeRollouts(at(0.067))
    expect((await readRollout(admin, id)).state).toBe('running')
    await judgeRollouts(at(0.068))
    expect((await readRollout(admin, id)).state).toBe('paused')
  })

  test('fail exactly when the value exceeds limit and waiver', () => {
    fc.assert(
      fc.property(
        fc.float({ min: 0, max: 100, noNaN: true }),
        fc.nat(100),
        fc.nat(100),
        (value, limit, waived) => {
          const figures = { ...quiet, errors_share: value / 100 }
          const gates = judgeGates(
            { limits: { errors_percent: limit }, waived: { errors_percent: waived } },
            figures,
          )
          const shown = (value / 100) * 100
          const failed = shown > limit && shown > waived
          expect(gates[0]?.verdict === 'failed').toBe(failed)
          expect(reasonOf(gates, figures) !== '').toBe(failed)
        },
      ),
    )
  })
})
