// Files of a host: asked for by an administrator, sent by the agent in blocks, taken on record.
import { readFileSync } from 'node:fs'
import { expectAccessible } from './accessibility'
import { expect, test } from './fixtures'

test.describe.configure({ timeout: 120_000 })

test('an administrator carves files of a host and downloads the archive; the trail has both', async ({
  signedIn,
  office,
  hosts: _hosts,
}) => {
  const { hosts } = await office.get('/hosts?per_page=500&query=heron')
  const host = hosts.find(({ platform }: { platform: string }) => platform !== 'windows')
  const page = await signedIn()
  await page.goto(`/hosts/${host.id}?tab=carves`)
  await page.getByRole('button', { name: 'Carve files' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Path').fill('/etc/%')
  await expectAccessible(page, 'the dialog that carves')
  await dialog.getByRole('button', { name: 'Carve files of 1 host' }).click()
  await expect(dialog).toBeHidden()
  const carve = page
    .getByRole('list', { name: 'Carves of this host' })
    .getByRole('listitem')
    .first()
  await expect(carve.getByText('complete', { exact: true })).toBeVisible({ timeout: 60_000 })
  await expect(carve.getByText('/etc/passwd')).toBeVisible({ timeout: 20_000 })
  await expect(carve.getByRole('link', { name: /^Live query #\d+$/ })).toBeVisible()
  await expect(carve.getByText(/^[0-9a-f]{64}$/)).toBeVisible({ timeout: 20_000 })
  await expectAccessible(page, 'the carves of a host')

  const saved = page.waitForEvent('download')
  await carve.getByRole('button', { name: 'Download' }).click()
  const download = await saved
  expect(download.suggestedFilename()).toMatch(/^carve-\d+-[A-Za-z0-9._-]+\.tar$/)
  expect(readFileSync(await download.path()).toString('latin1')).toContain('etc/passwd')

  await page.goto(`/activity?host_id=${host.id}`)
  await expect(page.getByRole('button', { name: /downloaded carve/ }).first()).toBeVisible()
  await expect(page.getByRole('button', { name: /sent the carve/ }).first()).toBeVisible()

  await page.goto(`/hosts/${host.id}?tab=carves`)
  await carve.getByRole('button', { name: /^Delete carve/ }).click()
  await page.getByRole('button', { name: 'Delete the carve' }).click()
  await expect(page.getByText('No file of this host was carved')).toBeVisible()
})

test('a maintainer sees carves and starts none; an observer has no such tab', async ({
  another,
  office,
  hosts: _hosts,
}) => {
  const { hosts } = await office.get('/hosts?per_page=1&query=heron-0002')
  const path = `/hosts/${hosts[0].id}?tab=carves`
  const maintainer = await another('maintainer')
  await maintainer.goto(path)
  const start = maintainer.getByRole('button', { name: 'Carve files' })
  await expect(start).toHaveAttribute('aria-disabled', 'true')
  const observer = await another('observer')
  await observer.goto(path)
  await expect(observer.getByRole('tab', { name: 'Queries' })).toBeVisible()
  await expect(observer.getByRole('tab', { name: 'Carves' })).toHaveCount(0)
})
