// The fold against an independently written model (lib/testing/agent-table), over random tables, runs,
// epochs, losses of the agent's database, losses, repeats and orders of what arrives.
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { foldHealth } from '@/lib/domain/health-folds'
import { recordLog } from '@/lib/domain/ingest'
import { listChanges } from '@/lib/domain/results-changes'
import { listLatest } from '@/lib/domain/results-latest'
import { type FullLine, planState, stateOf } from '@/lib/domain/results-state'
import { changesOver } from '@/lib/domain/results-walk'
import { sql } from '@/lib/store/db'
import { type AgentLine, AgentTable, tableFrom } from '@/lib/testing/agent-table'
import { type TestDatabase, testDatabase } from '@/lib/testing/database'
import { never } from '@/lib/testing/health'
import { logHost, results } from '@/lib/testing/log-lines'
import { admin } from '@/lib/testing/people'
import { ChangesQuery } from '@/lib/wire/results-changes'
import { LatestQuery } from '@/lib/wire/results-latest'

const start = 1_700_000_000

type Step = { table: string[]; forget: boolean; epoch: number; wait: number }

const step = fc.record({
  table: fc.array(fc.constantFrom('a', 'b', 'c', 'd', 'e'), { maxLength: 6 }),
  forget: fc.boolean(),
  epoch: fc.constantFrom(0, 0, 0, 1),
  wait: fc.integer({ min: 1, max: 600 }),
})
const steps = fc.array(step, { minLength: 1, maxLength: 12 })
const form = fc.constantFrom('event' as const, 'batch' as const)
const mixed = fc.constantFrom(...(['event', 'batch', 'snapshot'] as const))

/** Evenly spread, which a generator's own numbers are not: it likes the ends of a range. */
const random = fc.noBias(fc.integer()).map((seed) => {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
})

/** Each run's lines; epochs only rise, as an administrator's do. */
function runs(
  all: readonly Step[],
  kind: ConstructorParameters<typeof AgentTable>[1],
  from = start,
) {
  const agent = new AgentTable('users', kind)
  let time = from
  let epoch = 0
  return all.map((each, index) => {
    time += each.wait
    epoch = Math.max(epoch, each.epoch)
    if (each.forget && index % 4 === 3) agent.forget()
    return agent.run(each.table, time, epoch)
  })
}

/** As the door stores them: a row a line, the difference of a batch taken apart. */
function stored(lines: readonly AgentLine[], receivedSeconds: number, firstId: number): FullLine[] {
  let id = firstId
  return lines.flatMap((line) => {
    const about = {
      ...{ received_at: new Date(receivedSeconds * 1_000), unix_time: line.unixTime },
      ...{ epoch: String(line.epoch), counter: String(line.counter) },
    }
    const one = (action: FullLine['action'], content: FullLine['content']): FullLine => {
      id += 1
      return { ...about, id, action, content }
    }
    if (line.snapshot) return [one('snapshot', { snapshot: line.snapshot })]
    if (line.columns && line.action) return [one(line.action, { columns: line.columns })]
    const { removed = [], added = [] } = line.diffResults ?? {}
    if (removed.length + added.length === 0) return [one('empty', {})]
    return [
      ...removed.map((columns) => one('removed', { columns })),
      ...added.map((columns) => one('added', { columns })),
    ]
  })
}

function shuffled<T>(items: readonly T[], next: () => number): T[] {
  return items
    .map((item) => ({ item, at: next() }))
    .sort((a, b) => a.at - b.at)
    .map(({ item }) => item)
}

const values = (state: { rows: Record<string, string>[] }) => state.rows.map(({ v }) => v).sort()

