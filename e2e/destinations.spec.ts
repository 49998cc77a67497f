// Destinations: made with a test first, filled by a fleet, late when the other side is away and whole
// again when it is back; what one refuses is seen, and sent again once it is mended.
import type { Page } from '@playwright/test'
import { expectAccessible } from './accessibility'
import { expect, keysWork, test as shared } from './fixtures'
import { startFleet } from './fleet'
import { Office, signInContext } from './people'
import { Receiver } from './receiver'
import { type Place, startServer } from './server'

type Relay = { place: Place; office: Office; receiver: Receiver; address: string }

/** A server that may reach this machine, with hosts that report every few seconds. */
const test = shared.extend<{ adminPage: Page }, { relay: Relay }>({
  relay: [
    async ({ playwright: _playwright }, use) => {
      const server = await startServer({ env: { DESTINATION_ALLOW: '127.0.0.0/8' } })
      const office = await Office.open(server)
      const fleet = startFleet(server, 4, 'heron', ['--refresh', '3'])
      await office.awaitOnline(4)
      const uptime = { query: 'SELECT total_seconds FROM uptime', interval: 3, snapshot: true }
      await office.importPack('relayed', JSON.stringify({ queries: { uptime } }))
      const receiver = new Receiver()
      const address = await receiver.open()
      await use({ place: server, office, receiver, address })
      await receiver.close()
      await fleet.stop()
      await server.stop()
    },
    { scope: 'worker', timeout: 150_000 },
  ],
  baseURL: async ({ relay }, use) => use(relay.place.url),
  adminPage: async ({ page, context, relay }, use) => {
    await signInContext(context, relay.place, 'admin')
    await use(page)
  },
})

test.describe.configure({ mode: 'serial', timeout: 180_000 })

const slow = { timeout: 60_000 }

/** Fills in a new HTTP destination up to its test. */
async function newHttp(page: Page, name: string, address: string) {
  await page.goto('/destinations?id=new')
  const sheet = page.getByRole('dialog', { name: 'New destination' })
  await sheet.getByRole('radio', { name: /^HTTP/ }).click()
  await sheet.getByLabel('Name', { exact: true }).fill(name)
  await sheet.getByLabel('Address', { exact: true }).fill(address)
  return sheet
}

test('a file is made with a test first, gets the lines of the fleet, and shows its last event', async ({
  adminPage: page,
}) => {
  await page.goto('/destinations')
  await expect(page.getByText('Results stay in Muster')).toBeVisible()
  await expectAccessible(page, 'destinations, none there')
  await keysWork(page)
  await page.keyboard.press('n')
  const sheet = page.getByRole('dialog', { name: 'New destination' })
  await sheet.getByLabel('Name', { exact: true }).fill('Archive')
  await sheet.getByRole('textbox', { name: 'File', exact: true }).fill('archive.ndjson')
  await expect(sheet.getByText(/lines? a day|No line of/)).toBeVisible()
  const on = sheet.getByRole('button', { name: 'Switch it on' })
  await expect(on).toHaveAttribute('aria-disabled', 'true')
  await sheet.getByRole('button', { name: 'Send a test event' }).click()
  await expect(sheet.getByText(/The test event was taken in/)).toBeVisible()
  await expectAccessible(page, 'a new destination')
  await on.click()
  const opened = page.getByRole('dialog', { name: 'Archive' })
  await expect(opened.getByText(/as it was sent/)).toBeVisible(slow)
  await expect(opened.getByRole('region', { name: 'last event' })).toContainText('hostIdentifier')
  await expectAccessible(page, 'a destination')
  await page.getByRole('button', { name: 'Close', exact: true }).click()
  const grid = page.getByRole('grid', { name: 'Destinations' })
  await expect(grid.getByText('well', { exact: true })).toBeVisible(slow)
  await expectAccessible(page, 'destinations')
})

test('an address that destinations may not reach is refused with the rule that refused it', async ({
  adminPage: page,
}) => {
  const sheet = await newHttp(page, 'Metadata', 'https://169.254.169.254/latest')
  await sheet.getByRole('button', { name: 'Send a test event' }).click()
  await expect(
    sheet.getByText(/169\.254\.169\.254 is .*destinations may not reach it/),
  ).toBeVisible()
  await expect(sheet.getByRole('button', { name: 'Switch it on' })).toHaveAttribute(
    'aria-disabled',
    'true',
  )
})

test('a receiver that answers 503 is told as behind, and has every line once it is back', async ({
  adminPage: page,
  relay: { receiver, address },
}) => {
  const sheet = await newHttp(page, 'Receiver', address)
  await sheet.getByLabel(/^Secret headers/).fill('Authorization: Bearer not-to-be-seen')
  await sheet.getByRole('button', { name: 'Send a test event' }).click()
  await expect(sheet.getByText(/The test event was taken in/)).toBeVisible()
  await sheet.getByRole('button', { name: 'Switch it on' }).click()
  await expect.poll(() => receiver.taken.length, slow).toBeGreaterThan(4)
  expect(receiver.authorization).toBe('Bearer not-to-be-seen')
  receiver.down = true
  await page.goto('/destinations')
  await expect(page.getByText(/^Receiver is .* behind: [\d,]+ lines?\./)).toBeVisible(slow)
  await expect(page.getByText(/it answers 503\. Try \d+/)).toBeVisible()
  await expect(page.getByText(/Nothing is lost: lines wait here until/)).toBeVisible()
  await expect(page.getByRole('link', { name: /Destinations.*1 destination behind/ })).toBeVisible()
  await expectAccessible(page, 'a destination that is behind')
  await page.setViewportSize({ width: 390, height: 844 })
  await expectAccessible(page, 'a destination that is behind, on a phone')
  await page.getByRole('button', { name: 'Try now' }).click()
  await expect(page.getByText('Receiver is tried now').first()).toBeVisible()
  receiver.down = false
  await expect(page.getByText(/^Receiver is .* behind/)).toBeHidden({ timeout: 120_000 })
  await expect(page.getByRole('list', { name: 'Destinations' })).toContainText('well')
})

