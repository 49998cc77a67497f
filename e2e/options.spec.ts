// Agent options, teams and enrol secrets in the console: who may, what is refused and why, where each
// value comes from, and the way back.
import type { Page } from '@playwright/test'
import { expectAccessible } from './accessibility'
import { expect, test } from './fixtures'
import { HandAgent } from './fleet'
import { shared } from './server'

test.describe.configure({ timeout: 120_000 })

const editor = (page: Page, whose: string) =>
  page.getByRole('textbox', { name: `${whose}, as text` })

/** Replaces the whole text, as a person would. */
async function write(page: Page, whose: string, text: string): Promise<void> {
  await editor(page, whose).click()
  await page.keyboard.press('ControlOrMeta+a')
  await page.keyboard.press('Delete')
  await page.keyboard.insertText(text)
}

async function save(page: Page, note: string): Promise<void> {
  await page.getByRole('button', { name: 'Review and save' }).click()
  const review = page.getByRole('alertdialog', { name: /^Save agent options for/ })
  await review.getByLabel('Note').fill(note)
  await review.getByRole('button', { name: /^Save for/ }).click()
  await expect(review).toBeHidden()
}

const merged = (page: Page, text: string) =>
  page.getByRole('region', { name: 'Merged options' }).getByRole('row').filter({ hasText: text })

test('an admin sets options for all and for a team, sees where each comes from, and goes back', async ({
  signedIn,
  another,
  office,
  hosts: _hosts,
}) => {
  await office.get('/config', { agent_options: {} }, 'PATCH')
  const { team } = await office.get('/teams', { name: `Options ${Date.now()}` })
  const keeper = await another('maintainer')
  await keeper.goto('/settings/options')
  await expect(editor(keeper, 'Organisation')).toHaveAttribute('contenteditable', 'true')
  await expect(keeper.getByRole('button', { name: 'Review and save' })).toBeDisabled()

  const page = await signedIn()
  await page.goto('/settings/options')
  await write(page, 'Organisation', 'config:\n  options:\n    distributed_intervall: 20\n')
  const problems = page.getByRole('list', { name: 'Problems' })
  await expect(problems).toContainText('Did you mean distributed_interval?')
  await expect(page.getByRole('button', { name: 'Review and save' })).toBeDisabled()
  await write(page, 'Organisation', 'config:\n  options:\n    tls_hostname: elsewhere\n')
  await expect(problems).toContainText('command-line flag')

  await write(page, 'Organisation', 'config:\n  options:\n    distributed_interval: 2\n')
  await expect(merged(page, '"distributed_interval": 2,')).toContainText('organisation')
  await save(page, 'quicker')
  await expect(page.getByText(/is in force; it reaches/)).toBeVisible()

  await page.goto(`/settings/options?team_id=${team.id}`)
  const whose = `Team ${team.name}`
  const own = '{"overrides": {"platforms": {"linux": {"options": {"logger_tls_period": 7}}}}}'
  await write(page, whose, own)
  await expect(merged(page, '"logger_tls_period": 7')).toContainText(`team ${team.name}, linux`)
  await expect(merged(page, '"distributed_interval": 2,')).toContainText('organisation')
  await save(page, 'logs of linux')
  await write(page, whose, '')
  await save(page, 'as all others')

  await page.getByRole('tab', { name: /^Revisions/ }).click()
  const list = page.getByRole('list', { name: 'Revisions' })
  await expect(list.getByText('logs of linux')).toBeVisible()
  await list.getByRole('button', { name: 'Restore revision 1' }).click()
  const ask = page.getByRole('alertdialog', { name: 'Restore revision 1?' })
  await expect(ask).toContainText('linux: options.logger_tls_period')
  await ask.getByRole('button', { name: /^Restore for/ }).click()
  await expect(list.getByText('Revision 3', { exact: true })).toBeVisible()
  const { agent_options } = await office.get(`/agent_options?team_id=${team.id}`)
  expect(agent_options.overrides.platforms.linux).toEqual({ options: { logger_tls_period: 7 } })
  await office.get('/config', { agent_options: {} }, 'PATCH')
})

test('what mutes agents takes the typed number of hosts', async ({
  signedIn,
  office,
  hosts: _hosts,
}) => {
  const page = await signedIn()
  await page.goto('/settings/options')
  await write(page, 'Organisation', 'config:\n  options:\n    disable_distributed: true\n')
  await page.getByRole('button', { name: 'Review and save' }).click()
  const review = page.getByRole('alertdialog', { name: /^Save agent options for/ })
  await expect(review).toContainText('leaves agents silent')
  await expect(review.getByRole('button', { name: /^Save for/ })).toBeDisabled()
  await expect(review.getByText(/^Type \d+ to confirm$/)).toBeVisible()
  await review.getByRole('button', { name: 'Go on editing' }).click()
  const { agent_options } = await office.get('/agent_options')
  expect(agent_options).toEqual({})
})

