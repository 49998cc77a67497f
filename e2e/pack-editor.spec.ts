// The pack editor in the hands of people: by keyboard alone, over a reload, and two at once.
import type { Page } from '@playwright/test'
import { expect, keysWork, test } from './fixtures'
import type { Office } from './people'

const sql = (table: string) => `SELECT * FROM ${table}`

async function makePack(office: Office, name: string): Promise<number> {
  const queries = ['users', 'uptime', 'os_version'].map((table) => ({
    ...{ name: table, query: sql(table), interval: 3600 },
  }))
  const { pack } = await office.get('/packs', { name, queries, disabled: true })
  return pack.id
}

const contentOf = async (office: Office, id: number) => {
  const { pack } = await office.get(`/packs/${id}`)
  const { revision } = await office.get(`/packs/${id}/revisions/${pack.revision}`)
  return revision.content
}

async function openPack(page: Page, id: number) {
  await page.goto(`/packs/${id}`)
  await keysWork(page)
  const grid = page.getByRole('grid', { name: 'Queries' })
  await expect(grid.getByText('users', { exact: true })).toBeVisible()
  return { grid, draft: page.getByRole('region', { name: 'Draft' }) }
}

test('a pack is edited and saved by keyboard alone, and a reload keeps what was not saved', async ({
  signedIn,
  office,
}) => {
  const id = await makePack(office, 'by-keyboard')
  const page = await signedIn()
  const { grid, draft } = await openPack(page, id)
  await page.keyboard.press('e')
  await expect(grid.getByRole('textbox', { name: 'Name' })).toBeFocused()
  await page.keyboard.type('people')
  await page.keyboard.press('Tab')
  await page.keyboard.type('15 min')
  await page.keyboard.press('Tab')
  await page.keyboard.press('s')
  await page.keyboard.press('Enter')
  await page.keyboard.press('j')
  await page.keyboard.press('Alt+ArrowUp')
  await expect(draft).toContainText('2 changes')
  await expect(grid.getByRole('row').nth(1)).toContainText('uptime')

  await page.waitForFunction(() =>
    Object.entries(window.localStorage).some(
      ([key, value]) => key.startsWith('muster.pack.') && value.includes('"people"'),
    ),
  )
  await page.reload()
  await keysWork(page)
  await expect(draft).toContainText(/Draft of \d\d:\d\d restored/)
  await expect(grid.getByText('people', { exact: true })).toBeVisible()

  await page.keyboard.press('Control+s')
  const review = page.getByRole('dialog', { name: /^Save 2 changes/ })
  await expect(review).toContainText('renamed from')
  await review.getByLabel('Note').fill('People more often')
  await review.getByRole('button', { name: /^Save/ }).click()
  await expect(review).toBeHidden()
  await expect(draft).toContainText('Revision 2, nothing edited')
  const { queries } = await contentOf(office, id)
  expect(queries.map(({ name }: { name: string }) => name)).toEqual([
    'uptime',
    'people',
    'os_version',
  ])
  expect(queries[1]).toMatchObject({ interval: 900, snapshot: true })
})

test('a mistake in new SQL is told with its place and keeps the pack from being saved', async ({
  signedIn,
  office,
}) => {
  const id = await makePack(office, 'with-a-mistake')
  const page = await signedIn()
  const { grid, draft } = await openPack(page, id)
  await page.keyboard.press('n')
  await expect(grid.getByRole('textbox', { name: 'Name' })).toBeFocused()
  await page.keyboard.type('usb')
  await page.keyboard.press('Enter')
  const editor = page.getByRole('textbox', { name: 'SQL of the query' })
  await editor.click()
  await page.keyboard.type('SELECT vendor\nFROM usb_device ')
  await expect(draft).toContainText('1 error blocks saving: usb, line 2')
  await expect(draft.getByRole('button', { name: /Review and save/ })).toBeDisabled()
  await editor.click()
  await page.keyboard.press('Control+a')
  await page.keyboard.type('SELECT vendor FROM usb_devices ')
  await expect(draft.getByRole('button', { name: /Review and save/ })).toBeEnabled()
  await expect(draft).not.toContainText('blocks saving')
})

