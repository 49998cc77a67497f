// How a computer is protected and what protects it: locks, firewalls, products, rules, boot.
import type { Cells } from './executor'
import type { Machine } from './machine'
import { hex } from './random'
import type { TableSource } from './tables'

const chance = (m: Machine, what: string, share: number): boolean => m.random(what)() < share
const bit = (on: boolean): number => (on ? 1 : 0)

export const securityTables: Record<string, TableSource> = {
  screenlock: {
    rows: (m) => [{ enabled: 1, grace_period: chance(m, 'lock', 0.15) ? 300 : 5 }],
  },
  secureboot: { rows: (m) => [{ secure_boot: bit(chance(m, 'boot', 0.9)), setup_mode: 0 }] },
  sharing_preferences: { rows: sharing },
  system_extensions: { rows: systemExtensions },
  signature: { rows: signatures },
  windows_security_products: { rows: products },
  windows_firewall_rules: { rows: firewallRules },
  windows_optional_features: { rows: optionalFeatures },
  security_profile_info: { rows: passwordRules },
  shared_resources: { rows: shares },
  drivers: { rows: drivers },
  iptables: { rows: packetFilter },
  sudoers: { rows: sudoRules },
  shadow: { rows: passwords },
}

function sharing(m: Machine): Cells[] {
  const remote = bit(chance(m, 'remote login', 0.12))
  return [
    {
      screen_sharing: bit(chance(m, 'screen sharing', 0.05)),
      file_sharing: 0,
      printer_sharing: 0,
      remote_login: remote,
      remote_management: 0,
      remote_apple_events: 0,
      internet_sharing: 0,
      bluetooth_sharing: 0,
      disc_sharing: 0,
      content_caching: 0,
    },
  ]
}

function systemExtensions(m: Machine): Cells[] {
  const known: [string, string, string, number][] = [
    [
      'com.example.guard.network',
      'com.apple.system_extension.network_extension',
      'GRD4EX4MPL',
      0.9,
    ],
    [
      'com.example.guard.endpoint',
      'com.apple.system_extension.endpoint_security',
      'GRD4EX4MPL',
      0.9,
    ],
    ['com.docker.vpnkit', 'com.apple.system_extension.network_extension', '9BNSXJN65R', 0.3],
  ]
  return known
    .filter(([identifier, , , share]) => chance(m, identifier, share))
    .map(([identifier, category, team]) => ({
      path: `/Library/SystemExtensions/${identifier}.systemextension`,
      UUID: hex(32, m.key, identifier),
      state: 'activated_enabled',
      identifier,
      version: '4.2.1',
      category,
      bundle_path: `/Applications/${identifier}.app`,
      team,
      mdm_managed: 1,
    }))
}

function signatures(m: Machine): Cells[] {
  const of = (path: string, signed: number, authority: string) => ({
    path,
    hash_resources: 1,
    hash_executable: 1,
    arch: 'arm64',
    signed,
    identifier: path.split('/').pop() ?? '',
    cdhash: hex(40, path),
    team_identifier: authority === '' ? '' : 'GRD4EX4MPL',
    authority,
    entitlements: '',
  })
  const helper = chance(m, 'helper', 0.04) ? [of('/usr/local/bin/helper', 0, '')] : []
  return [
    of('/opt/osquery/lib/osquery.app/Contents/MacOS/osqueryd', 1, 'Developer ID Application'),
    ...helper,
  ]
}

function products(m: Machine): Cells[] {
  const current = chance(m, 'signatures', 0.93)
  return [
    ['Antivirus', 'Windows Defender', current ? 1 : 0],
    ['Firewall', 'Windows Firewall', 1],
  ].map(([type = '', name = '', fresh = 1]) => ({
    type,
    name,
    state: 'On',
    state_timestamp: '',
    remediation_path: '',
    signatures_up_to_date: fresh,
  }))
}

function firewallRules(m: Machine): Cells[] {
  const rules: [string, string, string, string, boolean][] = [
    ['Core Networking - DHCP', 'C:\\Windows\\System32\\svchost.exe', 'UDP', '68', true],
    ['Remote Desktop - User Mode', '', 'TCP', '3389', chance(m, 'rdp', 0.2)],
    ['Development server', '', 'TCP', '8080', chance(m, 'dev rule', 0.1)],
  ]
  return rules.map(([name, app_name, protocol, local_ports, on]) => ({
    name,
    app_name,
    action: 'Allow',
    enabled: bit(on),
    grouping: '',
    direction: 'In',
    protocol,
    local_addresses: '*',
    remote_addresses: '*',
    local_ports,
    remote_ports: '*',
    icmp_types_codes: '',
    profile_domain: 1,
    profile_private: 1,
    profile_public: bit(name.startsWith('Core')),
    service_name: '',
  }))
}

