// Watching a campaign: what was persisted after a cursor, in order, then how far it is. Wake-ups only
// hasten the next read, a poll stands behind them; many watchers of one campaign share each read.
import { onWake } from '@/lib/bus/bus'
import { expireCampaign } from '@/lib/domain/campaign-end'
import { type Cut, openTail, readCut, type SharedTail } from '@/lib/domain/watch-tail'
import { findWaits, type Waits } from '@/lib/store/campaign-waits'
import type { CampaignHead } from '@/lib/store/tail'
import { countsOf } from '@/lib/wire/campaigns'
import { type Frame, frameOf, type StatusFrame } from '@/lib/wire/frames'

/** A status frame goes out at most this often. */
const statusEveryMs = 250

type WatchOptions = {
  /** The last result already seen; 0 replays from the start. */
  after: number
  /** Only answers of hosts of these teams; undefined: all. */
  scope_teams: number[] | undefined
  signal: AbortSignal
  /** For tests: the process's clock, and who wakes. */
  now?: () => number
  wakes?: typeof onWake
}

const ended = (head: CampaignHead) =>
  head.status === 'complete' || head.status === 'stopped' || head.status === 'expired'

/** The status frame of a head and its waits. */
export function statusOf(head: CampaignHead, waits: Waits): StatusFrame {
  // The counters and the waits are read a moment apart; the waiting hosts are split, never recounted.
  const asked = Math.max(0, head.waiting - (head.holding ? waits.held : 0))
  const offline = Math.min(waits.offline, asked)
  const { canary_hosts: hosts, canary_done: done } = waits
  return {
    status: head.status,
    counts: countsOf(head),
    holding: head.holding,
    canary: hosts > 0 ? { hosts, done } : null,
    waiting_online: asked - offline,
    waiting_offline: offline,
    next_due: waits.next_due?.toISOString() ?? null,
    last_due: waits.last_due?.toISOString() ?? null,
    expected_90_at: ended(head) ? null : (waits.expected_90_at?.toISOString() ?? null),
    rows_capped: head.rows_capped,
    server_time: head.server_time.toISOString(),
    ...(head.reason === null ? {} : { reason: head.reason }),
  }
}

/** Says a status when it differs from the last one said, and not too often. */
function statusTeller(now: () => number) {
  let said = ''
  let saidMs = Number.NEGATIVE_INFINITY
  return {
    /** How long until a status may be said again. */
    pauseMs: () => Math.max(0, saidMs + statusEveryMs - now()),
    frame(status: StatusFrame): Frame | undefined {
      const what = JSON.stringify({ ...status, server_time: '' })
      if (what === said) return undefined
      said = what
      saidMs = now()
      return frameOf('status', status)
    },
  }
}

async function totalsFrame(tail: SharedTail, teams: number[] | undefined): Promise<Frame> {
  const { total, online, missing_in_action } = await tail.totals(teams)
  return frameOf('totals', { count: total, online, offline: total - online, missing_in_action })
}

/** The status as this watcher may see it: every count is of the hosts of their teams. */
function cutStatus(head: CampaignHead, { counts, waits }: Cut): StatusFrame {
  const hidden = Math.max(0, head.targeted - counts.targeted)
  const status = statusOf({ ...head, ...counts }, waits)
  return hidden === 0 ? status : { ...status, hidden_hosts: hidden }
}

/** The status for a watcher, from what the watchers of the campaign read together. */
async function sharedStatus(
  tail: SharedTail,
  head: CampaignHead,
  teams: number[] | undefined,
): Promise<StatusFrame> {
  return teams ? cutStatus(head, await tail.cut(teams)) : statusOf(head, await tail.waits())
}

/** The status for a reader of these teams, read now; undefined teams: of the whole campaign. */
export async function statusNow(
  id: number,
  head: CampaignHead,
  teams: number[] | undefined,
): Promise<StatusFrame> {
  return teams ? cutStatus(head, await readCut(id, teams)) : statusOf(head, await findWaits(id))
}

/**
 * The frames of a campaign from a cursor on, until it has ended and all was said, or the signal.
 * Every result has a higher seq than the one before; none that was persisted is left out.
 */
export async function* watch(id: number, options: WatchOptions): AsyncGenerator<Frame> {
  const { signal, scope_teams, now = Date.now, wakes = onWake } = options
  const tail = openTail(id, { now, wakes })
  const status = statusTeller(now)
  let cursor = options.after
  try {
    yield await totalsFrame(tail, scope_teams)
    while (!signal.aborted) {
      const version = tail.version()
      const head = await tail.head()
      if (!head) return yield frameOf('error', { message: 'The campaign is gone' })
      if (head.overdue) {
        await expireCampaign(id, 'people')
        tail.stale()
        continue
      }
      if (!ended(head) && status.pauseMs() === 0) {
        const frame = status.frame(await sharedStatus(tail, head, scope_teams))
        if (frame) yield frame
      }
      if (head.last_seq > cursor) {
        const page = await tail.page(cursor, head, scope_teams)
        yield* page
        // An empty page: what is left belongs to hosts this viewer may not see.
        cursor = page.at(-1)?.id ?? head.last_seq
        if (page.length > 0) continue
      }
      if (ended(head)) {
        // The last word is never a cached one.
        const frame = status.frame(await statusNow(id, head, scope_teams))
        if (frame) yield frame
        return
      }
      await tail.next(version, signal, status.pauseMs())
    }
  } finally {
    tail.close()
  }
}