test('a secret is never shown again, in no reply and on no page', async ({
  adminPage: page,
  relay: { office },
}) => {
  const { destinations } = await office.get('/destinations')
  expect(JSON.stringify(destinations)).not.toContain('not-to-be-seen')
  const { id } = destinations.find(({ name }: { name: string }) => name === 'Receiver')
  await page.goto(`/destinations?id=${id}&tab=settings`)
  const sheet = page.getByRole('dialog', { name: 'Receiver' })
  await expect(sheet.getByText(/^set /)).toBeVisible()
  expect(await page.content()).not.toContain('not-to-be-seen')
  await sheet.getByRole('button', { name: 'Replace Secret headers' }).click()
  await expect(sheet.getByLabel(/^Secret headers/)).toHaveValue('')
  await expectAccessible(page, 'the settings of a destination')
})

test('what a receiver refuses is a dead letter with its reason, and goes out once it is mended', async ({
  adminPage: page,
  relay: { receiver, office },
}) => {
  const { hosts } = await office.get('/hosts?per_page=1&query=heron-0003')
  const { hostname } = hosts[0]
  receiver.refuses = hostname
  await page.goto('/destinations')
  const letters = page.getByRole('button', { name: /dead letters? of Receiver/ })
  await expect(letters).toBeVisible(slow)
  await letters.click()
  const sheet = page.getByRole('dialog', { name: 'Receiver' })
  await expect(sheet.getByText(/It answers 422 to this line/).first()).toBeVisible()
  await expectAccessible(page, 'dead letters')
  receiver.refuses = undefined
  const before = receiver.taken.length
  await sheet.getByRole('button', { name: /^Replay \d+$/ }).click()
  const dialog = page.getByRole('alertdialog')
  await expectAccessible(page, 'replaying dead letters')
  await dialog.getByRole('button', { name: /^Replay \d+$/ }).click()
  await expect(sheet.getByText('No dead letter')).toBeVisible(slow)
  const since = receiver.taken.slice(before)
  expect(since.some((line) => line.includes(hostname))).toBe(true)
})

test('lines since a time are counted before they are sent again', async ({
  adminPage: page,
  relay: { receiver, office },
}) => {
  const { destinations } = await office.get('/destinations')
  const { id } = destinations.find(({ name }: { name: string }) => name === 'Receiver')
  await page.goto(`/destinations?id=${id}`)
  await page.getByRole('button', { name: 'Replay from a time' }).click()
  const dialog = page.getByRole('alertdialog', { name: 'Send Receiver its lines again?' })
  await expect(dialog.getByText(/of the log came in since then/)).toBeVisible()
  await expectAccessible(page, 'replaying from a time')
  const first = receiver.taken.find((line) => line.includes('total_seconds'))
  await dialog.getByRole('button', { name: /^Replay [\d,]+$/ }).click()
  await expect
    .poll(() => receiver.taken.filter((line) => line === first).length, slow)
    .toBeGreaterThan(1)
})

test('a paused one gets nothing until it is resumed', async ({ adminPage: page, relay }) => {
  await page.goto('/destinations')
  await page.getByRole('button', { name: 'Actions on Archive' }).click()
  await page.getByRole('menuitem', { name: 'Pause' }).click()
  const grid = page.getByRole('grid', { name: 'Destinations' })
  await expect(grid.getByText('paused', { exact: true })).toBeVisible()
  await page.getByRole('button', { name: 'Actions on Archive' }).click()
  await page.getByRole('menuitem', { name: 'Resume' }).click()
  await expect(grid.getByText('paused', { exact: true })).toBeHidden()
  const { destinations } = await relay.office.get('/destinations')
  expect(destinations.every(({ enabled }: { enabled: boolean }) => enabled)).toBe(true)
})

test('the answers of a live query go where its launch says', async ({
  adminPage: page,
  relay: { receiver, office },
}) => {
  const { destinations } = await office.get('/destinations')
  const { id } = destinations.find(({ name }: { name: string }) => name === 'Receiver')
  await page.goto(`/destinations?id=${id}&tab=routing`)
  const sheet = page.getByRole('dialog', { name: 'Receiver' })
  await sheet.getByRole('switch', { name: 'Live answers' }).click()
  await sheet.getByRole('button', { name: 'Save' }).click()
  await expect(page.getByText('Receiver is saved').first()).toBeVisible()
  const { hosts } = await office.get('/hosts?query=heron')
  const ids = hosts.map((host: { id: number }) => host.id).join()
  const link = encodeURIComponent("SELECT 'sent on' AS said")
  await page.goto(`/live?sql=${link}&hosts=${ids}`)
  await page.getByRole('checkbox', { name: 'Receiver' }).click()
  await page.getByRole('button', { name: /^Run on/ }).click()
  await expect(page).toHaveURL(/\/campaigns\/\d+/)
  await expect
    .poll(() => receiver.taken.filter((line) => line.includes('sent on')).length, slow)
    .toBe(4)
})

test('an observer sees neither the page nor its entry', async ({ page, context, relay }) => {
  await relay.office.employ('observer')
  await signInContext(context, relay.place, 'observer')
  await page.goto('/destinations')
  await expect(page.getByText('Needs the administrator role')).toBeVisible()
  await expect(page.getByRole('navigation', { name: 'Console' })).not.toContainText('Destinations')
})
