// What a file of tests of single sign-on runs in: a database, a provider that is honest until it is
// told otherwise, an administrator, and nobody else before each test.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, vi } from 'vitest'
import { sql } from '@/lib/store/db'
import { type TestDatabase, testDatabase } from '@/lib/testing/database'
import { FakeProvider } from '@/lib/testing/fake-provider'
import { type Person, person } from '@/lib/testing/people'
import { setUpSso } from '@/lib/testing/sso'
import { SsoBrowser } from '@/lib/testing/sso-browser'

export const home = 'http://localhost:3000'
export const ada = {
  ...{ sub: 'ada-1', email: 'ada@example.com' },
  ...{ email_verified: true, name: 'Ada' },
}

export type SsoWorld = {
  provider: FakeProvider
  chief: Person
  /** A browser that came in with those claims. */
  signedIn: (claims?: object, browser?: SsoBrowser) => Promise<SsoBrowser>
}

/** Called once, at the top of the file; filled before each test. */
export function ssoWorld(): SsoWorld {
  let database: TestDatabase
  const dataDir = mkdtempSync(join(tmpdir(), 'muster-'))
  const signedIn = async (claims: object = ada, browser = new SsoBrowser()) => {
    const away = await browser.leave()
    const end = await browser.arrive(world.provider.authorize(away, { ...claims }))
    if (browser.session === undefined) throw new Error(end.href)
    return browser
  }
  const world = { signedIn } as SsoWorld
  beforeAll(async () => {
    vi.stubEnv('DATA_DIR', dataDir)
    vi.stubEnv('LOG_LEVEL', 'silent')
    database = await testDatabase()
    world.provider = await FakeProvider.start()
  })
  beforeEach(async () => {
    world.provider.twist = {}
    await sql('people', 'DELETE FROM users')
    await sql('people', 'DELETE FROM throttles')
    world.chief = await person()
    await setUpSso(world.provider, { create_users: true, default_role: 'observer' })
  })
  afterAll(async () => {
    await world.provider.stop()
    await database.stop()
    vi.unstubAllEnvs()
    rmSync(dataDir, { recursive: true })
  })
  return world
}
