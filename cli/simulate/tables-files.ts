// A few dozen files that every computer has: enough for file, hash, suid_bin and plist to answer.
import { createHash } from 'node:crypto'
import type { Cells } from './executor'
import type { Machine } from './machine'
import type { TableSource } from './tables'

export const fileTables: Record<string, TableSource> = {
  file: { rows: (m) => paths(m).map((path, i) => file(m, path, i)) },
  hash: { rows: (m) => paths(m).map((path) => hash(m, path)) },
  suid_bin: { rows: suid },
  plist: { rows: plist },
}

function paths(m: Machine): string[] {
  const { login } = m.user
  if (m.platform === 'windows') {
    return [
      'C:\\Windows\\System32\\cmd.exe',
      'C:\\Windows\\System32\\drivers\\etc\\hosts',
      'C:\\Windows\\System32\\WindowsPowerShell\\v1.0\\powershell.exe',
      'C:\\Windows\\System32\\sethc.exe',
      'C:\\Program Files\\osquery\\osquery.flags',
      `C:\\Users\\${login}\\NTUSER.DAT`,
      `C:\\Users\\${login}\\Downloads\\setup.exe`,
    ]
  }
  const mac = m.platform === 'darwin'
  const home = `${mac ? '/Users' : '/home'}/${login}`
  return [
    '/etc/passwd',
    '/etc/hosts',
    '/etc/shells',
    '/etc/sudoers',
    '/etc/ssh/sshd_config',
    '/bin/bash',
    '/bin/sh',
    '/usr/bin/sudo',
    '/usr/bin/ssh',
    '/usr/bin/login',
    '/tmp/install.log',
    `${home}/.ssh/id_ed25519`,
    `${home}/Downloads/report.pdf`,
    ...(mac
      ? [
          '/bin/zsh',
          '/System/Library/CoreServices/SystemVersion.plist',
          '/Library/Preferences/com.apple.loginwindow.plist',
        ]
      : ['/etc/shadow', '/etc/crontab', '/etc/os-release', '/usr/sbin/sshd']),
  ]
}

function split(m: Machine, path: string): { directory: string; filename: string } {
  const slash = m.platform === 'windows' ? '\\' : '/'
  const at = path.lastIndexOf(slash)
  return { directory: path.slice(0, at) || slash, filename: path.slice(at + 1) }
}

function file(m: Machine, path: string, i: number): Cells {
  const personal = path.includes(m.user.login)
  const changed = m.installedAt + i * 977
  const size = content(m, path).length * 100 + 400 * (i + 1)
  return {
    path,
    ...split(m, path),
    inode: m.platform === 'windows' ? 0 : 1_000_000 + i * 37 + m.index,
    uid: personal ? m.user.uid : 0,
    gid: personal ? 20 : 0,
    mode:
      path.endsWith('id_ed25519') || path === '/etc/shadow'
        ? '0600'
        : path.includes('/bin/')
          ? '0755'
          : '0644',
    device: 16_777_220,
    size,
    block_size: 4096,
    atime: m.bootedAt,
    mtime: changed,
    ctime: changed,
    btime: m.installedAt,
    hard_links: 1,
    symlink: 0,
    type: 'regular',
    symlink_target_path: '',
    attributes: 'A',
  }
}

/** System files are the same on every computer with that release, personal ones are not. */
function content(m: Machine, path: string): string {
  const shared = /^(\/bin|\/usr|\/System|C:\\Windows)/.test(path)
  return `${path}|${shared ? m.os.build || m.os.version : m.key}`
}

function hash(m: Machine, path: string): Cells {
  const of = (algorithm: string) => createHash(algorithm).update(content(m, path)).digest('hex')
  return {
    path,
    directory: split(m, path).directory,
    md5: of('md5'),
    sha1: of('sha1'),
    sha256: of('sha256'),
  }
}

function suid(m: Machine): Cells[] {
  const known = ['/usr/bin/sudo', '/usr/bin/su', '/usr/bin/passwd', '/usr/bin/newgrp']
  const odd = m.random('suid')() < 0.05 ? ['/usr/local/bin/helper'] : []
  return [...known, ...odd].map((path) => ({
    path,
    username: 'root',
    groupname: m.platform === 'darwin' ? 'wheel' : 'root',
    permissions: 'S',
  }))
}

function plist(m: Machine): Cells[] {
  const version = '/System/Library/CoreServices/SystemVersion.plist'
  const login = '/Library/Preferences/com.apple.loginwindow.plist'
  return [
    { key: 'ProductVersion', subkey: '', value: m.os.version, path: version },
    { key: 'ProductBuildVersion', subkey: '', value: m.os.build, path: version },
    { key: 'GuestEnabled', subkey: '', value: m.index % 9 === 0 ? '1' : '0', path: login },
    { key: 'lastUserName', subkey: '', value: m.user.login, path: login },
  ]
}
