// What reading a table costs an agent as a rule of thumb, where nothing was measured: CPU milliseconds,
// rows and bytes a row. Orders of magnitude of agents' own tables, by what stands behind them.

/** How far a query narrows a table that walks whatever it is asked for. */
export type Narrowing = 'exact' | 'joined' | 'pattern' | 'wide'

export type Price = { cpu_ms: number; rows: number; row_bytes: number }

const price = (cpu_ms: number, rows: number, row_bytes: number): Price => ({
  cpu_ms,
  rows,
  row_bytes,
})

const words = (text: string) => text.split(/\s+/)

/** One row or a few, from memory or one call. */
const single = price(2, 1, 200)
/** Lists that a system keeps short. */
const short = price(10, 40, 150)
const ofEvents = price(5, 25, 400)

const lists: readonly [Price, string][] = [
  [
    single,
    `osquery_info system_info os_version kernel_info uptime time platform_info chassis_info
     cpu_info cpu_time load_average memory_info virtual_memory_info secureboot sip_config gatekeeper
     screenlock battery ec2_instance_metadata azure_instance_metadata docker_info docker_version
     windows_security_center location_services connectivity ntdomains password_policy tpm_info`,
  ],
  [price(60, 250, 350), 'processes services drivers kernel_modules system_controls launchd'],
  [price(150, 200, 200), 'process_open_sockets listening_ports docker_containers process_envs'],
  [price(400, 3_000, 150), 'process_open_files process_open_handles memory_map certificates'],
  [price(2_500, 12_000, 200), 'process_memory_map unified_log windows_eventlog shimcache'],
  [price(300, 300, 400), 'apps programs patches startup_items keychain_items scheduled_tasks'],
  [price(400, 60, 300), 'chrome_extensions firefox_addons safari_extensions vscode_extensions'],
  [price(400, 800, 200), 'shell_history crontab user_ssh_keys authorized_keys known_hosts'],
  [price(1_500, 400, 200), 'suid_bin system_profiler iokit_registry iokit_devicetree acpi_tables'],
  [price(1_000, 1, 2_000), 'curl curl_certificate'],
]

const listed = new Map(lists.flatMap(([each, names]) => words(names).map((name) => [name, each])))

const walking: Record<string, Record<Narrowing, Price>> = {
  file: {
    exact: price(2, 1, 250),
    joined: price(1, 1, 250),
    pattern: price(60, 150, 250),
    wide: price(6_000, 20_000, 250),
  },
  hash: {
    exact: price(40, 1, 300),
    joined: price(25, 1, 300),
    pattern: price(2_500, 150, 300),
    wide: price(60_000, 20_000, 300),
  },
  yara: {
    exact: price(2_500, 1, 300),
    joined: price(150, 1, 300),
    pattern: price(6_000, 150, 300),
    wide: price(60_000, 20_000, 300),
  },
  augeas: {
    exact: price(60, 40, 150),
    joined: price(60, 5, 150),
    pattern: price(2_500, 300, 150),
    wide: price(6_000, 5_000, 150),
  },
  packages: {
    exact: price(300, 1, 150),
    joined: price(300, 1, 150),
    pattern: price(2_500, 20, 150),
    wide: price(2_500, 1_500, 150),
  },
  registry: {
    exact: price(5, 5, 200),
    joined: price(5, 1, 200),
    pattern: price(80, 200, 200),
    wide: price(6_000, 20_000, 200),
  },
}

const walkers: Record<string, string> = {
  mdfind: 'yara',
  yara_file: 'yara',
  yara_process: 'yara',
  device_hash: 'hash',
  authenticode: 'hash',
  signature: 'hash',
  magic: 'file',
  extended_attributes: 'file',
  ntfs_acl_permissions: 'file',
  plist: 'file',
  mdls: 'file',
  deb_package_files: 'packages',
  rpm_package_files: 'packages',
  package_receipts: 'packages',
  package_bom: 'packages',
}

/** The price of one reading of that table. Tables that nobody listed count as a short list. */
export function priceOf(table: string, evented: boolean, narrowing: Narrowing): Price {
  const walker = walkers[table] ?? (/_packages$/.test(table) ? 'packages' : table)
  const known = Object.hasOwn(walking, walker) ? walking[walker]?.[narrowing] : undefined
  if (known) return known
  return evented ? ofEvents : (listed.get(table) ?? short)
}

/** Whether reading the table costs by how far the query narrows it. */
export function isWalked(table: string): boolean {
  return Object.hasOwn(walkers, table) || Object.hasOwn(walking, table) || /_packages$/.test(table)
}
