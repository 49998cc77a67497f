// The engines that tests of destinations send to: what is missing is installed with apt-get, for root on
// Debian. Says exactly what is missing otherwise.
import { spawnSync } from 'node:child_process'
import { accessSync, constants, existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'

const engines = ['redis-server', 'nats-server', 'kcat']

function isInstalled(name) {
  const folders = [...(process.env.PATH ?? '').split(delimiter).filter(Boolean), '/usr/sbin']
  return folders.some((folder) => {
    try {
      accessSync(join(folder, name), constants.X_OK)
      return true
    } catch {
      return false
    }
  })
}

const missingEngines = () => engines.filter((name) => !isInstalled(name))

function installWithApt(names) {
  if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) return
  console.log(`Installing ${names.join(', ')} with apt-get, for the tests of destinations`)
  // Packages of servers start them; nothing of this machine's own is to be started for a test.
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive', RUNLEVEL: '1' }
  const options = { stdio: ['ignore', 'ignore', 'inherit'], env, timeout: 600_000 }
  spawnSync('apt-get', ['update', '-qq'], options)
  spawnSync('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...names], options)
}

/** Throws an Error that tells the reader what to do unless every engine is there afterwards. */
export function haveEngines() {
  if (missingEngines().length > 0) installWithApt(missingEngines())
  const missing = missingEngines()
  if (missing.length === 0) return
  throw new Error(
    `Destinations are tested against real engines, and there is no ${missing.join(', no ')}. ` +
      `Install them ("apt-get install ${missing.join(' ')}" as root) and run again.`,
  )
}
