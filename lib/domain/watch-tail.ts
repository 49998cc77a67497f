// One tail per watched campaign and process: what its watchers read, read once. It lives as long as
// somebody watches. Reads are shared only between watchers that ask between two wake-ups.
import type { onWake } from '@/lib/bus/bus'
import { resultData } from '@/lib/domain/result-text'
import { pinned } from '@/lib/global'
import { counter } from '@/lib/metrics'
import { findCountsIn } from '@/lib/store/campaign-list'
import { findFrozenCounts } from '@/lib/store/campaign-targets'
import { findWaits, type Waits } from '@/lib/store/campaign-waits'
import { sql } from '@/lib/store/db'
import { type CampaignHead, findHead, tailResults } from '@/lib/store/tail'
import type { CampaignCounts } from '@/lib/wire/campaigns'
import type { Frame } from '@/lib/wire/frames'
import type { TargetCounts } from '@/lib/wire/targets'

const pollMs = 2_000
/** Wake-ups that come closer than this are one. */
const settleMs = 20
const pageResults = 200
const pageBytes = 1024 * 1024
const pagesMax = 16
const waitsMs = 1_000
const totalsMs = 5_000
/** What took long to count is counted the more seldom. */
const costFactor = 10

/** What a reader of some teams is told instead of the campaign's own counters. */
export type Cut = { counts: CampaignCounts; waits: Waits }

type Cached<T> = { at_ms: number; until_ms: number; value: Promise<T> }

type State = {
  watchers: number
  version: number
  bumpedMs: number
  pending: NodeJS.Timeout | undefined
  poll: NodeJS.Timeout
  forget: () => void
  waiting: Set<() => void>
  head: Promise<CampaignHead | undefined> | undefined
  /** Frames are written once for all who read them. */
  pages: Map<string, Promise<ResultFrame[]>>
  waits: Cached<Waits> | undefined
  totals: Map<string, Cached<TargetCounts>>
  cuts: Map<string, Cached<Cut>>
}

/** The frame of an answer; its id is the cursor behind it. */
export type ResultFrame = Frame & { id: number }

export type SharedTail = {
  /** Rises whenever there may be something new. */
  version: () => number
  head: () => Promise<CampaignHead | undefined>
  /** Answers after a number; none means that up to the head's last number none is in view. */
  page: (
    after: number,
    head: Pick<CampaignHead, 'last_seq'>,
    scopeTeams: number[] | undefined,
  ) => Promise<ResultFrame[]>
  waits: () => Promise<Waits>
  totals: (scopeTeams: number[] | undefined) => Promise<TargetCounts>
  /** Counts and waits of the hosts of these teams. */
  cut: (scopeTeams: number[]) => Promise<Cut>
  /** Forgets what was read, because this process changed it. */
  stale: () => void
  /** Resolves when there may be news since `version`, after `pauseMs` if that is set, or on abort. */
  next: (version: number, signal: AbortSignal, pauseMs: number) => Promise<void>
  close: () => void
}

const tails = () => pinned<Map<number, State>>('campaigns.tails', () => new Map())

function bump(state: State, nowMs: number): void {
  state.version += 1
  state.bumpedMs = nowMs
  state.head = undefined
  state.pages.clear()
  const waiting = [...state.waiting]
  state.waiting.clear()
  for (const resume of waiting) resume()
}

function nudge(state: State, now: () => number): void {
  if (state.pending) return
  const rest = state.bumpedMs + settleMs - now()
  if (rest <= 0) {
    bump(state, now())
    return
  }
  state.pending = setTimeout(() => {
    state.pending = undefined
    bump(state, now())
  }, rest)
}

function stateOf(id: number, now: () => number, wakes: typeof onWake): State {
  const known = tails().get(id)
  if (known) return known
  const state: State = {
    watchers: 0,
    version: 0,
    bumpedMs: Number.NEGATIVE_INFINITY,
    pending: undefined,
    poll: setInterval(() => nudge(state, now), pollMs),
    forget: wakes(`campaign:${id}`, () => nudge(state, now)),
    waiting: new Set(),
    head: undefined,
    pages: new Map(),
    waits: undefined,
    totals: new Map(),
    cuts: new Map(),
  }
  state.poll.unref()
  tails().set(id, state)
  return state
}

function closeState(id: number, state: State): void {
  state.watchers -= 1
  if (state.watchers > 0) return
  clearInterval(state.poll)
  clearTimeout(state.pending)
  state.forget()
  tails().delete(id)
}

