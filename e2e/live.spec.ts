// Asking the fleet: what is typed, whom it reaches, what it costs, and that nothing is asked twice.
import type { Page } from '@playwright/test'
import { expectAccessible } from './accessibility'
import { expect, fleetSize, test } from './fixtures'
import { type Office, password } from './people'

const editor = (page: Page) => page.getByRole('textbox', { name: 'SQL' })
const onFleet = `Run on ${fleetSize} hosts`
const runButton = (page: Page) => page.getByRole('main').getByRole('button', { name: onFleet })

const openOnFleet = async (page: Page, office: Office, more: Record<string, string> = {}) => {
  const { id } = await office.fleetLabel()
  await page.goto(`/live?${new URLSearchParams({ labels: String(id), ...more })}`)
}

/** What is left open by a story would stand in the way of the next. */
async function closeAll(office: Office): Promise<void> {
  const { campaigns } = await office.get('/campaigns?status=waiting,running,paused&per_page=100')
  for (const { id } of campaigns) await office.get(`/campaigns/${id}/stop`, {})
}

const idIn = (page: Page) => Number(/\d+$/.exec(new URL(page.url()).pathname)?.[0])

async function startedFrom(page: Page, office: Office) {
  await page.waitForURL(/\/campaigns\/\d+/)
  const { campaign } = await office.get(`/campaigns/${idIn(page)}`)
  return campaign
}

test.beforeEach(({ hosts: _hosts }) => undefined)
test.afterEach(({ office }) => closeAll(office))

test('values are typed by their type, told at the field when wrong, and bound as literals', async ({
  signedIn,
  office,
}) => {
  const page = await signedIn()
  await openOnFleet(page, office)
  await editor(page).fill(
    'SELECT pid FROM processes WHERE pid > {{min_pid}} AND name IN ({{names}})',
  )
  await page.getByRole('combobox', { name: 'Type of min_pid' }).click()
  await page.getByRole('option', { name: 'number' }).click()
  await page.getByRole('textbox', { name: 'min_pid' }).fill('many')
  await expect(page.getByText('"many" is not a number', { exact: true })).toBeVisible()
  await expect(page.getByRole('button', { name: 'Mend min_pid' })).toBeVisible()
  await page.getByRole('textbox', { name: 'min_pid' }).fill('1')
  await page.getByRole('combobox', { name: 'Type of names' }).click()
  await page.getByRole('option', { name: 'list' }).click()
  await page.getByRole('textbox', { name: 'names' }).fill("it's\nsshd")
  await page.getByRole('button', { name: 'Show what hosts get' }).click()
  await expect(page.getByText("IN ('it''s', 'sshd')")).toBeVisible()
  await expect(page.getByText(/^First answers/)).toBeVisible()
  await expect(page.getByText(/of agent time a host/)).toBeVisible()
  await expectAccessible(page, 'launch page with values')
  await runButton(page).click()
  const campaign = await startedFrom(page, office)
  expect(campaign.sql).toContain("pid > 1 AND name IN ('it''s', 'sshd')")
  expect(campaign.template).toContain('{{min_pid}}')
  expect(campaign.counts.targeted).toBe(fleetSize)
})

test('a draft comes back after a reload, and an earlier question is put back from the history', async ({
  signedIn,
  office,
}) => {
  await office.runQuery('SELECT 41 AS before', [
    (await office.get('/hosts?per_page=1&query=heron')).hosts[0].id,
  ])
  const page = await signedIn()
  await page.goto('/live')
  await editor(page).fill('SELECT 42 AS kept')
  await page.getByRole('checkbox', { name: 'Every host' }).check()
  await expect
    .poll(() => page.evaluate(() => JSON.stringify({ ...localStorage })))
    .toContain('42 AS kept')
  await page.reload()
  await expect(editor(page)).toContainText('42 AS kept')
  await expect(page.getByText(/^Draft of .* restored\./).first()).toBeVisible()
  await page.getByRole('button', { name: 'History' }).click()
  const sheet = page.getByRole('dialog', { name: 'My last 50 questions' })
  const row = sheet.getByRole('listitem').filter({ hasText: '41 AS before' }).first()
  await row.getByRole('button', { name: /^Compare/ }).click()
  await expect(row.locator('del').first()).toHaveText('42')
  await expectAccessible(page, 'history of questions')
  await row.getByRole('button', { name: /^Put/ }).click()
  await expect(editor(page)).toContainText('41 AS before')
})

