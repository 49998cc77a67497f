// Accounts, groups, sessions and keys.
import type { Cells } from './executor'
import type { Machine } from './machine'
import { hex, uuid } from './random'
import type { TableSource } from './tables'

export const userTables: Record<string, TableSource> = {
  users: { rows: users },
  groups: { rows: groups },
  user_groups: { rows: userGroups },
  logged_in_users: { lifetimeSeconds: 600, rows: loggedIn },
  last: { rows: last },
  shell_history: { rows: shellHistory },
  authorized_keys: { rows: authorizedKeys },
  user_ssh_keys: { rows: sshKeys },
  account_policy_data: {
    rows: (m) => [
      {
        uid: m.user.uid,
        creation_time: m.installedAt + 0.5,
        failed_login_count: 0,
        failed_login_timestamp: 0,
        password_last_set_time: m.installedAt + 86_400.25,
      },
    ],
  },
}

interface Account {
  uid: number
  gid: number
  name: string
  description: string
  home: string
  shell: string
}

function accounts(m: Machine): Account[] {
  const { login, name, uid } = m.user
  if (m.platform === 'windows') {
    const home = (user: string) => `C:\\Users\\${user}`
    const shell = 'C:\\Windows\\System32\\cmd.exe'
    return [
      {
        uid: 500,
        gid: 544,
        name: 'Administrator',
        description: 'Built-in account',
        home: home('Administrator'),
        shell,
      },
      {
        uid: 501,
        gid: 546,
        name: 'Guest',
        description: 'Built-in account for guests',
        home: '',
        shell,
      },
      {
        uid: 18,
        gid: 18,
        name: 'SYSTEM',
        description: '',
        home: '%systemroot%\\system32\\config\\systemprofile',
        shell,
      },
      { uid, gid: 544, name: login, description: name, home: home(login), shell },
    ]
  }
  const mac = m.platform === 'darwin'
  const none = mac ? '/usr/bin/false' : '/usr/sbin/nologin'
  const all: Account[] = [
    {
      uid: 0,
      gid: 0,
      name: 'root',
      description: mac ? 'System Administrator' : 'root',
      home: mac ? '/var/root' : '/root',
      shell: mac ? '/bin/sh' : '/bin/bash',
    },
    {
      uid: 1,
      gid: 1,
      name: 'daemon',
      description: 'System Services',
      home: mac ? '/var/root' : '/usr/sbin',
      shell: none,
    },
    {
      uid: mac ? 70 : 33,
      gid: mac ? 70 : 33,
      name: mac ? '_www' : 'www-data',
      description: 'World Wide Web Server',
      home: mac ? '/Library/WebServer' : '/var/www',
      shell: none,
    },
    {
      uid: mac ? 65 : 102,
      gid: mac ? 65 : 105,
      name: mac ? '_mdnsresponder' : 'sshd',
      description: '',
      home: '/run/sshd',
      shell: none,
    },
    {
      uid,
      gid: mac ? 20 : uid,
      name: login,
      description: name,
      home: `${mac ? '/Users' : '/home'}/${login}`,
      shell: mac ? '/bin/zsh' : '/bin/bash',
    },
  ]
  if (m.random('second user')() < 0.25) {
    all.push({
      uid: uid + 1,
      gid: mac ? 20 : uid + 1,
      name: 'support',
      description: 'IT Support',
      home: `${mac ? '/Users' : '/home'}/support`,
      shell: '/bin/bash',
    })
  }
  return all
}

function users(m: Machine): Cells[] {
  return accounts(m).map((a) => ({
    uid: a.uid,
    gid: a.gid,
    uid_signed: a.uid,
    gid_signed: a.gid,
    username: a.name,
    description: a.description,
    directory: a.home,
    shell: a.shell,
    uuid:
      m.platform === 'windows'
        ? `S-1-5-21-${Number.parseInt(hex(8, m.key), 16)}-${a.uid}`
        : m.platform === 'darwin'
          ? uuid(m.key, a.name).toUpperCase()
          : '',
    type: a.uid < 1000 ? 'special' : 'local',
    is_hidden: 0,
  }))
}

