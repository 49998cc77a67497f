// Settings of the organisation as people read and change them (`/config`).
import { z } from 'zod'
import { optionsSave } from '@/lib/wire/agent-options'
import { CarveLimits, CarveLimitsPatch } from '@/lib/wire/carves'
import { AgentOptions } from '@/lib/wire/settings'
import { ServerUrl } from '@/lib/wire/setup'
import { SsoPatch, SsoShown } from '@/lib/wire/sso'
import { Name } from '@/lib/wire/values'

/** What the organisation allows. Absent keys have the defaults below. */
export const Limits = z.strictObject({
  /** Tables that only an admin may ask live. */
  denied_tables: z
    .array(z.string().regex(/^[a-z_][a-z0-9_]{0,127}$/, 'must be a table name'))
    .max(500)
    .default(['curl', 'curl_certificate', 'carves']),
  /** Days that lines of packs, status logs, rows of live queries and dead letters are kept. */
  result_retention_days: z.int().min(1).max(3_650).default(30),
  status_retention_days: z.int().min(1).max(3_650).default(7),
  campaign_retention_days: z.int().min(1).max(3_650).default(30),
  dead_letter_retention_days: z.int().min(1).max(3_650).default(30),
  /** GiB of lines and status logs with their indexes: beyond it the oldest days go. Null: no limit. */
  lines_gib_max: z.int().min(1).max(1_000_000).nullable().default(100),
  /** The same where a destination that blocks still needs them: beyond it they go all the same. */
  held_gib_max: z.int().min(1).max(1_000_000).nullable().default(150),
  /** A host's lines of one day beyond these are dropped and counted. Null: no limit. */
  daily_rows_per_host: z.int().min(1).max(1_000_000_000).nullable().default(null),
  daily_bytes_per_host: z.int().min(1).max(1_000_000_000_000).nullable().default(null),
  /** Hosts that check in every 5 s at once because a live query has work for them. */
  accelerated_hosts_max: z.int().min(0).max(1_000_000).default(5_000),
  /** Rows that one campaign keeps; answers beyond it are kept without theirs, and it says so. */
  campaign_rows_max: z.int().min(1).max(100_000_000).default(1_000_000),
  /** A live query to more hosts than this takes the typed number and a recent password. */
  confirm_above_hosts: z.int().min(0).max(10_000_000).default(500),
})
export type Limits = z.infer<typeof Limits>

/** How long a sign-in lasts. Absent keys have the defaults below. */
export const Security = z.strictObject({
  /** From the sign-in, whatever happens. */
  session_hours: z.int().min(1).max(720).default(24),
  /** From the last request. */
  idle_minutes: z.int().min(5).max(43_200).default(480),
})
export type Security = z.infer<typeof Security>

/** What holds of hosts. Absent keys have the defaults below. */
export const HostSettings = z.strictObject({
  /** A host not heard for so many days is removed; null: never. */
  expiry_days: z.int().min(1).max(3_650).nullable().default(null),
})
export type HostSettings = z.infer<typeof HostSettings>

/** What happens when a live host's identity enrols again. */
export const EnrolmentPolicy = z.enum(['strict', 'grace', 'open'])

const Settings = z.object({
  org_name: z.string(),
  server_url: z.string().nullable(),
  agent_options: AgentOptions,
  limits: Limits,
  security: Security,
  hosts: HostSettings,
  carves: CarveLimits,
  enrolment_policy: EnrolmentPolicy,
})
/** The row; `/config` also shows single sign-on. */
export type SettingsRow = z.input<typeof Settings>

export const Config = Settings.extend({ sso: SsoShown })
export type Config = z.infer<typeof Config>

export const ConfigPatch = z.strictObject({
  org_name: Name.optional(),
  server_url: ServerUrl.nullish(),
  agent_options: AgentOptions.optional(),
  limits: z
    .strictObject({
      denied_tables: Limits.shape.denied_tables.unwrap().optional(),
      result_retention_days: Limits.shape.result_retention_days.unwrap().optional(),
      status_retention_days: Limits.shape.status_retention_days.unwrap().optional(),
      campaign_retention_days: Limits.shape.campaign_retention_days.unwrap().optional(),
      dead_letter_retention_days: Limits.shape.dead_letter_retention_days.unwrap().optional(),
      lines_gib_max: Limits.shape.lines_gib_max.unwrap().optional(),
      held_gib_max: Limits.shape.held_gib_max.unwrap().optional(),
      daily_rows_per_host: Limits.shape.daily_rows_per_host.unwrap().optional(),
      daily_bytes_per_host: Limits.shape.daily_bytes_per_host.unwrap().optional(),
      accelerated_hosts_max: Limits.shape.accelerated_hosts_max.unwrap().optional(),
      campaign_rows_max: Limits.shape.campaign_rows_max.unwrap().optional(),
      confirm_above_hosts: Limits.shape.confirm_above_hosts.unwrap().optional(),
    })
    .optional(),
  security: z
    .strictObject({
      session_hours: Security.shape.session_hours.unwrap().optional(),
      idle_minutes: Security.shape.idle_minutes.unwrap().optional(),
    })
    .optional(),
  hosts: z
    .strictObject({ expiry_days: HostSettings.shape.expiry_days.unwrap().optional() })
    .optional(),
  carves: CarveLimitsPatch.optional(),
  enrolment_policy: EnrolmentPolicy.optional(),
  ...optionsSave,
  sso: SsoPatch.optional(),
})
export type ConfigPatch = z.infer<typeof ConfigPatch>