test('an observer asks a saved query by its parameters, reads its SQL and writes none', async ({
  signedIn,
  office,
}) => {
  const name = `Listening above ${Date.now()}`
  const parameters = [{ name: 'min_port', type: 'number', default: 1023 }]
  const query = 'SELECT port FROM listening_ports WHERE port > {{min_port}}'
  await office.get('/queries', { name, query, parameters, observer_can_run: true })
  const page = await signedIn('observer')
  await openOnFleet(page, office)
  await expect(page.getByRole('tab')).toHaveCount(1)
  await page.getByRole('searchbox', { name: 'Search saved queries' }).fill(name)
  await page.getByRole('button', { name }).click()
  await expect(editor(page)).toContainText('{{min_port}}')
  await expect(page.getByText('the SQL can be read here')).toBeVisible()
  await page.getByRole('textbox', { name: 'min_port' }).fill('8000')
  await runButton(page).click()
  const campaign = await startedFrom(page, office)
  expect(campaign).toMatchObject({ name, parameters: [{ name: 'min_port', value: 8000 }] })
})

test('guard rails are sent, and are there again the next time', async ({ signedIn, office }) => {
  const page = await signedIn()
  await openOnFleet(page, office, { sql: 'SELECT 1 AS guarded' })
  await page.getByRole('textbox', { name: 'Canary hosts' }).fill('2')
  await page.getByRole('textbox', { name: 'Hosts a minute' }).fill('600')
  await page.getByRole('textbox', { name: /share of errors/ }).fill('5')
  await expect(page.getByText(/^2 canary hosts first, then 10 when you say so/)).toBeVisible()
  await runButton(page).click()
  const campaign = await startedFrom(page, office)
  expect(campaign.guard).toEqual({
    canary: 2,
    canary_release: 'manual',
    hosts_per_minute: 600,
    max_error_percent: 5,
  })
  await page.goto('/live')
  await expect(page.getByRole('textbox', { name: 'Canary hosts' })).toHaveValue('2')
  for (const name of ['Canary hosts', 'Hosts a minute', /share of errors/])
    await page.getByRole('textbox', { name }).fill('')
})

test('everybody is asked only with the number typed and the password given again', async ({
  signedIn,
  guard,
  office,
}) => {
  guard.allow(/sessions\/prove|status of 422/)
  const page = await signedIn()
  // The sign-in of the test is minutes old at most: the server's word is made older.
  await page.route('**/queries/preflight', async (route) => {
    const reply = await route.fetch()
    const told = await reply.json()
    await route.fulfill({
      response: reply,
      json: { ...told, confirm: { ...told.confirm, password: true } },
    })
  })
  await page.goto('/live?all=1&sql=SELECT+7+AS+lucky')
  await expect(page.getByText(/^First answers/)).toBeVisible()
  await page.keyboard.press('Control+Enter')
  const asked = page.getByRole('alertdialog')
  const count = /Run on (\d+) hosts/.exec((await asked.innerText()) ?? '')?.[1] ?? ''
  await expect(asked.getByRole('button', { name: 'Do not run' })).toBeFocused()
  await asked.getByLabel(`Type ${count} to confirm`).fill(count)
  await asked.getByLabel('Your password').fill('not this one')
  await expectAccessible(page, 'confirmation of a launch')
  await asked.getByRole('button', { name: `Run on ${count} hosts` }).click()
  await expect(asked.getByText('This is not your password')).toBeVisible()
  await asked.getByLabel('Your password').fill(password)
  await asked.getByRole('button', { name: `Run on ${count} hosts` }).click()
  expect((await startedFrom(page, office)).counts.targeted).toBe(Number(count))
})

test('a lost reply and a second try make one campaign', async ({ signedIn, office, guard }) => {
  guard.allow(/queries\/run|ERR_FAILED/)
  const page = await signedIn()
  const sql = `SELECT ${Date.now()} AS once`
  await openOnFleet(page, office, { sql })
  let lost = 0
  await page.route('**/queries/run', async (route) => {
    if (lost > 0) return route.continue()
    lost += 1
    await route.fetch()
    await route.abort('failed')
  })
  await runButton(page).click()
  await expect(page.getByRole('alert').filter({ hasText: 'not carried out twice' })).toBeVisible()
  await runButton(page).click()
  const campaign = await startedFrom(page, office)
  const { campaigns } = await office.get(`/campaigns?query=${encodeURIComponent(sql)}`)
  expect(campaigns.map(({ id }: { id: number }) => id)).toEqual([campaign.id])
})

