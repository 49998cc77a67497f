// An agent's own schedule as its table osquery_schedule tells it, decoded once: old column names and
// hostile numbers end here. A row with a number that cannot be is left out whole.
import type { AgentObject } from '@/lib/wire/osquery'

/** Sums since the agent's process began, of one scheduled query. */
export type Reading = {
  name: string
  executions: number
  wall_ms: number
  user_ms: number
  system_ms: number
  memory_bytes: number
  /** Unix seconds of the agent's clock; 0 when it never ran. */
  last_executed: number
  denylisted: boolean
}

/** One answer of a host to what its schedule is. Times are Unix seconds of its clock, 0 when not told. */
export type HostSchedule = {
  config_hash: string
  agent_time: number
  agent_start: number
  readings: Reading[]
}

const namesMax = 2_000
const nameUnitsMax = 600
const executionsMax = 1e9
const millisecondsMax = 1e12
const bytesMax = 1e15
const secondsMax = 1e11

function whole(value: unknown, max: number): number | undefined {
  if (typeof value !== 'string' || !/^\d{1,16}$/.test(value)) return undefined
  const number = Number(value)
  return number <= max ? number : undefined
}

/** Agents before 5.3 tell the wall time in seconds only. */
function wallOf(row: AgentObject): number | undefined {
  if (row.wall_time_ms !== undefined) return whole(row.wall_time_ms, millisecondsMax)
  const seconds = whole(row.wall_time, millisecondsMax / 1_000)
  return seconds === undefined ? undefined : seconds * 1_000
}

function readingOf(row: AgentObject): Reading | undefined {
  const { name } = row
  if (typeof name !== 'string' || name === '' || name.length > nameUnitsMax) return undefined
  const reading = {
    name,
    executions: whole(row.executions, executionsMax),
    wall_ms: wallOf(row),
    user_ms: whole(row.user_time, millisecondsMax),
    system_ms: whole(row.system_time, millisecondsMax),
    memory_bytes: whole(row.average_memory ?? '0', bytesMax),
    last_executed: whole(row.last_executed, secondsMax),
    denylisted: (row.denylisted ?? row.blacklisted) === '1',
  }
  return isComplete(reading) ? reading : undefined
}

const isComplete = (reading: Record<string, unknown>): reading is Reading =>
  Object.values(reading).every((value) => value !== undefined)

/** The first row of each name, of a host's answer. */
export function readingsOf(rows: readonly AgentObject[]): Reading[] {
  const found = new Map<string, Reading>()
  for (const row of rows.slice(0, namesMax)) {
    const reading = readingOf(row)
    if (reading && !found.has(reading.name)) found.set(reading.name, reading)
  }
  return [...found.values()]
}
