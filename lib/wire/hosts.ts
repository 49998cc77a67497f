// Hosts as people and scripts see them.
import { z } from 'zod'
import { listQuery, pageShape } from '@/lib/wire/paging'
import { JsonObject } from '@/lib/wire/settings'
import { SelectedText } from '@/lib/wire/targets'
import { Id, IdText, Timestamp } from '@/lib/wire/values'

export const HostStatus = z.enum(['online', 'offline', 'missing'])
export type HostStatus = z.infer<typeof HostStatus>

const configurationStates = ['in_sync', 'due', 'late', 'not_served'] as const
export const ConfigurationState = z.enum(configurationStates)
export type ConfigurationState = z.infer<typeof ConfigurationState>

const number = z.number().nullable().optional()
const text = z.string().optional()

/** What a host told of itself beyond its columns; absent until it was told. */
export const HostVitals = z.object({
  uptime_seconds: number,
  clock_skew_seconds: number,
  arch: text,
  build: text,
  hardware_vendor: text,
  hardware_model: text,
  cpu_brand: text,
  cpu_logical_cores: number,
  memory_bytes: number,
  disk_bytes: number,
  disk_free_bytes: number,
  addresses: z
    .array(z.object({ interface: z.string(), address: z.string(), mac: z.string() }))
    .optional(),
})
export type HostVitals = z.infer<typeof HostVitals>

/** Answered vitals as the columns they set; what was not answered leaves its column alone. */
export type HostFacts = {
  hostname?: string
  display_name?: string
  uuid?: string
  hardware_serial?: string
  os_name?: string
  os_version?: string
  osquery_version?: string
  reported_config_hash?: string
  distributed_interval?: number
  config_tls_refresh?: number
  logger_tls_period?: number
  vitals: HostVitals
}

export const HostRef = z.object({ id: z.number(), hostname: z.string(), display_name: z.string() })
export type HostRef = z.infer<typeof HostRef>

export const Host = z.object({
  id: z.number(),
  hostname: z.string(),
  display_name: z.string(),
  uuid: z.string(),
  hardware_serial: z.string(),
  platform: z.string(),
  os_version: z.string(),
  osquery_version: z.string(),
  team_id: z.number().nullable(),
  team_name: z.string().nullable(),
  status: HostStatus,
  /** Enrolled less than 24 h ago; told beside the status. */
  is_new: z.boolean(),
  seen_time: Timestamp.nullable(),
  /** Seconds between its reads, learnt; 0 when not known yet. */
  rhythm_seconds: z.number(),
  primary_ip: z.string(),
  enrolled_at: Timestamp,
  detail_updated_at: Timestamp.nullable(),
  distributed_interval: z.number(),
  config_tls_refresh: z.number(),
  logger_tls_period: z.number(),
  identity_conflict: z.number().nullable(),
  labels: z.array(z.object({ id: z.number(), name: z.string() })),
  config: z.object({
    expected_hash: z.string().nullable(),
    reported_hash: z.string().nullable(),
    in_sync: z.boolean(),
    /** `late`: it told of another configuration although it had time to load this one. */
    state: ConfigurationState,
    served_at: Timestamp.nullable(),
    bytes: z.number().nullable(),
  }),
})
export type Host = z.infer<typeof Host>

export const HostDetail = Host.extend({
  vitals: HostVitals,
  refetch_requested: z.boolean(),
  /** The secret of its last enrolment, for those who may read secrets. */
  enroll_secret: z.string().nullable(),
  /** Lines a log batch may hold while its batches exceed the cap; null when it need not be told. */
  logger_max_lines: z.number().nullable(),
})
export type HostDetail = z.infer<typeof HostDetail>

const hostOrderKeys = [
  'display_name',
  'hostname',
  'id',
  'seen_time',
  'enrolled_at',
  'platform',
  'os_version',
  'osquery_version',
  'team_name',
  'status',
  'config',
  'hardware_serial',
  'uuid',
  'primary_ip',
  'detail_updated_at',
] as const

/** Team 0 means hosts of no team. */
const TeamText = z.union([IdText, z.literal('0').transform(() => 0)])
const labelsMax = 20
/** Several with a comma between; a host must be in all of them. */
const LabelIdsText = z
  .string()
  .transform((text) => text.split(','))
  .pipe(z.array(IdText).max(labelsMax))
const SecondsText = z
  .string()
  .regex(/^[1-9][0-9]{0,8}$/, 'must be a number of seconds')
  .transform(Number)

const filters = {
  status: z.enum(['online', 'offline', 'missing', 'new']).optional(),
  label_id: LabelIdsText.optional(),
  team_id: TeamText.optional(),
  platform: z.enum(['darwin', 'linux', 'windows', 'freebsd', 'unknown']).optional(),
  osquery_version: z.string().max(255).optional(),
  /** Name and version, as hosts carry it. */
  os_version: z.string().max(255).optional(),
  config: ConfigurationState.optional(),
  identity_conflict: z
    .enum(['true', 'false'])
    .transform((text) => text === 'true')
    .optional(),
  seen_within_seconds: SecondsText.optional(),
  /** Not heard for so long, or never since it enrolled so long ago. */
  silent_seconds: SecondsText.optional(),
  /** Only whom such a selection means, as a live query would ask them. */
  selected: SelectedText.optional(),
}
export const HostListQuery = listQuery(hostOrderKeys).extend(filters)
export type HostListQuery = z.infer<typeof HostListQuery>

/** The filters of the list alone, in the words of its query string. */
export const HostFilterText = HostListQuery.pick({ query: true }).extend(filters)
export type HostFilter = Pick<HostListQuery, 'query' | Exclude<keyof typeof filters, 'selected'>>

export const HostList = z.object({ hosts: z.array(Host), ...pageShape })

/** By status; `new` are counted among the others too. */
export const HostCounts = z.object({
  count: z.number(),
  online: z.number(),
  offline: z.number(),
  missing: z.number(),
  new: z.number(),
})
export type HostCounts = z.infer<typeof HostCounts>

export const IdentifierParams = z.strictObject({ identifier: z.string().min(1).max(255) })
export const HostReply = z.object({ host: HostDetail })

export const HostTransfer = z.strictObject({
  team_id: Id.nullable(),
  hosts: z.array(Id).min(1, 'must name at least one host').max(10_000),
})

export const HostConfiguration = z.object({
  config: JsonObject,
  sha1: z.string(),
  bytes: z.number(),
  provenance: z.array(z.object({ path: z.string(), source: z.string() })),
})
export type HostConfiguration = z.infer<typeof HostConfiguration>
