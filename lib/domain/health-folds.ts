// The clock's work for health: folds new lines and answers into what is known of each query on each
// host, then computes the figures that are due. Whatever is left at the end of a turn waits for the next.
import { foldLiveCosts, foldSchedules } from '@/lib/domain/cost-collection'
import { meaningsOf, readNewRenderings } from '@/lib/domain/cost-renderings'
import { updateNextQueryCost, updateNextSqlCost } from '@/lib/store/cost-figures'
import { listHostRenderings } from '@/lib/store/cost-renderings'
import {
  foldResultLines,
  foldStatusLines,
  type QueryFault,
  type QueryStatus,
} from '@/lib/store/health-folds'
import { findSettledId } from '@/lib/store/health-horizon'
import { cutText } from '@/lib/wire/osquery'

const linesAtOnce = 5_000
const statusesAtOnce = 20_000
const messageUnitsMax = 1_000
/** A quarter of the time at most: after a gush, storing new lines comes first. */
const foldMs = 500
const figuresMs = 1_500

const failed = 'Error executing scheduled query '
const killed = 'Scheduled query may have failed: '

/** Every way to split a message into a name and the rest: names may hold what messages do. */
function* namesIn(message: string): Generator<{ name: string; error: string; killed: boolean }> {
  if (message.startsWith(killed)) {
    const name = message.slice(killed.length).trim()
    yield { name, error: 'The agent was stopped while this query ran', killed: true }
  }
  if (!message.startsWith(failed)) return
  const rest = message.slice(failed.length)
  for (let at = rest.indexOf(': '); at > 0; at = rest.indexOf(': ', at + 1))
    yield { name: rest.slice(0, at), error: rest.slice(at + 2), killed: false }
}

/** The scheduled queries that status lines are about, by the names their own hosts were served. */
async function attribute(lines: QueryStatus[]): Promise<QueryFault[]> {
  const served = await listHostRenderings([...new Set(lines.map(({ host_id }) => host_id))])
  const meanings = await meaningsOf(served.map(({ rendering_hash }) => rendering_hash))
  const byHost = new Map<number, string[]>()
  for (const { host_id, rendering_hash } of served)
    byHost.set(host_id, [...(byHost.get(host_id) ?? []), rendering_hash])
  return lines.flatMap(({ host_id, at, unix, message }) => {
    const own = byHost.get(host_id) ?? []
    for (const found of namesIn(message)) {
      const meaning = own
        .map((hash) => meanings.get(hash)?.get(found.name))
        .find((each) => each !== undefined)
      if (!meaning) continue
      const error = cutText(found.error, messageUnitsMax)
      const { pack_query_id } = meaning
      return [{ pack_query_id, host_id, at: at.toISOString(), unix, error, killed: found.killed }]
    }
    return []
  })
}

type Turn = { signal: AbortSignal }

/** Repeats a step while it finds work, until the time is over. */
async function repeat(step: () => Promise<boolean>, untilMs: number, { signal }: Turn) {
  while (!signal.aborted && (await step()) && performance.now() < untilMs);
}

async function foldLines(untilMs: number, turn: Turn): Promise<void> {
  const results = await findSettledId('result_lines')
  if (results !== null) await repeat(() => foldResultLines(results, linesAtOnce), untilMs, turn)
  const statuses = await findSettledId('status_lines')
  if (statuses === null) return
  await repeat(() => foldStatusLines(statuses, statusesAtOnce, attribute), untilMs, turn)
}

/** Folds what came since the turn before. */
export async function foldHealth(turn: Turn): Promise<void> {
  const untilMs = performance.now() + foldMs
  await repeat(readNewRenderings, untilMs, turn)
  await foldLines(untilMs, turn)
  await repeat(foldSchedules, untilMs, turn)
  await repeat(foldLiveCosts, untilMs, turn)
}

/** Computes the figures that are due, within a bounded share of the time. */
export async function computeCosts(turn: Turn): Promise<void> {
  const untilMs = performance.now() + figuresMs
  await repeat(updateNextQueryCost, untilMs, turn)
  await repeat(updateNextSqlCost, untilMs, turn)
}
