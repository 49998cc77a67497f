// The browser tests: two workers, each with a built server and a Chromium of its own. Much of a story is
// waiting for a fleet, and what one worker waits the other uses.
import { defineConfig } from '@playwright/test'

const program = process.env.CHROMIUM_PATH

export default defineConfig({
  testDir: '.',
  outputDir: '../test-results/browser',
  globalSetup: './build-first.ts',
  workers: 2,
  // A machine that is short of breath may drop a press; the second try is counted and named by npm test.
  retries: 1,
  forbidOnly: true,
  timeout: 60_000,
  expect: { timeout: 10_000 },
  globalTimeout: 2_700_000,
  use: {
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
})