test('a secret is rotated: its successor counts hosts, and the old one ends with what it says', async ({
  signedIn,
  office,
}) => {
  const name = `Laptops ${Date.now()}`
  const made = await office.get('/enroll_secrets', { name, max_uses: 50 })
  const agent = (n: number) => new HandAgent(shared, `rotated-${n}`, crypto.randomUUID())
  await agent(1).enroll(made.secret)

  const page = await signedIn()
  await page.goto('/settings/secrets')
  await page.getByRole('button', { name: `Rotate ${name}` }).click()
  const sheet = page.getByRole('dialog', { name: `Rotate ${name}` })
  await sheet.getByRole('button', { name: 'Make the new secret' }).click()
  await sheet.getByRole('button', { name: /show|reveal/i }).click()
  const fresh = await sheet.locator('pre, code').first().innerText()
  await sheet.getByRole('button', { name: 'I have stored it' }).click()
  await expect(sheet.getByText('3 of 3.')).toBeVisible()
  await agent(2).enroll(fresh.trim())
  await expect(
    sheet.locator('div').filter({ hasText: /^New/ }).getByText('1', { exact: true }),
  ).toBeVisible({
    timeout: 20_000,
  })
  await sheet.getByRole('button', { name: `Revoke ${name}` }).click()
  const ask = page.getByRole('alertdialog')
  await expect(ask).toContainText('1 host came with it; it stays enrolled')
  await ask.getByRole('button', { name: 'Revoke 1 enrol secret' }).click()
  await expect(sheet.getByText('revoked')).toBeVisible({ timeout: 20_000 })
  await expect(agent(3).enroll(made.secret)).rejects.toThrow()
  const { refused } = await office.get('/enrolments?since=2020-01-01T00:00:00Z')
  expect(refused[0]).toMatchObject({ reason: 'revoked', enroll_secret: name })
})

test('a team is made, gets a member, and says before it goes what goes with it', async ({
  signedIn,
  office,
}) => {
  const name = `Movers ${Date.now()}`
  const email = `mover-${Date.now()}@muster.example`
  const { team: other } = await office.get('/teams', { name: `${name} elsewhere` })
  await office.get('/users', {
    name: 'Mo Ver',
    email,
    password: 'a heron stands in the reeds',
    teams: [{ id: other.id, role: 'observer' }],
  })
  const page = await signedIn()
  await page.goto('/settings/teams')
  await page.getByRole('button', { name: 'New team' }).click()
  await page.getByRole('dialog').getByLabel('Name').fill(name)
  await page.getByRole('button', { name: 'Create team' }).click()
  await expect(page.getByRole('heading', { level: 1, name })).toBeVisible()
  await page.getByRole('button', { name: 'Add people' }).click()
  const add = page.getByRole('dialog', { name: 'Add people to the team' })
  await add.getByRole('combobox', { name: 'People' }).fill('Mo Ver')
  await page.getByRole('option').filter({ hasText: email }).click()
  await add.getByRole('button', { name: 'Add 1 person' }).click()
  await expect(page.getByRole('list', { name: 'Members' })).toContainText(email)
  await page.getByRole('button', { name: 'Delete' }).click()
  const ask = page.getByRole('alertdialog', { name: `Delete the team ${name}?` })
  await expect(ask).toContainText('1 member')
  await ask.getByLabel(`Type ${name} to confirm`).fill(name)
  await ask.getByRole('button', { name: 'Delete the team' }).click()
  await expect(page).toHaveURL(/\/settings\/teams$/)
  await expect(page.getByRole('link', { name, exact: true })).toHaveCount(0)
})

for (const [width, height] of [
  [1440, 900],
  [390, 844],
] as const)
  test(`teams, secrets and options pass axe at ${width} wide`, async ({ signedIn, office }) => {
    const page = await signedIn()
    await page.setViewportSize({ width, height })
    const { team } = await office.get('/teams', { name: `Axe ${width} ${Date.now()}` })
    const paths = [
      '/settings/teams',
      `/settings/teams/${team.id}`,
      '/settings/secrets',
      '/settings/options',
      '/settings/options?tab=revisions',
    ]
    for (const path of paths) {
      await page.goto(path)
      await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
      await expect(page.getByRole('status').filter({ hasText: /^Loading$/ })).toHaveCount(0)
      await expectAccessible(page, `${path} at ${width}`)
      const [wide, room] = await page.evaluate(() => [
        document.documentElement.scrollWidth,
        window.innerWidth,
      ])
      expect.soft(wide, `${path} scrolls sideways`).toBeLessThanOrEqual(room ?? 0)
    }
  })
