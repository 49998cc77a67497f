// What starts by itself: services, units, launch items, tasks, cron.
import type { Cells } from './executor'
import type { Machine } from './machine'
import type { TableSource } from './tables'
import { running } from './tables-processes'

export const serviceTables: Record<string, TableSource> = {
  services: { rows: services },
  systemd_units: { rows: systemdUnits },
  launchd: { rows: launchd },
  startup_items: { rows: startupItems },
  scheduled_tasks: { rows: scheduledTasks },
  crontab: { rows: crontab },
}

function services(m: Machine): Cells[] {
  const known: [string, string, string][] = [
    ['WinDefend', 'Microsoft Defender Antivirus Service', 'AUTO_START'],
    ['osqueryd', 'osqueryd', 'AUTO_START'],
    ['Spooler', 'Print Spooler', 'AUTO_START'],
    ['TermService', 'Remote Desktop Services', 'DEMAND_START'],
    ['wuauserv', 'Windows Update', 'DEMAND_START'],
    ['RemoteRegistry', 'Remote Registry', 'DISABLED'],
  ]
  return known.map(([name, display_name, start_type], i) => {
    const on = start_type === 'AUTO_START' || m.random('service', name)() < 0.3
    return {
      name,
      service_type: 'OWN_PROCESS',
      display_name,
      status: on ? 'RUNNING' : 'STOPPED',
      pid: on ? 1000 + i * 4 : 0,
      start_type,
      win32_exit_code: on ? 0 : 1077,
      service_exit_code: 0,
      path: `C:\\Windows\\System32\\svchost.exe -k ${name}`,
      module_path: '',
      description: display_name,
      user_account: 'LocalSystem',
    }
  })
}

function systemdUnits(m: Machine): Cells[] {
  return running(m, m.bootedAt)
    .filter((p) => !p.personal)
    .map((p) => ({
      id: `${p.name}.service`,
      description: p.name,
      load_state: 'loaded',
      active_state: 'active',
      sub_state: 'running',
      unit_file_state: 'enabled',
      following: '',
      object_path: `/org/freedesktop/systemd1/unit/${p.name}_2eservice`,
      job_id: 0,
      job_type: '',
      job_path: '/',
      fragment_path: `/usr/lib/systemd/system/${p.name}.service`,
      user: '',
      source_path: '',
    }))
}

function launchd(m: Machine): Cells[] {
  const labels: [string, string, string][] = [
    ['com.apple.mDNSResponder', '/System/Library/LaunchDaemons', '/usr/sbin/mDNSResponder'],
    ['com.apple.securityd', '/System/Library/LaunchDaemons', '/usr/sbin/securityd'],
    ['io.osquery.agent', '/Library/LaunchDaemons', '/opt/osquery/bin/osqueryd'],
    [
      'com.google.keystone.agent',
      `/Users/${m.user.login}/Library/LaunchAgents`,
      '/Library/Google/GoogleSoftwareUpdate',
    ],
    [
      'com.docker.vmnetd',
      '/Library/LaunchDaemons',
      '/Library/PrivilegedHelperTools/com.docker.vmnetd',
    ],
  ]
  return labels
    .filter(([label]) => label !== 'com.docker.vmnetd' || m.random('docker')() < 0.4)
    .map(([label, folder, program]) => ({
      path: `${folder}/${label}.plist`,
      name: `${label}.plist`,
      label,
      program,
      run_at_load: '1',
      keep_alive: '1',
      on_demand: '',
      disabled: '',
      username: '',
      program_arguments: program,
      process_type: 'Background',
    }))
}

function startupItems(m: Machine): Cells[] {
  const windowsHost = m.platform === 'windows'
  return ['Slack', 'OneDrive', 'Zoom']
    .filter((name) => m.random('startup', name)() < 0.6)
    .map((name) => ({
      name,
      path: windowsHost
        ? `C:\\Users\\${m.user.login}\\AppData\\Local\\${name}\\${name}.exe`
        : `/Applications/${name}.app`,
      args: '',
      type: windowsHost ? 'Startup Item' : 'Login Item',
      source: windowsHost ? 'HKEY_USERS\\Software\\Microsoft\\Windows\\CurrentVersion\\Run' : '',
      status: 'enabled',
      username: m.user.login,
    }))
}

function scheduledTasks(m: Machine): Cells[] {
  return [
    'GoogleUpdateTaskMachineCore',
    'OneDrive Standalone Update Task',
    'MicrosoftEdgeUpdateTaskMachineUA',
  ].map((name) => ({
    name,
    action: `C:\\Program Files\\${name}.exe`,
    path: `\\${name}`,
    enabled: 1,
    state: 'ready',
    hidden: 0,
    last_run_time: m.bootedAt,
    next_run_time: m.bootedAt + 86_400,
    last_run_message: 'The operation completed successfully.',
    last_run_code: '0x0',
  }))
}

function crontab(m: Machine): Cells[] {
  if (m.platform === 'darwin') return []
  const entries: [string, string][] = [
    ['17', 'root cd / && run-parts --report /etc/cron.hourly'],
    ['25', 'root test -x /usr/sbin/anacron || run-parts --report /etc/cron.daily'],
    [String(m.index % 60), 'root /usr/local/bin/backup.sh'],
  ]
  return entries.map(([minute, command], i) => ({
    event: '',
    minute,
    hour: i === 0 ? '*' : '6',
    day_of_month: '*',
    month: '*',
    day_of_week: '*',
    command,
    path: '/etc/crontab',
  }))
}
