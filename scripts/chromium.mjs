// Finds a Chromium for the browser tests, or gets one: the environment, PATH, Playwright's own, and
// for root on Debian the package. Says exactly what is missing otherwise.
import { spawnSync } from 'node:child_process'
import { accessSync, constants, existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']

function isProgram(path) {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}

function onPath() {
  const folders = (process.env.PATH ?? '').split(delimiter).filter(Boolean)
  return folders.flatMap((dir) => names.map((name) => join(dir, name))).find(isProgram)
}

async function playwrightsOwn() {
  const { chromium } = await import('playwright')
  return existsSync(chromium.executablePath()) ? chromium.executablePath() : undefined
}

function installWithApt() {
  if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) return undefined
  console.log('No Chromium found: installing the package "chromium" with apt-get')
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  const options = { stdio: ['ignore', 'ignore', 'inherit'], env, timeout: 600_000 }
  spawnSync('apt-get', ['update', '-qq'], options)
  spawnSync('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'chromium'], options)
  return onPath()
}

/** The path of a Chromium. Throws an Error that tells the reader what to do. */
export async function findChromium() {
  const given = process.env.CHROMIUM_PATH
  if (given && !isProgram(given)) throw new Error(`CHROMIUM_PATH=${given} is not a program`)
  const found = given ?? onPath() ?? (await playwrightsOwn()) ?? installWithApt()
  if (found) return found
  throw new Error(
    `The browser tests need Chromium and there is none: not in CHROMIUM_PATH, not on PATH (${names.join(', ')}). ` +
      'Install it ("apt-get install chromium" as root, or "npx playwright install chromium") and run again.',
  )
}