test('targets are kept under a name, used again and deleted; the line at fault is marked', async ({
  signedIn,
  office,
}) => {
  const page = await signedIn()
  const name = `Herons ${Date.now()}`
  await openOnFleet(page, office, { sql: 'SELECT 1' })
  await expect(page.getByText(`${fleetSize} hosts = ${fleetSize} online`)).toBeVisible()
  const sets = page.getByRole('button', { name: 'Saved sets' })
  await sets.click()
  await page.getByLabel('Keep these targets as').fill(name)
  await page.getByRole('button', { name: 'Keep', exact: true }).click()
  await expect(
    page.getByRole('button', { name: `${name} ${fleetSize} hosts, as when saved` }),
  ).toBeVisible()
  await expectAccessible(page, 'saved sets')
  await page.goto('/live?sql=SELECT+1')
  await sets.click()
  await page.getByRole('button', { name: new RegExp(`^${name} `) }).click()
  await expect(runButton(page)).toBeVisible()
  await page.getByRole('combobox', { name: 'Not with these labels' }).fill('Herons')
  await page.getByRole('option', { name: /^Herons/ }).click()
  await expect(page.getByText('Everybody chosen above is left out here')).toBeVisible()
  await expect(page.getByRole('button', { name: 'No host matches' })).toBeVisible()
  await page.keyboard.press('Escape')
  await sets.click()
  await page.getByRole('button', { name: `Delete ${name}` }).click()
  await page.getByRole('button', { name: `Delete ${name}` }).click()
  await expect(page.getByRole('button', { name: new RegExp(`^${name} `) })).toHaveCount(0)
})

test('a whole pack is run now, its queries told in their order', async ({
  signedIn,
  office,
  pack,
}) => {
  const page = await signedIn()
  await page.goto(`/live?pack_id=${pack}`)
  const table = page.getByRole('table', { name: 'Queries in the order of asking' })
  await expect(table.getByRole('row')).toHaveCount(4)
  await expectAccessible(page, 'a pack to run now')
  await page.getByRole('button', { name: /^Run 3 queries on/ }).click()
  await page.waitForURL(/\/campaigns\/runs\/\d+/)
  const { run } = await office.get(`/runs/${idIn(page)}`)
  expect(run.campaigns).toHaveLength(3)
})

test('the sixth question says which five are open, and closing one lets it go', async ({
  signedIn,
  office,
}) => {
  const { hosts } = await office.get('/hosts?per_page=1&query=heron')
  const selected = { hosts: [hosts[0].id] }
  const open = (query: string) => office.get('/queries/run', { query, selected, newcomers: true })
  for (const number of [1, 2, 3, 4, 5]) await open(`SELECT ${number} AS open`)
  const page = await signedIn()
  await openOnFleet(page, office, { sql: 'SELECT 6 AS open' })
  const list = page.getByRole('list', { name: 'My open campaigns' })
  await expect(list.getByRole('listitem')).toHaveCount(5)
  await expectAccessible(page, 'five open campaigns')
  await list
    .getByRole('button', { name: /^Stop #/ })
    .first()
    .click()
  await page.getByRole('alertdialog').getByRole('button', { name: /^Stop/ }).click()
  await expect(list).toHaveCount(0)
  await runButton(page).click()
  expect((await startedFrom(page, office)).sql).toBe('SELECT 6 AS open')
})

test('on a phone everything is there, nothing scrolls sideways, and Run stays in reach', async ({
  signedIn,
  office,
}) => {
  const page = await signedIn()
  await page.setViewportSize({ width: 390, height: 844 })
  await openOnFleet(page, office, { sql: 'SELECT pid FROM processes WHERE pid > {{min_pid}}' })
  await page.getByRole('textbox', { name: 'min_pid' }).fill('1')
  await expect(runButton(page)).toBeInViewport()
  for (const title of ['Who', 'Limits', 'Pre-flight'])
    await expect(page.getByRole('heading', { name: title })).toBeAttached()
  const wide = await page.evaluate(() => document.documentElement.scrollWidth)
  expect(wide).toBeLessThanOrEqual(390)
  await expectAccessible(page, 'launch page at 390')
  await runButton(page).click()
  expect((await startedFrom(page, office)).counts.targeted).toBe(fleetSize)
})
