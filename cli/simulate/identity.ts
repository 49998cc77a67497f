// What an agent says about itself when it enrols, and the tables that describe the agent.
import type { JsonObject } from './acceptance'
import type { Row } from './differential'
import type { AgentTables, Cells } from './executor'
import type { Flags } from './flags'
import type { Machine } from './machine'
import type { Schedule } from './schedule'

const platformMask = { darwin: 21, linux: 9, windows: 2 } as const

export interface AgentState {
  machine: Machine
  flags: Flags
  schedule: Schedule
  startedAt: number
  pid: number
  configHash: string
  configValid: boolean
  nowSeconds: () => number
}

/** The body of an enrolment without its secret. */
export function enrolment(state: AgentState): JsonObject {
  const { machine } = state
  const now = state.nowSeconds()
  const one = (cells: Cells | undefined) => textRow(cells ?? {})
  return {
    host_identifier: hostIdentifier(state),
    platform_type: String(platformMask[machine.platform]),
    host_details: {
      os_version: one(machine.rows('os_version', now)[0]),
      osquery_info: one(osqueryInfo(state)),
      platform_info: one(machine.rows('platform_info', now)[0]),
      system_info: one(machine.rows('system_info', now)[0]),
    },
  }
}

export function hostIdentifier(state: Pick<AgentState, 'machine' | 'flags'>): string {
  const { machine, flags } = state
  if (flags.values.host_identifier === 'uuid') return machine.uuid
  return flags.values.host_identifier === 'instance' ? machine.instanceId : machine.hostname
}

/** Tables that are answered by the agent: they change with what it applied and ran. */
export function agentTables(state: () => AgentState): AgentTables {
  return {
    osquery_info: () => [osqueryInfo(state())],
    osquery_flags: () =>
      state()
        .flags.rows()
        .map((row) => ({ ...row, description: '', shell_only: 0 })),
    osquery_schedule: () => state().schedule.rows(state().nowSeconds()),
    osquery_packs: () => state().schedule.packRows(),
    osquery_events: () => [],
    osquery_extensions: () => [
      {
        uuid: 0,
        name: 'core',
        version: state().machine.version,
        sdk_version: '0.0.0',
        path: '/var/osquery/osquery.em',
        type: 'core',
      },
    ],
  }
}

function osqueryInfo(state: AgentState): Cells {
  const { machine } = state
  return {
    pid: state.pid,
    uuid: machine.uuid,
    instance_id: machine.instanceId,
    version: machine.version,
    config_hash: state.configHash,
    config_valid: state.configValid ? 1 : 0,
    extensions: 'active',
    build_platform: machine.platform,
    build_distro: { darwin: '10.14', linux: 'centos7', windows: '10' }[machine.platform],
    start_time: state.startedAt,
    watcher: state.pid - 1,
    platform_mask: platformMask[machine.platform],
  }
}

function textRow(cells: Cells): Row {
  return Object.fromEntries(
    Object.entries(cells).map(([name, cell]) => [name, cell === null ? '' : String(cell)]),
  )
}
