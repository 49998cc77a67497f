// What Muster asks every host of itself, and how the answers become columns of the host.
import { versionRuns } from '@/lib/domain/agent-rules'
import type { KnownHost } from '@/lib/domain/directory'
import { type HostSchedule, readingsOf } from '@/lib/wire/cost-readings'
import type { HostFacts, HostVitals } from '@/lib/wire/hosts'
import { cutText, storable } from '@/lib/wire/osquery'

type Row = Record<string, string>

const everywhere: Record<string, string> = {
  os: 'SELECT name, version, platform, platform_like, arch, build FROM os_version LIMIT 1',
  agent:
    'SELECT version, config_hash, config_valid, instance_id, pid, start_time FROM osquery_info LIMIT 1',
  system:
    'SELECT uuid, hostname, computer_name, hardware_serial, hardware_vendor, hardware_model, cpu_brand, cpu_physical_cores, cpu_logical_cores, physical_memory FROM system_info LIMIT 1',
  uptime: 'SELECT total_seconds FROM uptime LIMIT 1',
  clock: 'SELECT unix_time FROM time LIMIT 1',
  flags:
    "SELECT name, value FROM osquery_flags WHERE name IN ('distributed_interval', 'config_refresh', 'logger_tls_period')",
  network:
    "SELECT a.interface, a.address, d.mac FROM interface_addresses a JOIN interface_details d ON d.interface = a.interface WHERE a.address NOT LIKE '127.%' AND a.address <> '::1' AND a.address NOT LIKE 'fe80:%' LIMIT 16",
}

const diskOfPosix =
  "SELECT blocks * blocks_size AS size, blocks_available * blocks_size AS free FROM mounts WHERE path = '/' LIMIT 1"
const diskOfWindows =
  "SELECT size, free_space AS free FROM logical_drives WHERE device_id = 'C:' LIMIT 1"

const schedule =
  'SELECT name, executions, last_executed, denylisted, wall_time_ms, user_time, system_time, average_memory FROM osquery_schedule'
/** Agents before 5.3 lack columns of it under these names; all of them and the SQL too is what they get. */
const wholeSchedule = 'SELECT * FROM osquery_schedule'

/** The vitals asked of a host, by name; its schedule is no vital but asked in the same round. */
export function vitalQueries(
  host: Pick<KnownHost, 'platform' | 'osquery_version'>,
): Record<string, string> {
  const { platform, osquery_version: version } = host
  return {
    ...everywhere,
    disk: platform === 'windows' ? diskOfWindows : diskOfPosix,
    schedule: version !== '' && versionRuns('5.3', version) ? schedule : wholeSchedule,
  }
}

const textMax = 255
const text = (value: string | undefined) => cutText(storable(value ?? ''), textMax)

function count(value: string | undefined): number | null {
  const number = Number(value)
  return value === undefined || value === '' || !Number.isFinite(number) ? null : number
}

/** Seconds of an interval flag, 0 when not told; the column is a 32-bit integer. */
function seconds(flags: Row[], name: string): number {
  const value = Number(flags.find((row) => row.name === name)?.value)
  return Number.isInteger(value) && value > 0 && value < 2 ** 31 ? value : 0
}

function systemFacts(row: Row): Partial<HostFacts> {
  return {
    ...(row.hostname ? { hostname: text(row.hostname) } : {}),
    ...(row.computer_name ? { display_name: text(row.computer_name) } : {}),
  }
}

function intervalFacts(flags: Row[]): Partial<HostFacts> {
  return {
    distributed_interval: seconds(flags, 'distributed_interval'),
    config_tls_refresh: seconds(flags, 'config_refresh'),
    logger_tls_period: seconds(flags, 'logger_tls_period'),
  }
}

function hardwareVitals(system: Row): Partial<HostVitals> {
  return {
    hardware_vendor: text(system.hardware_vendor),
    hardware_model: text(system.hardware_model),
    cpu_brand: text(system.cpu_brand),
    cpu_logical_cores: count(system.cpu_logical_cores),
    memory_bytes: count(system.physical_memory),
  }
}

const addressOf = (row: Row) => ({
  interface: text(row.interface),
  address: text(row.address),
  mac: text(row.mac),
})

function vitalsOf(answers: ReadonlyMap<string, Row[]>, receivedMs: number): HostVitals {
  const first = (name: string) => answers.get(name)?.[0]
  const [os, system, disk] = [first('os'), first('system'), first('disk')]
  const uptime = count(first('uptime')?.total_seconds)
  const clock = count(first('clock')?.unix_time)
  const network = answers.get('network')
  return {
    ...(uptime === null ? {} : { uptime_seconds: uptime }),
    ...(clock === null ? {} : { clock_skew_seconds: Math.round(clock - receivedMs / 1000) }),
    ...(os ? { arch: text(os.arch), build: text(os.build) } : {}),
    ...(system ? hardwareVitals(system) : {}),
    ...(disk ? { disk_bytes: count(disk.size), disk_free_bytes: count(disk.free) } : {}),
    ...(network ? { addresses: network.map(addressOf) } : {}),
  }
}

/**
 * Reads rows by vital name. `receivedMs` is when they came, for the clock's skew. Identity (uuid,
 * serial) is never taken from here: only enrolment decides who a host is.
 */
export function factsOf(answers: ReadonlyMap<string, Row[]>, receivedMs: number): HostFacts {
  const first = (name: string) => answers.get(name)?.[0]
  const [os, agent, system] = [first('os'), first('agent'), first('system')]
  const flags = answers.get('flags')
  return {
    ...(system ? systemFacts(system) : {}),
    ...(os ? { os_name: text(os.name), os_version: text(os.version) } : {}),
    ...(agent ? { osquery_version: text(agent.version) } : {}),
    ...(agent?.config_hash ? { reported_config_hash: text(agent.config_hash) } : {}),
    ...(flags ? intervalFacts(flags) : {}),
    vitals: vitalsOf(answers, receivedMs),
  }
}

const unixSeconds = (value: string | undefined) =>
  value !== undefined && /^\d{1,11}$/.test(value) ? Number(value) : 0

/** The agent's own schedule out of the same round; null when it did not answer that. */
export function scheduleOf(answers: ReadonlyMap<string, Row[]>): HostSchedule | null {
  const rows = answers.get('schedule')
  if (!rows) return null
  const agent = answers.get('agent')?.[0]
  return {
    config_hash: text(agent?.config_hash),
    agent_time: unixSeconds(answers.get('clock')?.[0]?.unix_time),
    agent_start: unixSeconds(agent?.start_time),
    readings: readingsOf(rows),
  }
}
