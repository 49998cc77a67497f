// The daily quota of a host (S24), off unless `limits` sets it: beyond it lines are acknowledged,
// dropped and counted, with one dead letter a day that says so. What agents merely chat (INFO) goes
// first: the last fifth is kept for results and errors. Counted by each instance for itself.
import { pinned } from '@/lib/global'
import { findLimits } from '@/lib/store/results-append'
import { IngestLimits } from '@/lib/wire/results'

const limitsForMs = 5_000
const dayMs = 86_400_000

type Size = { rows: number; bytes: number }
type Used = Size & { told: Set<'chatter' | 'all'> }

type State = {
  limits: IngestLimits
  readAtMs: number
  day: number
  hosts: Map<number, Used>
}

const state = () =>
  pinned<State>('ingest.quota', () => ({
    limits: IngestLimits.parse({}),
    readAtMs: 0,
    day: 0,
    hosts: new Map(),
  }))

/** The limits, at most five seconds old; the last known ones while the database is away. */
export async function ingestLimits(nowMs = Date.now()): Promise<IngestLimits> {
  const all = state()
  if (nowMs - all.readAtMs < limitsForMs) return all.limits
  all.readAtMs = nowMs
  try {
    const stored = IngestLimits.safeParse(await findLimits())
    if (stored.success) all.limits = stored.data
  } catch {
    // Whether the batch can be stored at all is found out by storing it.
  }
  return all.limits
}

/** How much of the quota chatter may use. */
const chatterShare = 0.8

/** `drop`: what of the batch is beyond the quota. `tell`: that is so for the first time today. */
type Verdict = { drop: 'nothing' | 'chatter' | 'all'; tell: boolean }

/** Takes a batch's size from the host's quota of the day; `chatter` is that of its INFO lines. */
export async function takeQuota(
  hostId: number,
  { all: size, chatter }: { all: Size; chatter: Size },
  nowMs = Date.now(),
): Promise<Verdict> {
  const limits = await ingestLimits(nowMs)
  if (limits.daily_rows_per_host === null && limits.daily_bytes_per_host === null)
    return { drop: 'nothing', tell: false }
  const used = usedToday(hostId, nowMs)
  const take = (size: Size, share: number) => {
    const rows = (limits.daily_rows_per_host ?? Number.POSITIVE_INFINITY) * share - used.rows
    const bytes = (limits.daily_bytes_per_host ?? Number.POSITIVE_INFINITY) * share - used.bytes
    if (size.rows > rows || size.bytes > bytes) return false
    used.rows += size.rows
    used.bytes += size.bytes
    return true
  }
  const rest = { rows: size.rows - chatter.rows, bytes: size.bytes - chatter.bytes }
  if (take(size, chatter.rows > 0 ? chatterShare : 1)) return { drop: 'nothing', tell: false }
  const drop = chatter.rows > 0 && take(rest, 1) ? 'chatter' : 'all'
  const tell = !used.told.has(drop)
  used.told.add(drop)
  return { drop, tell }
}

function usedToday(hostId: number, nowMs: number): Used {
  const all = state()
  const day = Math.floor(nowMs / dayMs)
  if (day !== all.day) {
    all.day = day
    all.hosts.clear()
  }
  const used = all.hosts.get(hostId) ?? { rows: 0, bytes: 0, told: new Set() }
  all.hosts.set(hostId, used)
  return used
}