function groups(m: Machine): Cells[] {
  const known: [number, string][] =
    m.platform === 'windows'
      ? [
          [544, 'Administrators'],
          [545, 'Users'],
          [546, 'Guests'],
          [555, 'Remote Desktop Users'],
        ]
      : m.platform === 'darwin'
        ? [
            [0, 'wheel'],
            [1, 'daemon'],
            [20, 'staff'],
            [80, 'admin'],
            [70, '_www'],
          ]
        : [
            [0, 'root'],
            [1, 'daemon'],
            [27, 'sudo'],
            [33, 'www-data'],
            [999, 'docker'],
            [m.user.uid, m.user.login],
          ]
  return known.map(([gid, groupname]) => ({
    gid,
    gid_signed: gid,
    groupname,
    group_sid: `S-1-5-32-${gid}`,
    comment: '',
    is_hidden: 0,
  }))
}

function userGroups(m: Machine): Cells[] {
  const admin = { darwin: 80, linux: 27, windows: 544 }[m.platform]
  return [
    ...accounts(m).map((a) => ({ uid: a.uid, gid: a.gid })),
    ...(m.random('admin')() < 0.4 ? [{ uid: m.user.uid, gid: admin }] : []),
  ]
}

function loggedIn(m: Machine, now: number): Cells[] {
  const present = m.random('logged in', Math.floor(now / 3600))() < 0.85
  if (!present) return []
  const tty = { darwin: 'console', linux: 'pts/0', windows: 'Console' }[m.platform]
  return [
    {
      type: m.platform === 'windows' ? 'active' : 'user',
      user: m.user.login,
      tty,
      host: m.platform === 'linux' ? '10.0.0.9' : '',
      time: Math.max(m.bootedAt + 60, Math.floor(now / 86_400) * 86_400),
      pid: m.platform === 'windows' ? -1 : 700 + (m.index % 200),
    },
  ]
}

function last(m: Machine): Cells[] {
  return [0, 1, 2].map((day) => ({
    username: m.user.login,
    tty: 'ttys000',
    pid: 900 + day,
    type: 7,
    type_name: 'user-process',
    time: m.bootedAt - day * 86_400,
    host: '',
  }))
}

function shellHistory(m: Machine): Cells[] {
  const home =
    m.platform === 'darwin'
      ? `/Users/${m.user.login}/.zsh_history`
      : `/home/${m.user.login}/.bash_history`
  return ['git pull', 'docker ps', 'kubectl get pods', 'ls -la'].map((command, i) => ({
    uid: m.user.uid,
    time: m.bootedAt + i * 60,
    command,
    history_file: home,
  }))
}

function authorizedKeys(m: Machine): Cells[] {
  if (m.platform !== 'linux') return []
  return [
    {
      uid: m.user.uid,
      algorithm: 'ssh-ed25519',
      key: `AAAAC3NzaC1lZDI1NTE5AAAAI${hex(40, m.key, 'authorized')}`,
      options: '',
      comment: `${m.user.login}@laptop`,
      key_file: `/home/${m.user.login}/.ssh/authorized_keys`,
    },
  ]
}

function sshKeys(m: Machine): Cells[] {
  const home =
    { darwin: '/Users/', linux: '/home/', windows: 'C:\\Users\\' }[m.platform] + m.user.login
  const slash = m.platform === 'windows' ? '\\' : '/'
  return [
    {
      uid: m.user.uid,
      path: [home, '.ssh', 'id_ed25519'].join(slash),
      encrypted: m.random('ssh key')() < 0.7 ? 1 : 0,
      key_type: 'ed25519',
      key_group_name: '',
      key_length: -1,
      key_security_bits: -1,
    },
  ]
}
