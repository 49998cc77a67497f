// From sums that begin anew with every agent process to sums that do not: the difference of two
// readings of one query on one host. Pure; hostile numbers are gone before (wire/cost-readings).
import type { StoredSums } from '@/lib/store/cost-schedules'
import type { Reading } from '@/lib/wire/cost-readings'

/** What is kept of a query on a host. */
export type Counted = Omit<StoredSums, 'pack_query_id' | 'host_id'>

/** More of one run than this is a lie or a broken clock. */
const runMsMax = 86_400_000

type Sums = Pick<Reading, 'executions' | 'wall_ms' | 'user_ms' | 'system_ms'>

const none: Sums = { executions: 0, wall_ms: 0, user_ms: 0, system_ms: 0 }

const isBelow = (after: Sums, before: Sums) =>
  after.executions < before.executions ||
  after.wall_ms < before.wall_ms ||
  after.user_ms < before.user_ms ||
  after.system_ms < before.system_ms

/** What happened between two readings. A restart began from nothing, and so does another SQL. */
function difference(before: Counted | undefined, reading: Reading, restarted: boolean): Sums {
  const since = before && !restarted && !isBelow(reading, before) ? before : none
  return {
    executions: reading.executions - since.executions,
    wall_ms: reading.wall_ms - since.wall_ms,
    user_ms: reading.user_ms - since.user_ms,
    system_ms: reading.system_ms - since.system_ms,
  }
}

const isCredible = ({ executions, wall_ms, user_ms, system_ms }: Sums) =>
  Math.max(wall_ms, user_ms, system_ms) <= runMsMax * Math.max(1, executions)

type Advance = Counted & {
  /** The query ran since the reading before, or since the agent began. */
  ran: boolean
}

/**
 * The sums after a reading. `sqlDigest` is what the name means to the host now: other SQL than before
 * begins anew. `restarted`: the agent's process is known to be another one; a reset is also seen by
 * sums that fell. A difference that cannot be is dropped, and counting goes on from the reading.
 */
export function advance(
  before: Counted | undefined,
  reading: Reading,
  sqlDigest: string,
  restarted: boolean,
): Advance {
  const same = before?.sql_digest === sqlDigest ? before : undefined
  const found = difference(same, reading, restarted)
  const gained = isCredible(found) ? found : none
  const ran = gained.executions > 0
  const cpuMs = gained.user_ms + gained.system_ms
  const { executions, wall_ms, user_ms, system_ms, last_executed, memory_bytes } = reading
  return {
    sql_digest: sqlDigest,
    executions,
    wall_ms,
    user_ms,
    system_ms,
    last_executed,
    memory_bytes: executions > 0 ? memory_bytes : (same?.memory_bytes ?? 0),
    runs: (same?.runs ?? 0) + gained.executions,
    total_wall_ms: (same?.total_wall_ms ?? 0) + gained.wall_ms,
    total_user_ms: (same?.total_user_ms ?? 0) + gained.user_ms,
    total_system_ms: (same?.total_system_ms ?? 0) + gained.system_ms,
    recent_cpu_ms: ran ? cpuMs / gained.executions : (same?.recent_cpu_ms ?? null),
    ran,
  }
}
