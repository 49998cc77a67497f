// Everything about packs under axe, in both themes, at a desk and on a phone; and what the keyboard
// alone can do.
import type { Page } from '@playwright/test'
import { expectAccessible } from './accessibility'
import { expect, keysWork, test } from './fixtures'
import type { Office } from './people'

test.describe.configure({ timeout: 120_000 })

const sizes = [
  [1440, 900],
  [390, 844],
] as const

const tabs = [
  'queries',
  'targets',
  'rollout',
  'health',
  'hosts',
  'revisions',
  'preview',
  'settings',
] as const

/** Waits until nothing is being read, then looks; no page scrolls sideways. */
async function look(page: Page, what: string): Promise<void> {
  await expect(page.getByRole('status').filter({ hasText: /^Loading$/ })).toHaveCount(0)
  await test.step(what, () => expectAccessible(page, what))
  const [wide, width] = await page.evaluate(() => [
    document.documentElement.scrollWidth,
    window.innerWidth,
  ])
  expect.soft(wide, `${what} scrolls sideways`).toBeLessThanOrEqual(width ?? 0)
}

/** A pack whose second revision is on its way to half of the hosts. */
async function makeRolling(office: Office, name: string): Promise<number> {
  const { labels } = await office.get('/labels?query=All+Hosts')
  const label_ids = labels.map(({ id }: { id: number }) => id)
  const up = { name: 'up', query: 'SELECT days FROM uptime', interval: 3600 }
  const { pack } = await office.get('/packs', { name, label_ids, queries: [up] })
  const queries = [{ ...up, query: 'SELECT days, hours FROM uptime' }]
  await office.get(`/packs/${pack.id}`, { queries, release: false }, 'PATCH')
  await office.get(`/packs/${pack.id}/rollouts`, { revision: 2, share: 50 })
  return pack.id
}

for (const [width, height] of sizes) {
  const at = (what: string) => `${what} at ${width}`

  test(`the tabs of a pack and its review pass axe at ${width} wide`, async ({
    signedIn,
    office,
    pack,
  }) => {
    const page = await signedIn()
    await page.setViewportSize({ width, height })
    const rolling = await makeRolling(office, `rolling at ${width}`)
    for (const tab of tabs) {
      await page.goto(`/packs/${pack}?tab=${tab}`)
      await expect(page.getByRole('tabpanel')).toBeVisible()
      await look(page, at(tab))
    }
    await page.getByRole('textbox', { name: /^Description/ }).fill('What every host tells')
    await page.keyboard.press('Control+s')
    const review = page.getByRole('dialog', { name: /^Save 1 change/ })
    await review.getByRole('radio', { name: 'In stages' }).click()
    await expect(review.getByRole('button', { name: /^Save, start on/ })).toBeEnabled()
    await look(page, at('review'))
    await page.goto(`/packs/${rolling}?tab=rollout`)
    await expect(page.getByRole('button', { name: /^Roll back/ })).toBeVisible()
    await look(page, at('a rollout under way'))
    await office.get(`/packs/id/${rolling}`, {}, 'DELETE')
  })

  test(`the four steps of an import pass axe at ${width} wide`, async ({ signedIn, office }) => {
    const name = `axe-${width}`
    const sql = 'SELECT pid FROM processses'
    const queries = {
      slip: { query: sql, interval: '5' },
      twice: { query: 'SELECT days FROM uptime', interval: 600, platform: 'plan9' },
    }
    const taken = [{ name: 'twice', query: 'SELECT hours FROM uptime', interval: 600 }]
    const { pack } = await office.get('/packs', { name, queries: taken })
    const page = await signedIn()
    await page.setViewportSize({ width, height })
    await page.goto('/packs?import=1')
    const sheet = page.getByRole('dialog', { name: 'Import packs' })
    await expect(sheet.getByRole('button', { name: 'Choose files' })).toBeVisible()
    await look(page, at('drop'))
    await sheet.getByLabel('Or paste its text').fill(JSON.stringify({ queries }))
    await sheet.getByLabel('Name of the pack').fill(name)
    await sheet.getByRole('button', { name: 'Check' }).click()
    await expect(sheet.getByRole('combobox', { name, exact: true })).toBeVisible()
    await look(page, at('check'))
    await sheet.getByRole('combobox', { name, exact: true }).click()
    await page.getByRole('option', { name: `Import as ${name}-2` }).click()
    await sheet.getByRole('button', { name: 'Choose targets' }).click()
    await expect(sheet.getByRole('combobox', { name: 'Labels', exact: true })).toBeVisible()
    await look(page, at('targets'))
    await sheet.getByRole('button', { name: 'Save 2 queries, switched off' }).click()
    await expect(sheet.getByText('Saved 1 pack with 2 queries.')).toBeVisible()
    await look(page, at('report'))
    await sheet.getByRole('button', { name: 'Undo' }).click()
    await expect(sheet.getByText('Undone: 1 pack deleted.')).toBeVisible()
    await office.get(`/packs/id/${pack.id}`, {}, 'DELETE')
  })

  test(`lists of packs and queries, and why a host has them, pass axe at ${width} wide`, async ({
    signedIn,
    office,
    pack: _pack,
  }) => {
    const stored = { name: `kernel at ${width}`, query: 'SELECT version FROM kernel_info' }
    const { query } = await office.get('/queries', stored)
    const { hosts } = await office.get('/hosts?per_page=1&query=heron')
    const page = await signedIn()
    await page.setViewportSize({ width, height })
    await page.goto('/packs')
    await keysWork(page)
    await page.getByRole('main').getByRole('checkbox').last().check()
    await expect(page.getByRole('region', { name: /^Selected: / })).toBeVisible()
    await look(page, at('packs with the bulk bar'))
    await page.goto('/queries')
    await expect(page.getByText(stored.name).first()).toBeVisible()
    await look(page, at('queries'))
    await page.goto(`/queries?id=${query.id}`)
    for (const name of ['Edit', 'Report', 'Runs']) {
      await page.getByRole('dialog').getByRole('tab', { name }).click()
      await look(page, at(`${name} of a query`))
    }
    await page.goto(`/hosts/${hosts[0].id}?tab=why&why=uptime`)
    await expect(page.getByLabel('Query or pack')).toHaveValue('uptime')
    await look(page, at('why'))
  })
}

