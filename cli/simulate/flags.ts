// The settings of one agent: command-line flags, and over them the options that a configuration
// may set. An option stays in force until the agent restarts, also when it is no longer served.
const defaultFlags = {
  config_refresh: 0,
  config_accelerated_refresh: 300,
  config_tls_max_attempts: 3,
  tls_enroll_max_attempts: 12,
  tls_enroll_max_interval: 600,
  disable_reenrollment: false,
  enroll_tls_endpoint: '/api/osquery/enroll',
  config_tls_endpoint: '/api/osquery/config',
  logger_tls_endpoint: '/api/osquery/log',
  logger_tls_period: 4,
  logger_tls_max_lines: 1024,
  logger_tls_max_linesize: 1_048_576,
  logger_tls_backoff_max: 3600,
  logger_tls_compress: false,
  logger_event_type: true,
  logger_snapshot_event_type: false,
  logger_numerics: false,
  logger_min_status: 0,
  tls_disable_status_log: false,
  buffered_log_max: 1_000_000,
  disable_distributed: false,
  distributed_interval: 60,
  distributed_tls_read_endpoint: '/api/osquery/distributed/read',
  distributed_tls_write_endpoint: '/api/osquery/distributed/write',
  distributed_tls_max_attempts: 3,
  distributed_denylist_duration: 86_400,
  distributed_loginfo: false,
  pack_delimiter: '_',
  pack_refresh_interval: 3600,
  schedule_splay_percent: 10,
  schedule_default_interval: 3600,
  schedule_epoch: 0,
  host_identifier: 'hostname',
  decorations_top_level: false,
  disable_decorators: false,
  disable_carver: true,
  carver_start_endpoint: '/api/osquery/carve/begin',
  carver_continue_endpoint: '/api/osquery/carve/block',
  carver_block_size: 8192,
}

export type FlagValues = typeof defaultFlags

const commandLineOnly = new Set([
  'config_refresh',
  'config_accelerated_refresh',
  'config_tls_max_attempts',
  'tls_enroll_max_attempts',
  'tls_enroll_max_interval',
  'disable_reenrollment',
  'enroll_tls_endpoint',
  'config_tls_endpoint',
  'disable_carver',
  'carver_start_endpoint',
  'carver_continue_endpoint',
  'carver_block_size',
])

const aliases: Record<string, keyof FlagValues> = {
  config_tls_refresh: 'config_refresh',
  log_numerics_as_numbers: 'logger_numerics',
}

export class Flags {
  readonly #given: Partial<FlagValues>
  #values: FlagValues
  readonly #served = new Map<string, string>()

  constructor(given: Partial<FlagValues> = {}) {
    this.#given = given
    this.#values = { ...defaultFlags, ...given }
  }

  get values(): Readonly<FlagValues> {
    return this.#values
  }

  /** Applies served options; returns the warnings that the agent would log. */
  apply(options: ReadonlyMap<string, string | number | boolean>): string[] {
    const warnings: string[] = []
    for (const [name, value] of options) {
      if (name.startsWith('custom_')) continue
      const key = aliases[name] ?? name
      if (commandLineOnly.has(key)) {
        warnings.push(`Cannot set CLI-only flag via config option: ${name}`)
      } else {
        this.#served.set(key, String(value))
        this.#values = withValue(this.#values, key, value)
      }
    }
    return warnings
  }

  /** Back to the command line, as after a restart. */
  reset(): void {
    this.#served.clear()
    this.#values = { ...defaultFlags, ...this.#given }
  }

  /** Rows of `osquery_flags`: name, value, default. */
  rows(): { name: string; type: string; default_value: string; value: string }[] {
    const rows = Object.entries(this.#values).map(([name, value]) => ({
      name,
      type: typeof value === 'number' ? 'int32' : typeof value === 'boolean' ? 'bool' : 'string',
      default_value: String(Object.entries(defaultFlags).find(([key]) => key === name)?.[1] ?? ''),
      value: String(value),
    }))
    const known = new Set(rows.map((row) => row.name))
    for (const [name, value] of this.#served) {
      if (!known.has(name)) rows.push({ name, type: 'string', default_value: '', value })
    }
    return rows
  }
}

function withValue(values: FlagValues, name: string, value: string | number | boolean): FlagValues {
  const present: unknown = Object.entries(values).find(([key]) => key === name)?.[1]
  if (typeof present === 'number') {
    const number = Number(value)
    return Number.isInteger(number) ? { ...values, [name]: number } : values
  }
  if (typeof present === 'boolean') {
    return {
      ...values,
      [name]: value === true || value === 1 || /^(true|t|1|yes)$/i.test(`${value}`),
    }
  }
  return typeof present === 'string' ? { ...values, [name]: String(value) } : values
}
