// What ingest counts: lines, duplicates, refusals, time to commit. Kept in memory, added to the
// fleet's minutes every few seconds; figures of a killed process are lost, lines never are.
import { pinned } from '@/lib/global'
import { addIngestMinute } from '@/lib/store/results-append'

type IngestFigures = {
  /** Rows stored, dead letters included. */
  lines: number
  duplicates: number
  dead_letters: number
  /** Requests that were refused. */
  refused: number
  /** Rows dropped by a host's daily quota. */
  dropped: number
  /** Of the latest commit. */
  commit_ms: number | null
}

const flushMs = 3_000

type State = {
  figures: IngestFigures
  flushed: { lines: number; refused: number }
  worstCommitMs: number
  timer: NodeJS.Timeout | undefined
}

const state = () =>
  pinned<State>('ingest.figures', () => ({
    figures: { lines: 0, duplicates: 0, dead_letters: 0, refused: 0, dropped: 0, commit_ms: null },
    flushed: { lines: 0, refused: 0 },
    worstCommitMs: 0,
    timer: undefined,
  }))

/** This process's totals since it started. */
export function ingestFigures(): Readonly<IngestFigures> {
  return state().figures
}

type Countable = 'lines' | 'duplicates' | 'dead_letters' | 'refused' | 'dropped'

export function countIngest(what: Countable, amount: number): void {
  state().figures[what] += amount
}

export function noteCommit(milliseconds: number): void {
  const all = state()
  all.figures.commit_ms = milliseconds
  all.worstCommitMs = Math.max(all.worstCommitMs, milliseconds)
}

/** Adds what was counted since the last flush to the current minute. */
export async function flushIngestFigures(): Promise<void> {
  const all = state()
  const { lines, refused } = all.figures
  const added = { lines: lines - all.flushed.lines, refused: refused - all.flushed.refused }
  if (added.lines === 0 && added.refused === 0) return
  const commitMs = all.worstCommitMs
  all.flushed = { lines, refused }
  all.worstCommitMs = 0
  try {
    await addIngestMinute({ ...added, commit_ms: commitMs })
  } catch {
    // The database is away: the figures go with the next flush.
    all.flushed = {
      lines: all.flushed.lines - added.lines,
      refused: all.flushed.refused - added.refused,
    }
    all.worstCommitMs = Math.max(all.worstCommitMs, commitMs)
  }
}

/** Flushes every few seconds. Idempotent. */
export function startIngestFigures(): void {
  state().timer ??= setInterval(() => void flushIngestFigures(), flushMs).unref()
}

/** Ends that with a last flush. */
export async function stopIngestFigures(): Promise<void> {
  const all = state()
  clearInterval(all.timer)
  all.timer = undefined
  await flushIngestFigures()
}
