// What a file of tests of live queries runs in: a folder and a database of its own, and after each test
// no campaign that is still open, neither there nor in memory.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll } from 'vitest'
import { stopCampaigns } from '@/lib/domain/campaign-memory'
import { announceDataDir } from '@/lib/env'
import { sql } from '@/lib/store/db'
import { testDatabase } from '@/lib/testing/database'

/** Ends every campaign, as no rule would: for the time between two tests. */
export async function forgetCampaigns(): Promise<void> {
  await sql('people', "UPDATE campaigns SET status = 'stopped' WHERE status <> 'stopped'")
  stopCampaigns()
}

/** Called once, at the top of the file: its hooks come before all others. */
export function liveDatabase(): void {
  let stop: (() => Promise<void>) | undefined
  const dir = mkdtempSync(join(tmpdir(), 'muster-live-'))
  beforeAll(async () => {
    announceDataDir(dir)
    stop = (await testDatabase()).stop
  })
  afterAll(async () => {
    await stop?.()
    rmSync(dir, { recursive: true, force: true })
  })
  afterEach(forgetCampaigns)
}
