// The browser tests: the built server on a port and in a folder of its own, and one Chromium.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { defineConfig } from '@playwright/test'
import { freePort, setupToken } from './server'

// Workers read this file again: what the first reading chose goes to them in the environment.
if (!process.env.E2E_DATA_DIR) {
  const dir = mkdtempSync(join(tmpdir(), 'muster-browser-'))
  process.env.E2E_DATA_DIR = dir
  process.env.E2E_PORT = String(await freePort())
  process.on('exit', () => rmSync(dir, { recursive: true, force: true }))
}

const port = process.env.E2E_PORT ?? ''
const url = `http://localhost:${port}`
const program = process.env.CHROMIUM_PATH

export default defineConfig({
  testDir: '.',
  outputDir: '../test-results/browser',
  workers: 1,
  retries: 0,
  forbidOnly: true,
  timeout: 60_000,
  expect: { timeout: 10_000 },
  globalTimeout: 1_800_000,
  use: {
    baseURL: url,
    viewport: { width: 1440, height: 900 },
    locale: 'en-GB',
    timezoneId: 'Europe/Berlin',
    trace: 'retain-on-failure',
    launchOptions: {
      ...(program ? { executablePath: program } : {}),
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
        '--disable-dev-shm-usage',
      ],
    },
  },
  webServer: {
    command: 'node scripts/start.mjs',
    cwd: join(import.meta.dirname, '..'),
    url: `${url}/readyz`,
    timeout: 240_000,
    stdout: 'ignore',
    gracefulShutdown: { signal: 'SIGTERM', timeout: 15_000 },
    env: {
      PORT: port,
      TLS_PORT: 'off',
      DATA_DIR: process.env.E2E_DATA_DIR ?? '',
      SETUP_TOKEN: setupToken,
      LOG_LEVEL: 'warn',
    },
  },
})