/** A value kept for a while, longer when it was dear; a failure is not kept. */
function cached<T>(
  kept: Cached<T> | undefined,
  leastMs: number,
  now: () => number,
  read: () => Promise<T>,
): Cached<T> {
  const nowMs = now()
  if (kept && nowMs < kept.until_ms) return kept
  const fresh: Cached<T> = { at_ms: nowMs, until_ms: nowMs + leastMs, value: read() }
  fresh.value.then(
    () => {
      fresh.until_ms = nowMs + Math.max(leastMs, (now() - nowMs) * costFactor)
    },
    () => {
      fresh.until_ms = 0
    },
  )
  return fresh
}

/** Counts and waits of the hosts of these teams, from the database now. */
export async function readCut(id: number, teams: readonly number[]): Promise<Cut> {
  const [counts, waits] = await Promise.all([findCountsIn(id, teams), findWaits(id, teams)])
  return { counts, waits }
}

const scopeKey = (teams: number[] | undefined) => teams?.join(',') ?? 'all'

function keptOf<T>(
  kept: Map<string, Cached<T>>,
  teams: number[] | undefined,
  renew: (known: Cached<T> | undefined) => Cached<T>,
): Promise<T> {
  const value = renew(kept.get(scopeKey(teams)))
  kept.set(scopeKey(teams), value)
  return value.value
}

const answersRead = () =>
  counter('muster_stream_answers_read_total', 'Answers read from the database for streams')

async function readPage(id: number, options: Parameters<typeof tailResults>[1]) {
  const results = await tailResults(id, options)
  answersRead().inc(results.length)
  return results.map(
    (result): ResultFrame => ({
      event: 'result',
      id: result.seq,
      data: resultData(result),
    }),
  )
}

type PageAsked = { after: number; last_seq: number; scopeTeams: number[] | undefined }

function pageOf(
  state: State,
  id: number,
  { after, last_seq, scopeTeams }: PageAsked,
): Promise<ResultFrame[]> {
  // A page read before somebody's head would hide from them what came between the two.
  const key = `${after}/${last_seq}/${scopeKey(scopeTeams)}`
  const known = state.pages.get(key)
  if (known) return known
  const limits = { limit: pageResults, max_bytes: pageBytes, scope_teams: scopeTeams }
  const page = readPage(id, { after, ...limits })
  const oldest = state.pages.keys().next().value
  if (state.pages.size >= pagesMax && oldest !== undefined) state.pages.delete(oldest)
  state.pages.set(key, page)
  return page
}

function nextOf(
  state: State,
  version: number,
  signal: AbortSignal,
  pauseMs: number,
): Promise<void> {
  if (state.version !== version || signal.aborted) return Promise.resolve()
  return new Promise((resolve) => {
    const resume = () => {
      clearTimeout(timer)
      state.waiting.delete(resume)
      signal.removeEventListener('abort', resume)
      resolve()
    }
    const timer = pauseMs > 0 ? setTimeout(resume, pauseMs) : undefined
    state.waiting.add(resume)
    signal.addEventListener('abort', resume, { once: true })
  })
}

/** Joins the tail of that campaign; `close` it when done. */
export function openTail(
  id: number,
  { now, wakes }: { now: () => number; wakes: typeof onWake },
): SharedTail {
  const state = stateOf(id, now, wakes)
  state.watchers += 1
  const people = <Row>(text: string, values?: unknown[]) => sql<Row>('people', text, values)
  return {
    version: () => state.version,
    head: () => {
      state.head ??= findHead(id)
      return state.head
    },
    page: (after, { last_seq }, scopeTeams) => pageOf(state, id, { after, last_seq, scopeTeams }),
    waits: () => {
      state.waits = cached(state.waits, waitsMs, now, () => findWaits(id))
      return state.waits.value
    },
    totals: (teams) => {
      const read = () => findFrozenCounts(people, id, teams)
      return keptOf(state.totals, teams, (kept) => cached(kept, totalsMs, now, read))
    },
    cut: (teams) =>
      keptOf(state.cuts, teams, (kept) => cached(kept, waitsMs, now, () => readCut(id, teams))),
    stale: () => bump(state, now()),
    next: (version, signal, pauseMs) => nextOf(state, version, signal, pauseMs),
    close: () => closeState(id, state),
  }
}

/** How many campaigns this process tails; 0 when nobody watches. */
export function tailCount(): number {
  return tails().size
}
