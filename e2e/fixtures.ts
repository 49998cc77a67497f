// What the specs share: people by role, a fleet, a pack, and the guard that hears every complaint.
import { type BrowserContext, test as base, type Cookie, expect, type Page } from '@playwright/test'
import type { Role } from '@/lib/wire/roles'
import { startFleet } from './fleet'
import { Guard } from './guard'
import { Office, signInContext } from './people'
import { type Place, shared, startServer } from './server'
import { Storks } from './storks'

export { expect }

/** Waits until the page in view listens to keys. */
export async function keysWork(page: Page): Promise<void> {
  await page.waitForFunction(() => document.documentElement.dataset.keys === 'on')
}

export const fleetSize = 12

/** A pack as a person would have it on disk. */
export const packName = 'fleet-basics'
export const packFile = JSON.stringify({
  queries: {
    operating_system: {
      query: 'SELECT name, version FROM os_version',
      interval: 60,
      snapshot: true,
      description: 'What every host runs.',
    },
    uptime: { query: 'SELECT days, hours FROM uptime', interval: 300, snapshot: true },
    people: { query: 'SELECT uid, username, shell FROM users', interval: '600' },
  },
})

type PerTest = {
  guard: Guard
  /** This test's page with that role signed in; nothing is open in it yet. */
  signedIn: (role?: Role) => Promise<Page>
  /** A second person at a second machine. */
  another: (role: Role) => Promise<Page>
}

type PerWorker = {
  /** The server of this worker. */
  server: Place
  office: Office
  /** The worker's server with `fleetSize` hosts online. */
  hosts: Place
  /** A larger fleet on a server of its own. */
  storks: Storks
  /** The number of a pack that all hosts run. */
  pack: number
  enter: (context: BrowserContext, role: Role) => Promise<void>
}

export const test = base.extend<PerTest, PerWorker>({
  server: [
    async ({ playwright: _playwright }, use) => {
      const server = await startServer({ place: shared })
      await use(shared)
      await server.stop()
    },
    { scope: 'worker', timeout: 90_000 },
  ],
  baseURL: async ({ server }, use) => use(server.url),
  office: [async ({ server }, use) => use(await Office.open(server)), { scope: 'worker' }],
  hosts: [
    async ({ office }, use) => {
      const fleet = startFleet(shared, fleetSize, 'heron', ['--refresh', '5'])
      await office.awaitOnline(fleetSize)
      await use(shared)
      await fleet.stop()
    },
    { scope: 'worker', timeout: 90_000 },
  ],
  storks: [
    async ({ playwright: _playwright }, use) => {
      const storks = await Storks.open()
      await use(storks)
      await storks.close()
    },
    { scope: 'worker', timeout: 120_000 },
  ],
  pack: [
    async ({ office, hosts: _hosts }, use) => use(await office.importPack(packName, packFile)),
    { scope: 'worker' },
  ],
  enter: [
    async ({ office }, use) => {
      const kept = new Map<Role, Cookie[]>()
      await use(async (context, role) => {
        const cookies = kept.get(role)
        if (cookies) return context.addCookies(cookies)
        await office.employ(role)
        await signInContext(context, shared, role)
        kept.set(role, await context.cookies())
      })
    },
    { scope: 'worker' },
  ],
  guard: [
    async ({ context }, use) => {
      const guard = new Guard()
      guard.watch(context)
      await use(guard)
      expect(guard.unexpected(), 'the browser complained').toEqual([])
    },
    { auto: true },
  ],
  signedIn: async ({ page, context, enter }, use) => {
    await use(async (role = 'admin') => {
      await enter(context, role)
      return page
    })
  },
  another: async ({ browser, contextOptions, enter, guard }, use) => {
    const contexts: BrowserContext[] = []
    await use(async (role) => {
      const context = await browser.newContext({ ...contextOptions, baseURL: shared.url })
      contexts.push(context)
      guard.watch(context)
      await enter(context, role)
      return context.newPage()
    })
    for (const context of contexts) await context.close()
  },
})
