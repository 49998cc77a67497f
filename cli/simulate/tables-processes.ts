// What runs: processes that come and go, their sockets and files.
// The table of processes is the one source for ports and sockets, so that joins hold.
import type { Cells } from './executor'
import type { Machine } from './machine'
import { between } from './random'
import type { TableSource } from './tables'

export const processTables: Record<string, TableSource> = {
  processes: { lifetimeSeconds: 30, rows: (m, now) => running(m, now).map((p) => row(m, p, now)) },
  listening_ports: { lifetimeSeconds: 300, rows: listeningPorts },
  process_open_sockets: { lifetimeSeconds: 60, rows: openSockets },
  process_open_files: { lifetimeSeconds: 300, rows: openFiles },
  process_envs: { rows: () => [] },
}

interface Program {
  name: string
  path: string
  args: string
  /** Runs as the person and not as the system. */
  personal: boolean
  port?: number
  /** How likely it runs in any ten minutes; 1 always. */
  share: number
}

export interface Running extends Program {
  pid: number
  parent: number
  startedAt: number
}

const system = (path: string, args = '', port?: number, share = 1): Program => ({
  name: path.split(/[\\/]/).pop() ?? path,
  path,
  args,
  personal: false,
  share,
  ...(port === undefined ? {} : { port }),
})
const personal = (path: string, share: number): Program => ({
  ...system(path, '', undefined, share),
  personal: true,
})

const windows = 'C:\\Windows\\System32\\'
const programs: Record<Machine['platform'], readonly Program[]> = {
  darwin: [
    system('/sbin/launchd'),
    system('/usr/libexec/logd'),
    system('/usr/sbin/mDNSResponder', '', 5353),
    system('/usr/libexec/opendirectoryd'),
    system('/usr/sbin/securityd', '-i'),
    system('/System/Library/CoreServices/loginwindow.app/Contents/MacOS/loginwindow', 'console'),
    system('/usr/libexec/rapportd', '', 49_152),
    system('/usr/libexec/sshd-keygen-wrapper', '', 22, 0.15),
    system(
      '/opt/osquery/lib/osquery.app/Contents/MacOS/osqueryd',
      '--flagfile=/var/osquery/osquery.flags',
    ),
    personal('/System/Library/CoreServices/Finder.app/Contents/MacOS/Finder', 1),
    personal('/System/Library/CoreServices/Dock.app/Contents/MacOS/Dock', 1),
    personal('/Applications/Google Chrome.app/Contents/MacOS/Google Chrome', 0.9),
    personal('/Applications/Slack.app/Contents/MacOS/Slack', 0.85),
    personal('/Applications/zoom.us.app/Contents/MacOS/zoom.us', 0.4),
    personal('/Applications/Visual Studio Code.app/Contents/MacOS/Electron', 0.5),
    personal('/bin/zsh', 0.7),
  ],
  windows: [
    system('System'),
    system(`${windows}smss.exe`),
    system(`${windows}csrss.exe`),
    system(`${windows}wininit.exe`),
    system(`${windows}services.exe`),
    system(`${windows}lsass.exe`, '', 49_664),
    system(`${windows}svchost.exe`, '-k RPCSS -p', 135),
    system(`${windows}svchost.exe`, '-k LocalService -p'),
    system(`${windows}svchost.exe`, '-k netsvcs -p -s TermService', 3389, 0.3),
    system(`${windows}spoolsv.exe`),
    system('C:\\Program Files\\Windows Defender\\MsMpEng.exe'),
    system(
      'C:\\Program Files\\osquery\\osqueryd\\osqueryd.exe',
      '--flagfile="C:\\Program Files\\osquery\\osquery.flags"',
    ),
    personal('C:\\Windows\\explorer.exe', 1),
    personal('C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe', 0.9),
    personal('C:\\Program Files\\Microsoft Office\\root\\Office16\\OUTLOOK.EXE', 0.7),
    personal(`${windows}WindowsPowerShell\\v1.0\\powershell.exe`, 0.2),
  ],
  linux: [
    system('/usr/lib/systemd/systemd', '--system --deserialize 31'),
    system('/usr/lib/systemd/systemd-journald'),
    system('/usr/lib/systemd/systemd-resolved', '', 53),
    system('/usr/sbin/sshd', '-D', 22),
    system('/usr/sbin/cron', '-f'),
    system('/usr/bin/dbus-daemon', '--system'),
    system('/usr/sbin/nginx', '-g daemon off;', 443, 0.6),
    system('/usr/lib/postgresql/16/bin/postgres', '-D /var/lib/postgresql/16/main', 5432, 0.35),
    system('/usr/bin/redis-server', '127.0.0.1:6379', 6379, 0.3),
    system('/usr/bin/dockerd', '-H fd://', undefined, 0.5),
    system('/opt/osquery/bin/osqueryd', '--flagfile /etc/osquery/osquery.flags'),
    personal('/usr/bin/bash', 0.3),
    personal('/usr/bin/vim', 0.1),
  ],
}

