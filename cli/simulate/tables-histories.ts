// What a computer remembers: updates, installations, crashes; and the tools of those who write programs.
import type { Cells } from './executor'
import type { Machine } from './machine'
import { between, uuid } from './random'
import type { TableSource } from './tables'

const daySeconds = 86_400

export const historyTables: Record<string, TableSource> = {
  package_install_history: { lifetimeSeconds: daySeconds, rows: installations },
  windows_update_history: { lifetimeSeconds: daySeconds, rows: updates },
  crashes: { lifetimeSeconds: 3600, rows: crashes },
  vscode_extensions: { rows: editorExtensions },
  npm_packages: { rows: nodePackages },
}

/** Starts of the last few weeks, the same ones whenever they are asked for. */
function weeks(now: number, count: number): number[] {
  const week = 7 * daySeconds
  const latest = Math.floor(now / week) * week
  return Array.from({ length: count }, (_, i) => latest - i * week)
}

function installations(m: Machine, now: number): Cells[] {
  return weeks(now, 6).map((time) => ({
    package_id: 'com.apple.pkg.XProtectPlistConfigData',
    time: time + between(m.random('install', time), 0, daySeconds),
    name: 'XProtectPlistConfigData',
    version: String(5280 + Math.floor(time / (7 * daySeconds)) - 2900),
    source: 'Apple',
    content_type: 'config-data',
  }))
}

function updates(m: Machine, now: number): Cells[] {
  return weeks(now, 6).map((time) => {
    const failed = m.random('update', time)() < 0.08
    return {
      client_app_id: 'UpdateOrchestrator',
      date: time + between(m.random('update at', time), 0, daySeconds),
      title: `Security Intelligence Update for Microsoft Defender, week ${Math.floor(time / 604_800)}`,
      operation: 'Installation',
      result_code: failed ? 'Failed' : 'Succeeded',
      hresult: failed ? -2_145_124_329 : 0,
      update_id: uuid('update', time),
      update_revision: 200,
    }
  })
}

function crashes(m: Machine, now: number): Cells[] {
  return weeks(now, 3)
    .filter((time) => m.random('crash', time)() < 0.2)
    .map((time) => ({
      type: 'application',
      pid: 900 + (time % 500),
      path: '/Applications/Slack.app/Contents/MacOS/Slack',
      identifier: 'com.tinyspeck.slackmacgap',
      version: '4.45.69',
      responsible: 'Slack',
      uid: m.user.uid,
      datetime: new Date(time * 1000).toISOString().slice(0, 19).replace('T', ' '),
      exception_type: 'EXC_BREAKPOINT',
    }))
}

function editorExtensions(m: Machine): Cells[] {
  const known: [string, string, string, number][] = [
    ['dbaeumer.vscode-eslint', '3.0.16', 'Microsoft', 0.5],
    ['ms-python.python', '2025.12.0', 'Microsoft', 0.4],
    ['golang.go', '0.50.0', 'Go Team at Google', 0.2],
    ['example.theme-pack', '1.0.3', 'someone', 0.05],
  ]
  return known
    .filter(([name, , , share]) => m.random('editor', name)() < share)
    .map(([name, version, publisher]) => ({
      name,
      uuid: uuid('editor', name),
      version,
      path: `~/.vscode/extensions/${name}-${version}`,
      publisher,
      publisher_id: uuid('publisher', publisher),
      installed_at: m.installedAt + 3 * daySeconds,
      prerelease: 0,
      uid: m.user.uid,
    }))
}

function nodePackages(m: Machine): Cells[] {
  const directory = m.platform === 'windows' ? 'C:\\Program Files\\nodejs' : '/usr/local/lib'
  const known: [string, string, number][] = [
    ['npm', '11.5.2', 0.5],
    ['typescript', '5.9.2', 0.3],
    ['pnpm', '10.15.0', 0.2],
  ]
  return known
    .filter(([name, , share]) => m.random('node', name)() < share)
    .map(([name, version]) => ({ name, version, author: '', license: 'MIT', directory, depth: 0 }))
}
