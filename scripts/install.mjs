// Installs the dependencies when what is installed is not what the lock file says. Uses nothing from
// node_modules, as there may be none.
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from './stamps.mjs'

/** Ends the program with advice when this Node is too old. */
export function requireNode() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
  if (major > 20 || (major === 20 && minor >= 19)) return
  console.error(`Muster needs Node 20.19 or newer; this is ${process.versions.node}.`)
  process.exit(1)
}

function packagesOf(file) {
  try {
    return JSON.parse(readFileSync(join(root, file), 'utf8')).packages
  } catch {
    return undefined
  }
}

/** npm writes its own lock into node_modules as the last act of an install: compare the two. */
function isInstalled() {
  const wanted = packagesOf('package-lock.json') ?? {}
  const present = packagesOf('node_modules/.package-lock.json')
  if (!present) return false
  return Object.entries(wanted).every(([path, { version, optional, devOptional }]) => {
    if (path === '') return true
    const found = present[path]
    return found ? found.version === version : Boolean(optional || devOptional)
  })
}

/** Runs `npm ci` unless the right versions are there. Ends the program when it fails. */
export function installIfStale() {
  if (isInstalled()) return
  console.error('Installing dependencies (about a minute, once)')
  const windows = process.platform === 'win32'
  // NODE_ENV=production would leave out what the build needs.
  const args = ['ci', '--no-fund', '--no-audit', '--include=dev']
  const { status, error } = spawnSync(windows ? 'npm.cmd' : 'npm', args, {
    cwd: root,
    stdio: ['ignore', process.stderr, process.stderr],
    shell: windows,
  })
  if (status === 0) return
  console.error(`npm ci failed${error ? `: ${error.message}` : ''}. See above.`)
  process.exit(1)
}
