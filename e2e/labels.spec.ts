// Labels: made by SQL after real hosts were asked, made by hand from a pasted list, and kept while in use.
import type { Page } from '@playwright/test'
import { expect, fleetSize, test } from './fixtures'

test.describe.configure({ timeout: 120_000 })

async function newLabel(page: Page, name: string): Promise<void> {
  await page.goto('/labels')
  await page.getByRole('button', { name: 'New label' }).click()
  await page.getByRole('dialog').getByLabel('Name').fill(name)
}

test('a label by SQL is previewed on real hosts, saved, and fills as hosts check in', async ({
  signedIn,
  office,
  hosts: _hosts,
}) => {
  const page = await signedIn()
  await newLabel(page, 'Linux by SQL')
  const sheet = page.getByRole('dialog', { name: 'New label' })
  const editor = sheet.getByRole('textbox', { name: 'SQL of the label' })
  await editor.click()
  await page.keyboard.insertText("SELECT 1 FROM os_version WHERE name <> 'nothing'")
  await sheet.getByRole('button', { name: /^Ask up to 20/ }).click()
  await expect(sheet.getByText(/of \d+ hosts asked would be members/)).toBeVisible({
    timeout: 40_000,
  })
  await expect(sheet.getByText('member', { exact: true }).first()).toBeVisible()
  await sheet.getByRole('button', { name: 'Make the label' }).click()
  await expect(page.getByText('Linux by SQL is made').first()).toBeVisible()
  const { labels } = await office.get('/labels?query=Linux+by+SQL')
  await expect
    .poll(async () => (await office.get(`/labels/${labels[0].id}`)).label.count, {
      timeout: 30_000,
    })
    .toBeGreaterThanOrEqual(fleetSize)
  await page.reload()
  await expect(page.getByText(/^Evaluated on \d+ of \d+ hosts/)).toBeVisible()
  await page.getByRole('tab', { name: /^Hosts/ }).click()
  await expect(page.getByText(/evaluated .* by version 1/).first()).toBeVisible()
})

test('a label by hand takes a pasted list, names what is unknown, and gives a host back', async ({
  signedIn,
  office,
  hosts: _hosts,
}) => {
  const page = await signedIn()
  await newLabel(page, 'Pasted')
  const sheet = page.getByRole('dialog', { name: 'New label' })
  await sheet.getByRole('radio', { name: 'Hosts that I list' }).click()
  const { hosts } = await office.get('/hosts?query=heron-000&per_page=2')
  const names = hosts.map(({ uuid }: { uuid: string }) => uuid).join('\n')
  await sheet.getByLabel(/^Pasted list/).fill(`${names}\nnobody-knows-me`)
  await sheet.getByRole('button', { name: 'Make the label' }).click()
  await expect(page.getByText('1 unknown: nobody-knows-me.')).toBeVisible()
  const label = page.getByRole('dialog', { name: 'Pasted' })
  await label.getByRole('tab', { name: /^Hosts/ }).click()
  const outs = label.getByRole('button', { name: /^Take .* out$/ })
  await expect(outs).toHaveCount(2)
  await expect(label.getByText(/by Test admin/).first()).toBeVisible()
  await outs.first().click()
  await expect(outs).toHaveCount(1)
  await page.getByRole('button', { name: 'Undo' }).click()
  await expect(outs).toHaveCount(2)
})

test('a label in use names who relies on it, with the hosts each would lose, and stays', async ({
  signedIn,
  office,
  hosts: _hosts,
}) => {
  const { hosts } = await office.get('/hosts?query=heron&per_page=3')
  const host_ids = hosts.map(({ id }: { id: number }) => id)
  const { label } = await office.get('/labels', { name: 'Relied on', host_ids })
  await office.get('/packs', { name: 'relying', label_ids: [label.id] })
  const page = await signedIn()
  await page.goto(`/labels?id=${label.id}&tab=users`)
  await expect(page.getByText('would lose 3 hosts')).toBeVisible()
  await page.getByRole('button', { name: 'Delete' }).click()
  const refusal = page.getByRole('dialog', { name: 'Relied on is in use' })
  await expect(refusal.getByRole('link', { name: 'relying' })).toBeVisible()
  await refusal.getByRole('button', { name: 'Keep the label' }).click()
  expect((await office.ask(`/labels/${label.id}`, undefined, 'DELETE')).status).toBe(409)
})

test('an observer reads labels and is told what making one needs', async ({ signedIn }) => {
  const page = await signedIn('observer')
  await page.goto('/labels')
  await expect(page.getByRole('grid', { name: 'Labels' })).toBeVisible()
  await expect(page.getByRole('button', { name: 'New label' })).toHaveAttribute(
    'aria-disabled',
    'true',
  )
})
