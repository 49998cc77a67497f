// Faults between destinations and their far ends (H2, R12, R14): each in turn before all of them at once,
// while lines keep coming. Nothing that is acknowledged stays away, and no acknowledgement waits for it.
import { setTimeout as delay } from 'node:timers/promises'
import { type Delivered, weigh } from '@/cli/delivery-ledger/balance'
import { untilCaughtUp } from '@/cli/delivery-ledger/caught-up'
import type { FarEnd } from '@/cli/delivery-ledger/far-end'
import { startForwarding, stopForwarding } from '@/lib/domain/destination-workers'
import { addDestination } from '@/lib/domain/destinations'
import { type LogHost, recordLog } from '@/lib/domain/ingest'
import { sql } from '@/lib/store/db'
import { type Fault, type FaultProxy, openFaultProxy } from '@/lib/testing/fault-proxy'
import { person } from '@/lib/testing/live'
import { L1, logHost, results } from '@/lib/testing/log-lines'
import { DestinationCreate } from '@/lib/wire/destinations'

type Options = {
  /** The database of this process, where lines and destinations go. */
  databaseUrl: string
  ends: readonly FarEnd[]
  faults: readonly Fault[]
  /** How long each fault lasts at least; one that ends connections, until every sink has failed by it. */
  fault_ms: number
  onFault?: (fault: Fault, caught_up_ms: Record<string, number>) => void
}

export type SinkFaultsReport = {
  acked: number
  /** Acknowledged, but not stored. */
  lost: string[]
  ends: Delivered[]
  /** By fault and kind: how long after its end everything up to then had arrived. */
  caught_up_ms: Record<string, Record<string, number>>
  slowest_ack_ms: number
  /** Tries in vain, by kind. */
  retries: Record<string, number>
}

const linesAtOnce = 20
const gapMs = 25
/** The longest that a sink waits for an answer, and the back-off after it. */
const patienceMs = 120_000

/** A host that logs without pause, and remembers what was acknowledged and how long that took. */
class Writer {
  readonly acked = new Set<string>()
  slowestMs = 0
  readonly #stopped = new AbortController()
  readonly #done: Promise<void>

  constructor(host: LogHost) {
    this.#done = this.#write(host)
  }

  async #write(host: LogHost): Promise<void> {
    for (let batch = 0; !this.#stopped.signal.aborted; batch++) {
      const ids = Array.from({ length: linesAtOnce }, (_, n) => `${batch}/${n}`)
      const lines = ids.map((id, n) => ({
        ...L1,
        counter: batch * linesAtOnce + n,
        columns: { id },
      }))
      const started = performance.now()
      await recordLog(host, results(...lines))
      this.slowestMs = Math.max(this.slowestMs, performance.now() - started)
      for (const id of ids) this.acked.add(id)
      await delay(gapMs)
    }
  }

  stop(): Promise<void> {
    this.#stopped.abort()
    return this.#done
  }
}

/** Runs the proof on the database of this process; the caller judges. */
export async function runSinkFaults(options: Options): Promise<SinkFaultsReport> {
  const { ends, faults, fault_ms, databaseUrl, onFault } = options
  const proxies = await stand(ends)
  startForwarding()
  const writer = new Writer(await logHost('sink-faults'))
  const caught_up_ms: SinkFaultsReport['caught_up_ms'] = {}
  try {
    for (const fault of faults) {
      await untilAllCaughtUp(ends)
      for (const proxy of proxies) await proxy.meet(fault)
      await endure(fault, fault_ms, ends)
      for (const proxy of proxies) await proxy.meet({ kind: 'none' })
      caught_up_ms[fault.kind] = await untilAllCaughtUp(ends)
      onFault?.(fault, caught_up_ms[fault.kind] ?? {})
    }
    await writer.stop()
    await untilAllCaughtUp(ends)
    const weighed = await weigh(databaseUrl, ends)
    const { slowestMs, acked } = writer
    return {
      ...{ acked: acked.size, lost: await lostOf(acked), ends: weighed, caught_up_ms },
      ...{ slowest_ack_ms: Math.round(slowestMs), retries: await retries() },
    }
  } finally {
    await writer.stop()
    await stopForwarding()
    for (const proxy of proxies) await proxy.stop()
  }
}

const breaking: ReadonlySet<Fault['kind']> = new Set(['cut', 'reset', 'refuse'])

/** Some sinks gather for a while before they send: a fault in between would be none to them. */
async function endure(fault: Fault, faultMs: number, ends: readonly FarEnd[]): Promise<void> {
  const before = await retries()
  const deadline = performance.now() + patienceMs
  await delay(faultMs)
  while (breaking.has(fault.kind)) {
    const now = await retries()
    const unmoved = ends.filter(({ kind, port }) => port && now[kind] === before[kind])
    if (unmoved.length === 0) return
    if (performance.now() > deadline)
      throw new Error(`${unmoved.map(({ kind }) => kind).join()} did not mind ${fault.kind}`)
    await delay(50)
  }
}

/** A destination for each far end, behind a proxy of its own. */
async function stand(ends: readonly FarEnd[]): Promise<FaultProxy[]> {
  const admin = await person('Ada', 'admin')
  const proxies: FaultProxy[] = []
  for (const end of ends) {
    const proxy = end.port === undefined ? undefined : await openFaultProxy({ port: end.port })
    if (proxy) proxies.push(proxy)
    const settings = { name: end.kind, ...end.settings(proxy?.port ?? 0) }
    await addDestination(admin, DestinationCreate.parse(settings), '')
  }
  return proxies
}

async function untilAllCaughtUp(ends: readonly FarEnd[]): Promise<Record<string, number>> {
  const kinds = ends.map(({ kind }) => kind)
  const took = await untilCaughtUp(kinds, patienceMs)
  const late = kinds.filter((kind) => !(kind in took))
  if (late.length > 0) throw new Error(`${late.join()} did not catch up`)
  return took
}

async function lostOf(acked: ReadonlySet<string>): Promise<string[]> {
  const rows = await sql<{ id: string }>(
    'work',
    "SELECT content->'columns'->>'id' AS id FROM result_lines",
  )
  const stored = new Set(rows.map(({ id }) => id))
  return [...acked].filter((id) => !stored.has(id))
}

async function retries(): Promise<Record<string, number>> {
  const rows = await sql<{ kind: string; retries: number }>(
    'work',
    'SELECT kind, retries FROM destinations',
  )
  return Object.fromEntries(rows.map((row) => [row.kind, Number(row.retries)]))
}
