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

function account(
  [uid, gid]: [number, number],
  [name, description]: [string, string],
  [home, shell]: [string, string],
): Account {
  return { uid, gid, name, description, home, shell }
}

function accounts(m: Machine): Account[] {
  return { darwin: macAccounts, linux: linuxAccounts, windows: windowsAccounts }[m.platform](m)
}

function windowsAccounts({ user }: Machine): Account[] {
  const shell = 'C:\\Windows\\System32\\cmd.exe'
  const home = (name: string): [string, string] => [`C:\\Users\\${name}`, shell]
  const profile = '%systemroot%\\system32\\config\\systemprofile'
  return [
    account([500, 544], ['Administrator', 'Built-in account'], home('Administrator')),
    account([501, 546], ['Guest', 'Built-in account for guests'], ['', shell]),
    account([18, 18], ['SYSTEM', ''], [profile, shell]),
    account([user.uid, 544], [user.login, user.name], home(user.login)),
  ]
}

function macAccounts(m: Machine): Account[] {
  const { uid, login, name } = m.user
  const none = '/usr/bin/false'
  return [
    account([0, 0], ['root', 'System Administrator'], ['/var/root', '/bin/sh']),
    account([1, 1], ['daemon', 'System Services'], ['/var/root', none]),
    account([70, 70], ['_www', 'World Wide Web Server'], ['/Library/WebServer', none]),
    account([65, 65], ['_mdnsresponder', 'mDNSResponder'], ['/var/empty', none]),
    account([uid, 20], [login, name], [`/Users/${login}`, '/bin/zsh']),
    ...support(m, 20, '/Users/support'),
  ]
}

function linuxAccounts(m: Machine): Account[] {
  const { uid, login, name } = m.user
  const none = '/usr/sbin/nologin'
  return [
    account([0, 0], ['root', 'root'], ['/root', '/bin/bash']),
    account([1, 1], ['daemon', 'daemon'], ['/usr/sbin', none]),
    account([33, 33], ['www-data', 'www-data'], ['/var/www', none]),
    account([102, 65_534], ['sshd', ''], ['/run/sshd', none]),
    account([uid, uid], [login, name], [`/home/${login}`, '/bin/bash']),
    ...support(m, uid + 1, '/home/support'),
  ]
}

/** A quarter of the computers have a second account. */
function support(m: Machine, gid: number, home: string): Account[] {
  if (m.random('second user')() >= 0.25) return []
  return [account([m.user.uid + 1, gid], ['support', 'IT Support'], [home, '/bin/bash'])]
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
