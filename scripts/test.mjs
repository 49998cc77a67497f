// `npm test`: everything CI runs, from checks to browser, ending in the line "N passed, N failed".
// What could not run counts as failed; nothing is left out in silence.
import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { installIfStale, requireNode } from './install.mjs'
import { root } from './stamps.mjs'
import { failedUnits, readReport, storiesThat } from './test-reports.mjs'

requireNode()
process.chdir(root)
process.env.NEXT_TELEMETRY_DISABLED = '1'
installIfStale()

const reports = join(root, 'test-results')
const total = { passed: 0, failed: 0 }
/** Said once more at the end: what failed, or passed only at its second try. */
const remarks = []

function count(stage, { passed, failed }) {
  total.passed += passed
  total.failed += failed
  console.log(`${stage}: ${passed} passed, ${failed} failed`)
}

/** Runs a program of node_modules with our output; resolves to its exit code. */
function run(program, args, env = {}) {
  return new Promise((resolve) => {
    const file = join(root, 'node_modules', program)
    const child = spawn(process.execPath, [file, ...args], {
      cwd: root,
      stdio: ['ignore', 'inherit', 'inherit'],
      env: { ...process.env, ...env },
    })
    child.on('error', () => resolve(1))
    child.on('close', (code) => resolve(code ?? 1))
  })
}

/** A run that failed without a failed test (a broken file, an unhandled error) is one failure. */
function settle(code, passed, failed) {
  return { passed, failed: code !== 0 && failed === 0 ? 1 : failed }
}

async function engines() {
  const { haveEngines } = await import('./engines.mjs')
  haveEngines()
  return { passed: 1, failed: 0 }
}

async function unit() {
  const report = join(reports, 'unit.json')
  const args = ['run', '--reporter=default', '--reporter=json', `--outputFile.json=${report}`]
  const code = await run('vitest/vitest.mjs', args)
  const found = readReport(report)
  const { numPassedTests = 0, numFailedTests = 0, numPendingTests = 0 } = found ?? {}
  remarks.push(...failedUnits(found, root).map((test) => `FAILED ${test}`))
  if (numPendingTests > 0)
    console.log(`${numPendingTests} need what this machine lacks (see above)`)
  return settle(code, numPassedTests, numFailedTests)
}

async function browser() {
  const { findChromium } = await import('./chromium.mjs')
  const chromium = await findChromium()
  const report = join(reports, 'browser.json')
  const args = ['test', '--config', 'e2e/playwright.config.ts', '--reporter=list,json']
  const env = { CHROMIUM_PATH: chromium, PLAYWRIGHT_JSON_OUTPUT_NAME: report }
  const code = await run('@playwright/test/cli.js', args, env)
  const found = readReport(report)
  const { expected = 0, unexpected = 0, flaky = 0, skipped = 0 } = found?.stats ?? {}
  remarks.push(...storiesThat('unexpected', found).map((story) => `FAILED ${story}`))
  remarks.push(...storiesThat('flaky', found).map((story) => `SECOND TRY ${story}`))
  return settle(code, expected + flaky, unexpected + skipped)
}

/** Runs one stage; a stage that cannot run says why and counts as one failure. */
async function stage(name, work) {
  console.log(`\n== ${name}`)
  try {
    count(name, await work())
    return true
  } catch (error) {
    console.error(error instanceof Error ? error.message : error)
    remarks.push(`FAILED ${name}`)
    count(name, { passed: 0, failed: 1 })
    return false
  }
}

rmSync(reports, { recursive: true, force: true })
mkdirSync(reports, { recursive: true })
const { buildAll } = await import('./build.mjs')
const { checkAll } = await import('./check.mjs')
const built = await stage('build', async () => {
  await buildAll()
  return { passed: 1, failed: 0 }
})
await stage('check', async () => {
  const { failures, ...counts } = await checkAll()
  remarks.push(...failures.map((name) => `FAILED ${name}`))
  return counts
})
await stage('engines', engines)
await stage('unit', unit)
if (existsSync('e2e/playwright.config.ts')) {
  await stage('browser', () => {
    if (!built) throw new Error('The browser tests need the build, which failed')
    return browser()
  })
}
if (remarks.length > 0)
  console.log(`\n== failed, or passed at a second try only\n${remarks.join('\n\n')}`)
console.log(`\n${total.passed} passed, ${total.failed} failed`)
process.exit(total.failed === 0 && total.passed > 0 ? 0 : 1)
