// The operating system itself: release, identity, time, kernel, settings.
import type { Cells } from './executor'
import type { Machine } from './machine'
import { hex } from './random'
import type { TableSource } from './tables'

export const systemTables: Record<string, TableSource> = {
  os_version: { rows: (m) => [osVersion(m)] },
  system_info: { rows: (m) => [systemInfo(m)] },
  platform_info: { rows: (m) => [platformInfo(m)] },
  uptime: { lifetimeSeconds: 1, rows: (m, now) => [uptime(now - m.bootedAt)] },
  time: { lifetimeSeconds: 1, rows: (_, now) => [time(now)] },
  kernel_info: { rows: kernelInfo },
  kernel_modules: { rows: (m) => (m.platform === 'linux' ? kernelModules(m) : []) },
  kernel_extensions: { rows: kernelExtensions },
  system_controls: { rows: systemControls },
  sip_config: { rows: sipConfig },
  gatekeeper: { rows: () => [{ assessments_enabled: 1, dev_id_enabled: 1, version: '8.0' }] },
  alf: { rows: firewall },
  nvram: { rows: () => [{ name: 'auto-boot', type: 'CFString', value: 'true' }] },
  patches: { rows: patches },
  windows_security_center: { rows: securityCenter },
  registry: { rows: registry },
  selinux_settings: {
    rows: (m) =>
      m.os.platform === 'rhel'
        ? [{ scope: '', key: 'enforce', value: m.index % 4 ? '1' : '0' }]
        : [],
  },
  load_average: {
    lifetimeSeconds: 60,
    rows: (m, now) =>
      ['1m', '5m', '15m'].map((period) => ({
        period,
        average: (m.random('load', period, Math.floor(now / 60))() * m.cores * 0.6).toFixed(6),
      })),
  },
}

function osVersion(m: Machine): Cells {
  const { name, version, major, minor, patch, build, platform, codename, arch } = m.os
  return {
    name,
    version,
    major,
    minor,
    patch,
    build,
    platform,
    platform_like: m.os.platformLike,
    codename,
    arch,
    install_date: m.installedAt,
    revision: m.os.revision ?? 0,
    extra: '',
  }
}

function systemInfo(m: Machine): Cells {
  const apple = m.platform === 'darwin'
  return {
    hostname: m.hostname,
    uuid: m.uuid,
    cpu_type: apple ? 'arm64e' : 'x86_64',
    cpu_subtype: apple ? 'ARM64E' : '85',
    cpu_brand: m.cpu,
    cpu_physical_cores: apple ? m.cores : Math.ceil(m.cores / 2),
    cpu_logical_cores: m.cores,
    cpu_sockets: 1,
    cpu_microcode: apple ? '' : '0xd0003f5',
    physical_memory: m.memoryBytes,
    hardware_vendor: m.vendor,
    hardware_model: m.model,
    hardware_version: apple ? '' : '1.0',
    hardware_serial: m.serial,
    board_vendor: apple ? '' : m.vendor,
    board_model: apple ? '' : `Base ${hex(4, m.model)}`,
    board_version: '',
    board_serial: '',
    computer_name: m.computerName,
    local_hostname: m.hostname.split('.')[0] ?? m.hostname,
    emulated_cpu_type: m.platform === 'windows' ? 'x86_64' : null,
  }
}

function platformInfo(m: Machine): Cells {
  const apple = m.platform === 'darwin'
  return {
    vendor: apple ? 'Apple Inc.' : m.vendor,
    version: apple ? '11881.140.96' : `1.${m.index % 9}.0`,
    date: apple ? '' : '03/14/2025',
    revision: '',
    extra: '',
    firmware_type: apple ? 'iboot' : 'uefi',
    address: '0xf0000',
    size: '65536',
    volume_size: 16_777_216,
  }
}

function uptime(seconds: number): Cells {
  return {
    days: Math.floor(seconds / 86_400),
    hours: Math.floor(seconds / 3600) % 24,
    minutes: Math.floor(seconds / 60) % 60,
    seconds: seconds % 60,
    total_seconds: seconds,
  }
}

function time(now: number): Cells {
  const at = new Date(now * 1000)
  const days = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday']
  return {
    weekday: days[at.getUTCDay()] ?? '',
    year: at.getUTCFullYear(),
    month: at.getUTCMonth() + 1,
    day: at.getUTCDate(),
    hour: at.getUTCHours(),
    minutes: at.getUTCMinutes(),
    seconds: at.getUTCSeconds(),
    timezone: 'UTC',
    local_timezone: 'UTC',
    unix_time: now,
    timestamp: `${at.toUTCString().replace('GMT', 'UTC')}`,
    datetime: at.toISOString().replace('.000', ''),
    iso_8601: at.toISOString().replace('.000', ''),
    win_timestamp: (BigInt(now) + 11_644_473_600n) * 10_000_000n,
  }
}