test('of two people who edit at once nobody loses an edit, and what both touched is asked about', async ({
  signedIn,
  another,
  office,
  guard,
}) => {
  guard.allow(/\b409\b/)
  const id = await makePack(office, 'two-at-once')
  const mine = await signedIn()
  const theirs = await another('maintainer')
  const here = await openPack(mine, id)
  const there = await openPack(theirs, id)

  const setInterval = async (page: Page, place: typeof here, interval: string) => {
    await place.grid.getByText('users', { exact: true }).click()
    await page.keyboard.press('ArrowRight')
    await page.keyboard.press('Enter')
    await page.keyboard.type(interval)
    await page.keyboard.press('Enter')
  }
  await setInterval(theirs, there, '5 min')
  await theirs.keyboard.press('Control+s')
  await setInterval(mine, here, '2 h')
  await here.grid.getByText('uptime', { exact: true }).click()
  await mine.keyboard.press('e')
  await mine.keyboard.type('since_boot')
  await mine.keyboard.press('Enter')
  await mine.keyboard.press('Control+s')
  const review = mine.getByRole('dialog', { name: /^Save 2 changes/ })
  await expect(review.getByRole('button', { name: /^Save/ })).toBeEnabled()

  const first = theirs.getByRole('dialog', { name: /^Save 1 change/ })
  await first.getByRole('button', { name: /^Save/ }).click()
  await expect(first).toBeHidden()
  await review.getByRole('button', { name: /^Save/ }).click()

  const conflict = mine.getByRole('dialog', { name: /was saved by/ })
  await expect(conflict.getByRole('region', { name: 'Both changed' })).toContainText('5 min')
  await expect(conflict.getByRole('region', { name: 'I changed' })).toContainText('since_boot')
  await expect(conflict.getByRole('button', { name: 'Merge into my draft' })).toBeDisabled()
  const asked = conflict.getByRole('radiogroup', { name: 'users, interval' })
  await asked.getByRole('radio').first().click()
  await conflict.getByRole('button', { name: 'Merge into my draft' }).click()
  await expect(conflict).toBeHidden()
  await mine.keyboard.press('Control+s')
  const again = mine.getByRole('dialog', { name: /^Save 1 change/ })
  await again.getByRole('button', { name: /^Save/ }).click()
  await expect(again).toBeHidden()
  const { queries } = await contentOf(office, id)
  expect(queries[0]).toMatchObject({ name: 'users', interval: 300 })
  expect(queries[1]).toMatchObject({ name: 'since_boot' })
})

test('a query is dragged by its handle to another place, and the order is what is saved', async ({
  signedIn,
  office,
}) => {
  const id = await makePack(office, 'by-pointer')
  const page = await signedIn()
  const { grid, draft } = await openPack(page, id)
  const rows = grid.getByRole('row')
  const handle = rows.filter({ hasText: 'os_version' }).locator('[data-handle]')
  const from = await handle.boundingBox()
  const to = await rows.filter({ hasText: 'users' }).boundingBox()
  if (!from || !to) throw new Error('The rows are not drawn')
  await page.mouse.move(from.x + from.width / 2, from.y + from.height / 2)
  await page.mouse.down()
  await page.mouse.move(from.x + from.width / 2, to.y + 4, { steps: 12 })
  await page.mouse.up()
  await expect(rows.nth(1)).toContainText('os_version')
  await expect(draft).toContainText('1 change')
  await draft
    .getByRole('button', { name: /Review|Save/ })
    .first()
    .click()
  const review = page.getByRole('dialog', { name: /^Save 1 change/ })
  await review.getByRole('button', { name: /^Save/ }).click()
  await expect(review).toBeHidden()
  const { queries } = await contentOf(office, id)
  expect(queries.map(({ name }: { name: string }) => name)).toEqual([
    'os_version',
    'users',
    'uptime',
  ])
})