describe('the fold', () => {
  test('C52: of everything that was sent is the table that the agent had, whatever the order', () => {
    fc.assert(
      fc.property(steps, random, (all, next) => {
        const sent = runs(all, 'batch').flat()
        const lines = shuffled(stored(sent, start + 100_000, 0), next)
        const state = stateOf(lines.map((line, id) => ({ ...line, id })))
        expect(values(state)).toEqual([...(all.at(-1)?.table ?? [])].sort())
        expect(state.partial_since).toBeNull()
      }),
    )
  })

  test('of what is left after losses, in any order, is what the protocol lets one know', () => {
    fc.assert(
      fc.property(steps, form, random, (all, kind, next) => {
        const kept = runs(all, kind).filter(() => next() > 0.3)
        const sent = shuffled(kept.flat(), next)
        const state = stateOf(sent.flatMap((line, at) => stored([line], start + 100_000, at * 100)))
        const model = tableFrom(sent.map((line) => ({ ...line, received: start + 100_000 })))
        expect(values(state)).toEqual(model?.rows ?? [])
        expect(state.partial_since !== null).toBe(model?.partial ?? false)
      }),
      { numRuns: 300 },
    )
  })

  test('changes told one arrival at a time lead from each state to the next, also of a clock far ahead', async () => {
    await fc.assert(
      fc.asyncProperty(steps, mixed, fc.boolean(), random, async (all, kind, ahead, next) => {
        const received = ahead ? start : start + 100_000
        const arrived = shuffled(runs(all, kind), next).flatMap((run, at) =>
          stored(run, received + Math.floor(at / 2), at * 100).map((line) => ({
            ...line,
            received_at: new Date((received + at / 2) * 1_000),
          })),
        )
        const planAt = async (at: Date) =>
          planState(arrived.filter(({ received_at }) => received_at <= at))
        const changes = await changesOver(planState<FullLine>([]), arrived, planAt)
        const table: string[] = []
        for (const { action, columns, times } of changes) {
          for (let time = 0; time < times; time++) {
            if (action === 'added') table.push(columns.v ?? '')
            else expect(table.splice(table.indexOf(columns.v ?? '?'), 1)).toEqual([columns.v])
          }
        }
        expect(table.sort()).toEqual(values(stateOf(arrived)))
      }),
    )
  })
})

describe('through the door and the database', () => {
  let database: TestDatabase
  beforeAll(async () => {
    database = await testDatabase()
    await sql('work', "INSERT INTO packs (id, name) VALUES (2, 'more')")
    await sql(
      'work',
      `INSERT INTO pack_queries (id, pack_id, name, query, interval)
       VALUES (8, 2, 'users', 'SELECT 1', 60)`,
    )
  })
  afterAll(() => database.stop())

  const kinds = fc.constantFrom(...(['event', 'batch', 'snapshot', 'snapshot_event'] as const))

  async function read(hostId: number, at?: Date) {
    const query = { pack_id: '2', query: 'users', host_id: `${hostId}` }
    const asked = LatestQuery.parse({ ...query, ...(at ? { at: at.toISOString() } : {}) })
    const [state] = (await listLatest(admin, asked)).hosts
    return state ? state.rows.map(({ v = '' }) => v).sort() : null
  }

  async function receipts(hostId: number): Promise<Date[]> {
    const rows = await sql<{ at: Date }>(
      'work',
      'SELECT DISTINCT received_at AS at FROM result_lines WHERE host_id = $1 ORDER BY 1',
      [hostId],
    )
    return rows.map(({ at }) => at)
  }

  test('C44-C53: state now, at every moment before, and its changes agree with the model, however late lines come, are lost or repeated, and wherever the fold has come to', async () => {
    let host = 0
    await fc.assert(
      fc.asyncProperty(steps, kinds, fc.boolean(), random, async (all, kind, ahead, next) => {
        host += 1
        const agent = await logHost(`model-${host}`)
        const from = Math.floor(Date.now() / 1_000) - (ahead ? 0 : 8_000)
        const sent = runs(all, kind, from).filter((run) => run.length > 0 && next() > 0.15)
        const batches = next() < 0.5 ? sent : shuffled(sent, next)
        const known: { at: Date; lines: Parameters<typeof tableFrom>[0] }[] = []
        const held: { line: AgentLine; received: number }[] = []
        for (const batch of batches) {
          await recordLog(agent, results(...batch))
          if (next() < 0.3) await recordLog(agent, results(...batch))
          const at = (await receipts(agent.id)).at(-1) ?? new Date(0)
          const received = Math.floor(at.getTime() / 1_000)
          held.push(...batch.map((line) => ({ line, received })))
          known.push({ at, lines: held.map((each) => ({ ...each.line, received: each.received })) })
          if (next() < 0.4) await foldHealth({ signal: never })
        }
        for (const { at, lines } of known)
          expect(await read(agent.id, at)).toEqual(tableFrom(lines)?.rows ?? null)
        const end = known.at(-1)
        expect(await read(agent.id)).toEqual(end ? (tableFrom(end.lines)?.rows ?? null) : null)
        await expectChanges(agent.id, await read(agent.id))
      }),
      { numRuns: 25, endOnFailure: true },
    )
  }, 120_000)

  /** Adding up all changes from the first line on gives the table of now. */
  async function expectChanges(hostId: number, table: string[] | null) {
    const query = { pack_id: '2', query: 'users', host_id: `${hostId}`, limit: '1000' }
    const { changes } = await listChanges(admin, ChangesQuery.parse(query))
    const sum = new Map<string, number>()
    for (const { action, columns, times } of changes) {
      const value = columns.v ?? ''
      sum.set(value, (sum.get(value) ?? 0) + (action === 'added' ? times : -times))
    }
    expect([...sum].flatMap(([value, count]) => Array(count).fill(value)).sort()).toEqual(
      table ?? [],
    )
  }
})