function kernelInfo(m: Machine): Cells[] {
  const linux = m.platform === 'linux'
  return [
    {
      version: m.os.kernel,
      arguments: linux ? 'ro quiet splash' : '',
      path: linux
        ? `/boot/vmlinuz-${m.os.kernel}`
        : m.platform === 'darwin'
          ? '/System/Library/Kernels/kernel'
          : 'C:\\Windows\\System32\\ntoskrnl.exe',
      device: linux ? 'UUID=6a0d4f5e-1c2b-4b5e-9d8f-2f6f6f1c0a11' : '',
    },
  ]
}

function kernelModules(m: Machine): Cells[] {
  const names = [
    'ext4',
    'overlay',
    'br_netfilter',
    'nf_conntrack',
    'virtio_net',
    'kvm',
    'xfs',
    'ip_tables',
    'tls',
  ]
  const r = m.random('kernel_modules')
  return names.map((name, i) => ({
    name,
    size: 16_384 + Math.floor(r() * 40) * 4096,
    used_by: i % 3 === 0 ? '-' : (names[i - 1] ?? '-'),
    status: 'Live',
    address: '0x0000000000000000',
  }))
}

function kernelExtensions(m: Machine): Cells[] {
  const names = [
    'com.apple.kpi.bsd',
    'com.apple.iokit.IOUSBFamily',
    'com.apple.driver.AppleBacklight',
  ]
  return names.map((name, idx) => ({
    idx: idx + 1,
    refs: 3 + idx,
    size: 65_536,
    name,
    version: m.os.kernel,
    linked_against: '<1>',
    path: `/System/Library/Extensions/${name.split('.').pop()}.kext`,
  }))
}

function systemControls(m: Machine): Cells[] {
  const values: [string, string][] = [
    ['kern.hostname', m.hostname],
    ['kern.osrelease', m.os.kernel],
    ['net.ipv4.ip_forward', m.random('forward')() < 0.2 ? '1' : '0'],
    ['net.ipv4.conf.all.accept_redirects', '0'],
    ['kernel.randomize_va_space', '2'],
    ['fs.protected_symlinks', '1'],
  ]
  return values.map(([name, value]) => ({
    name,
    oid: '',
    subsystem: name.split('.')[0] ?? '',
    current_value: value,
    config_value: '',
    type: 'string',
  }))
}

function sipConfig(): Cells[] {
  const flags = ['allow_apple_internal', 'allow_kernel_debugger', 'allow_unrestricted_fs']
  return [
    { config_flag: 'sip', enabled: 1, enabled_nvram: 1 },
    ...flags.map((config_flag) => ({ config_flag, enabled: 0, enabled_nvram: 0 })),
  ]
}

function firewall(m: Machine): Cells[] {
  const on = m.random('firewall')() < 0.85 ? 1 : 0
  return [
    {
      allow_signed_enabled: 1,
      firewall_unload: 0,
      global_state: on,
      logging_enabled: 1,
      logging_option: 0,
      stealth_enabled: on,
      version: '1.6',
    },
  ]
}

function patches(m: Machine): Cells[] {
  const r = m.random('patches')
  return ['KB5064081', 'KB5056579', 'KB5054156', 'KB5049622']
    .filter(() => r() < 0.85)
    .map((hotfix) => ({
      csname: m.hostname,
      hotfix_id: hotfix,
      caption: `https://support.microsoft.com/help/${hotfix.slice(2)}`,
      description: r() < 0.5 ? 'Security Update' : 'Update',
      fix_comments: '',
      installed_by: 'NT AUTHORITY\\SYSTEM',
      install_date: '',
      installed_on: `${1 + Math.floor(r() * 9)}/${1 + Math.floor(r() * 27)}/2026`,
    }))
}

function securityCenter(m: Machine): Cells[] {
  const good = m.random('security')() < 0.9 ? 'Good' : 'Poor'
  return [
    {
      firewall: good,
      autoupdate: 'Good',
      antivirus: good,
      antispyware: 'Good',
      internet_settings: 'Good',
      windows_security_center_service: 'Good',
      user_account_control: 'Good',
    },
  ]
}

function registry(m: Machine): Cells[] {
  const current = 'HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion'
  const policies =
    'HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Policies\\System'
  const lsa = 'HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Control\\Lsa'
  const values: [string, string, string, string][] = [
    [current, 'ProductName', 'REG_SZ', m.os.name.replace('Microsoft ', '')],
    [current, 'CurrentBuild', 'REG_SZ', m.os.build],
    [current, 'UBR', 'REG_DWORD', String(m.os.revision ?? 0)],
    [policies, 'EnableLUA', 'REG_DWORD', '1'],
    [policies, 'ConsentPromptBehaviorAdmin', 'REG_DWORD', m.random('uac')() < 0.8 ? '5' : '0'],
    [lsa, 'RunAsPPL', 'REG_DWORD', m.random('ppl')() < 0.6 ? '1' : '0'],
    [lsa, 'LmCompatibilityLevel', 'REG_DWORD', '5'],
  ]
  return values.map(([key, name, type, data]) => ({
    key,
    path: `${key}\\${name}`,
    name,
    type,
    data,
    mtime: m.installedAt,
  }))
}
