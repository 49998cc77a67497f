// The daily quota of a host (S24), off unless `limits` sets it: beyond it batches are acknowledged,
// dropped and counted, with one dead letter a day that says so. Counted by each instance for itself.
import { pinned } from '@/lib/global'
import { findLimits } from '@/lib/store/results-append'
import { IngestLimits } from '@/lib/wire/results'

const limitsForMs = 5_000
const dayMs = 86_400_000

type Used = { rows: number; bytes: number; told: boolean }

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

/**
 * Takes a batch's size from the host's quota of the day. `dropped`: it is beyond, and was told of
 * before; `told_now`: it is beyond for the first time today.
 */
export async function takeQuota(
  hostId: number,
  size: { rows: number; bytes: number },
  nowMs = Date.now(),
): Promise<'kept' | 'told_now' | 'dropped'> {
  const limits = await ingestLimits(nowMs)
  if (limits.daily_rows_per_host === null && limits.daily_bytes_per_host === null) return 'kept'
  const all = state()
  const day = Math.floor(nowMs / dayMs)
  if (day !== all.day) {
    all.day = day
    all.hosts.clear()
  }
  const used = all.hosts.get(hostId) ?? { rows: 0, bytes: 0, told: false }
  all.hosts.set(hostId, used)
  const rowsLeft = (limits.daily_rows_per_host ?? Number.POSITIVE_INFINITY) - used.rows
  const bytesLeft = (limits.daily_bytes_per_host ?? Number.POSITIVE_INFINITY) - used.bytes
  if (size.rows <= rowsLeft && size.bytes <= bytesLeft) {
    used.rows += size.rows
    used.bytes += size.bytes
    return 'kept'
  }
  const told = used.told
  used.told = true
  return told ? 'dropped' : 'told_now'
}
