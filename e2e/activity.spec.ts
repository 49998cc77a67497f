// An auditor reconstructs who asked what of which device, and takes the proof away.
import { readFileSync } from 'node:fs'
import { expectAccessible } from './accessibility'
import { expect, test } from './fixtures'
import { nameOf } from './people'

test.describe.configure({ timeout: 120_000 })

test('an auditor reconstructs who asked what of which device, and keeps the proof', async ({
  signedIn,
  another,
  office,
  hosts: place,
}) => {
  const { hosts } = await office.get('/hosts?per_page=1&query=heron-0005')
  const [host] = hosts
  const name: string = host.display_name || host.hostname
  const sql = "SELECT username FROM users WHERE username = 'the-one-in-question'"
  const asker = await another('observer_plus')
  const run = await asker.request.post('/api/v1/fleet/queries/run', {
    headers: { origin: place.url },
    data: { query: sql, selected: { hosts: [host.id] } },
  })
  expect(run.status()).toBe(200)
  const { campaign_id } = await run.json()

  const page = await signedIn()
  await page.goto('/activity')
  await expect(page.getByText(/^Unbroken to entry [\d,]+, checked \d\d:\d\d$/)).toBeVisible()
  await page.getByRole('button', { name: 'Filter' }).click()
  await page.getByRole('combobox', { name: 'Host' }).fill('heron-0005')
  await expect(page.getByRole('option', { name: new RegExp(name) })).toHaveCount(1)
  await expect(page.getByText(/^Searching for/)).toHaveCount(0)
  await page.getByRole('option', { name: new RegExp(name) }).click()
  await page.keyboard.press('Escape')
  await expect(page).toHaveURL(new RegExp(`host_id=${host.id}`))
  const entry = page.getByRole('button', {
    name: new RegExp(`${nameOf('observer_plus')}.*asked a live query.*#${campaign_id}`),
  })
  await entry.click()
  const sheet = page.getByRole('dialog')
  await expect(sheet.getByText(sql, { exact: true })).toBeVisible()
  await expect(sheet.getByRole('link', { name: `host #${host.id}` })).toBeVisible()
  await expect(sheet.getByText(nameOf('observer_plus'))).toBeVisible()
  const proof = (await sheet.locator('pre').last().innerText()).trim()
  expect(proof).toMatch(/^\d+:[0-9a-f]{64}$/)
  await expectAccessible(page, 'an entry of the activity')
  await sheet.getByRole('button', { name: 'Close' }).click()
  await expect(page).not.toHaveURL(/entry=/)

  const saved = page.waitForEvent('download')
  await page.getByRole('button', { name: 'Export' }).click()
  await page.getByRole('menuitem', { name: /NDJSON/ }).click()
  const file = await (await saved).path()
  const lines = readFileSync(file, 'utf8').trim().split('\n')
  const found = lines
    .map((line) => JSON.parse(line))
    .find(({ id }) => `${id}` === proof.split(':')[0])
  expect(found).toMatchObject({ hash: proof.split(':')[1], details: { query: sql } })
  await page.goto('/activity?type=exported_activities')
  await expect(page.getByRole('button', { name: /exported the audit trail/ }).first()).toBeVisible()
})

test('no entry can be edited, and who is no administrator reads none', async ({
  signedIn,
  another,
}) => {
  const page = await signedIn()
  await page.goto('/activity')
  await expect(page.getByRole('list').first()).toBeVisible()
  for (const word of [/edit/i, /delete/i, /remove entry/i])
    await expect(
      page.getByRole('main').getByRole('button', { name: word, exact: true }),
    ).toHaveCount(0)
  const other = await another('maintainer')
  await other.goto('/activity')
  await expect(other.getByText(/the admin role/)).toBeVisible()
})