/** What runs now: what this kind of computer has, then what somebody started on this one. */
export function running(m: Machine, now: number): Running[] {
  const started = m.started.list().map((program) => ({
    ...program,
    ...{ personal: true, share: 1, parent: 1 },
  }))
  return [...usual(m, now), ...started]
}

/** The processes of this ten-minute window. What always runs keeps its pid until the next boot. */
function usual(m: Machine, now: number): Running[] {
  const window = Math.floor(now / 600)
  return programs[m.platform].flatMap((program, i) => {
    // Whether a server role is present is fixed; what a person opens changes with the window.
    const draw = m.random('process', i, program.personal ? window : 'fixed')
    if (draw() >= program.share) return []
    const steady = program.share === 1 || !program.personal
    const pid = i === 0 ? (m.platform === 'windows' ? 4 : 1) : between(draw, 80, 4000) + i * 4000
    const startedAt = steady ? m.bootedAt + i : Math.max(m.bootedAt, window * 600 - i * 7)
    return [
      {
        ...program,
        pid: m.platform === 'windows' ? pid - (pid % 4) : pid,
        parent: i === 0 ? 0 : 1,
        startedAt,
      },
    ]
  })
}

function row(m: Machine, p: Running, now: number): Cells {
  const moving = m.random('usage', p.name, p.pid, Math.floor(now / 30))
  const uid = p.personal ? m.user.uid : 0
  const cpu = Math.floor((now - p.startedAt) * (1 + moving() * 4))
  const resident =
    between(m.random('memory', p.pid), 4, 400) * 1_048_576 + between(moving, 0, 512) * 4096
  return {
    pid: p.pid,
    name: p.name,
    path: p.path,
    cmdline: p.args === '' ? p.path : `${p.path} ${p.args}`,
    state: m.platform === 'windows' ? 'STILL_ACTIVE' : 'S',
    cwd: m.platform === 'windows' ? 'C:\\Windows\\System32\\' : '/',
    root: m.platform === 'windows' ? '' : '/',
    uid,
    gid: uid === 0 ? 0 : 20,
    euid: uid,
    egid: uid === 0 ? 0 : 20,
    suid: uid,
    sgid: uid === 0 ? 0 : 20,
    on_disk: p.path.length > 6 ? 1 : -1,
    wired_size: 0,
    resident_size: resident,
    total_size: resident * 6,
    user_time: cpu,
    system_time: Math.floor(cpu / 3),
    disk_bytes_read: resident * 2,
    disk_bytes_written: Math.floor(cpu * 100),
    start_time: p.startedAt,
    parent: p.parent,
    pgroup: p.pid,
    threads: between(moving, 1, 40),
    nice: 0,
    elevated_token: p.personal ? 0 : 1,
    elapsed_time: now - p.startedAt,
    handle_count: 300,
    percent_processor_time: cpu * 10_000,
    cgroup_path: p.personal ? '/user.slice' : `/system.slice/${p.name}.service`,
  }
}

function listeningPorts(m: Machine, now: number): Cells[] {
  return running(m, now).flatMap((p) => {
    if (p.port === undefined) return []
    const protocol = p.port === 53 || p.port === 5353 ? 17 : 6
    const address = [53, 5432, 6379].includes(p.port) ? '127.0.0.1' : '0.0.0.0'
    const port: Cells = {
      pid: p.pid,
      port: p.port,
      protocol,
      family: 2,
      address,
      fd: 5,
      socket: 20_000 + p.pid,
      path: '',
    }
    return address === '0.0.0.0'
      ? [port, { ...port, family: m.platform === 'linux' ? 10 : 30, address: '::' }]
      : [port]
  })
}

function openSockets(m: Machine, now: number): Cells[] {
  const targets = ['140.82.112.26', '34.117.59.81', '52.114.132.73', '17.57.144.86', '10.0.0.2']
  return running(m, now)
    .filter((p) => p.personal || /osqueryd|sshd|nginx/.test(p.name))
    .map((p, i) => {
      const draw = m.random('socket', p.pid, Math.floor(now / 60))
      return {
        pid: p.pid,
        fd: 20 + i,
        socket: 30_000 + p.pid,
        family: 2,
        protocol: 6,
        local_address: m.address,
        remote_address: targets[between(draw, 0, targets.length - 1)] ?? '',
        local_port: between(draw, 49_152, 65_535),
        remote_port: 443,
        path: '',
        state: 'ESTABLISHED',
      }
    })
}

function openFiles(m: Machine, now: number): Cells[] {
  return running(m, now).flatMap((p) => [
    { pid: p.pid, fd: 0, path: '/dev/null' },
    { pid: p.pid, fd: 1, path: `/var/log/${p.name}.log` },
  ])
}