test('an import is done by keyboard alone', async ({ signedIn, office }) => {
  const page = await signedIn()
  await page.goto('/packs')
  await keysWork(page)
  await page.keyboard.press('i')
  const sheet = page.getByRole('dialog', { name: 'Import packs' })
  await expect(sheet).toBeVisible()
  /** Tab until the control of that name has focus. */
  const reach = async (name: string | RegExp, role: 'button' | 'textbox' | 'combobox') => {
    const control = sheet.getByRole(role, { name, exact: true })
    await expect(async () => {
      if (!(await control.evaluate((element) => element === document.activeElement)))
        await page.keyboard.press('Tab')
      await expect(control).toBeFocused({ timeout: 50 })
    }).toPass({ timeout: 10_000, intervals: [0] })
  }
  await reach('Or paste its text', 'textbox')
  const queries = { up: { query: 'SELECT days FROM uptime', interval: 600 } }
  await page.keyboard.insertText(JSON.stringify({ queries }))
  await reach(/^Name of the pack/, 'textbox')
  await page.keyboard.type('by-hand')
  await reach('Check', 'button')
  await page.keyboard.press('Enter')
  await expect(sheet.getByRole('button', { name: 'Choose targets' })).toBeEnabled()
  await reach('Choose targets', 'button')
  await page.keyboard.press('Enter')
  await reach('Labels', 'combobox')
  await page.keyboard.type('All H')
  await expect(page.getByRole('option', { name: /^All Hosts/ })).toBeVisible()
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Enter')
  await expect(sheet.getByText('It means: Everyone')).toBeVisible()
  await reach('Save 1 query, switched off', 'button')
  await page.keyboard.press('Enter')
  await expect(sheet.getByText('Saved 1 pack with 1 query.')).toBeVisible()
  const { packs } = await office.get('/packs?query=by-hand')
  expect(packs).toMatchObject([{ name: 'by-hand', disabled: true }])
  await page.keyboard.press('Escape')
  await expect(sheet).toBeHidden()
})
