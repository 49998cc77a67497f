// The clock's work for health: folds new lines and answers into what is known of each query on each
// host, then computes the figures that are due. Whatever is left at the end of a turn waits for the next.
import { foldLiveCosts, foldSchedules } from '@/lib/domain/cost-collection'
import { readNewRenderings } from '@/lib/domain/cost-renderings'
import { attributeStatuses } from '@/lib/domain/status-faults'
import { updateNextQueryCost, updateNextSqlCost } from '@/lib/store/cost-figures'
import { foldResultLines, foldStatusLines } from '@/lib/store/health-folds'
import { findSettledId } from '@/lib/store/health-horizon'

const linesAtOnce = 5_000
const statusesAtOnce = 20_000
/** A quarter of the time at most: after a gush, storing new lines comes first. */
const foldMs = 500
const figuresMs = 1_500

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
  await repeat(() => foldStatusLines(statuses, statusesAtOnce, attributeStatuses), untilMs, turn)
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