function optionalFeatures(m: Machine): Cells[] {
  const known: [string, string, number][] = [
    ['Printing-PrintToPDFServices-Features', 'Microsoft Print to PDF', 1],
    ['Microsoft-Windows-Subsystem-Linux', 'Windows Subsystem for Linux', 0.3],
    ['SMB1Protocol', 'SMB 1.0/CIFS File Sharing Support', 0.04],
  ]
  return known.map(([name, caption, share]) => {
    const on = chance(m, name, share)
    return { name, caption, state: on ? 1 : 2, statename: on ? 'Enabled' : 'Disabled' }
  })
}

function passwordRules(m: Machine): Cells[] {
  const strict = chance(m, 'password rules', 0.85)
  return [
    {
      minimum_password_age: 1,
      maximum_password_age: strict ? 365 : 42,
      minimum_password_length: strict ? 12 : 0,
      password_complexity: bit(strict),
      password_history_size: strict ? 24 : 0,
      lockout_bad_count: strict ? 10 : 0,
      enable_admin_account: 0,
      enable_guest_account: 0,
      clear_text_password: 0,
    },
  ]
}

function shares(m: Machine): Cells[] {
  const own = chance(m, 'share', 0.08) ? [['Scans', 'C:\\Scans', 'Disk Drive']] : []
  const known = [
    ['ADMIN$', 'C:\\Windows', 'Disk Drive Admin'],
    ['C$', 'C:\\', 'Disk Drive Admin'],
    ['IPC$', '', 'IPC Admin'],
  ]
  return [...known, ...own].map(([name = '', path = '', type_name = '']) => ({
    name,
    path,
    type_name,
    description: '',
    status: 'OK',
    allow_maximum: 1,
  }))
}

function drivers(m: Machine): Cells[] {
  const intel = { provider: 'Intel', manufacturer: 'Intel Corporation', signed: 1 }
  const old = { provider: 'Example Devices', manufacturer: 'Example Devices', signed: 0 }
  const extra = chance(m, 'old driver', 0.03) ? [{ ...old, device_name: 'Controller' }] : []
  return [{ ...intel, device_name: 'Intel(R) Wi-Fi 6E AX211' }, ...extra].map((own, i) => ({
    ...own,
    device_id: `PCI\\VEN_8086&DEV_${i}`,
    image: `C:\\Windows\\System32\\drivers\\driver${i}.sys`,
    service: `driver${i}`,
    version: '23.60.1.2',
    class: 'Net',
  }))
}

function packetFilter(m: Machine): Cells[] {
  const rule = (target: string, dst_port: string, protocol: string) => ({
    filter_name: 'filter',
    chain: 'INPUT',
    policy: chance(m, 'policy', 0.8) ? 'DROP' : 'ACCEPT',
    target,
    protocol,
    src_port: '',
    dst_port,
    src_ip: '0.0.0.0',
    dst_ip: '0.0.0.0',
    iniface: '',
  })
  return [rule('ACCEPT', '22', 'tcp'), rule('ACCEPT', '443', 'tcp'), rule('DROP', '', 'all')]
}

function sudoRules(m: Machine): Cells[] {
  const group = m.platform === 'darwin' ? '%admin' : '%sudo'
  const deploy = {
    source: '/etc/sudoers.d/deploy',
    header: 'deploy',
    rule_details: 'ALL=(ALL) NOPASSWD: ALL',
  }
  return [
    { source: '/etc/sudoers', header: 'root', rule_details: 'ALL=(ALL) ALL' },
    { source: '/etc/sudoers', header: group, rule_details: 'ALL=(ALL) ALL' },
    ...(chance(m, 'deploy', 0.1) ? [deploy] : []),
  ]
}

function passwords(m: Machine): Cells[] {
  const of = (username: string, password_status: string) => ({
    username,
    password_status,
    hash_alg: password_status === 'active' ? 'y' : '',
    last_change: Math.floor(m.installedAt / 86_400),
    min: 0,
    max: 99_999,
    warning: 7,
  })
  return [of('root', 'locked'), of(m.user.login, 'active'), of('daemon', 'locked')]
}
