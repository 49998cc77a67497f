import type { Page, TestInfo } from '@playwright/test'
import { makeAdmin } from './doors'
import { expect, packFile, packName, test } from './fixtures'
import { startFleet } from './fleet'
import { startServer } from './server'

test.describe.configure({ timeout: 240_000 })

/** One step of the way, timed in the report. */
const step = test.step

async function importPack(page: Page, info: TestInfo): Promise<void> {
  const path = info.outputPath(`${packName}.conf`)
  await import('node:fs/promises').then(({ writeFile }) => writeFile(path, packFile))
  await page.goto('/packs')
  await page.getByRole('button', { name: 'Import' }).first().click()
  const sheet = page.getByRole('dialog', { name: 'Import packs' })
  await sheet.getByLabel('Pack file').setInputFiles(path)
  await expect(sheet.getByText(/^3 queries = .*Nothing has been saved\.$/)).toBeVisible()
  await sheet.getByRole('button', { name: 'Choose targets' }).click()
  await sheet.getByRole('combobox', { name: 'Labels', exact: true }).fill('All Hosts')
  await page.getByRole('option', { name: /All Hosts/ }).click()
  // Not Escape: with the list closed by the choice, that would close the sheet.
  await page.keyboard.press('Tab')
  const off = sheet.getByRole('switch', { name: 'Start switched off' })
  if (await off.isChecked()) await off.click()
  await sheet.getByRole('button', { name: 'Save 3 queries, switched on' }).click()
  await expect(sheet.getByText(/Saved 1 pack with 3 queries/)).toBeVisible()
  await sheet.getByRole('link', { name: 'Open pack' }).click()
  await expect(page.getByRole('heading', { level: 1, name: packName })).toBeVisible()
}

async function askEverybody(page: Page, sql: string, hosts: number): Promise<number> {
  await page.goto('/live')
  await page.getByRole('textbox', { name: 'SQL' }).fill(sql)
  await page.getByRole('checkbox', { name: 'Every host' }).check()
  await page.getByRole('button', { name: `Run on ${hosts} hosts` }).click()
  const asked = page.getByRole('alertdialog')
  await asked.getByLabel(`Type ${hosts} to confirm`).fill(String(hosts))
  await asked.getByRole('button', { name: `Run on ${hosts} hosts` }).click()
  await page.waitForURL(/\/campaigns\/\d+/)
  return Number(/\d+$/.exec(new URL(page.url()).pathname)?.[0])
}

test('a newcomer gets from the printed link to answers of the whole fleet', async ({
  browser,
  contextOptions,
  guard,
}, info) => {
  const server = await startServer()
  const context = await browser.newContext({ ...contextOptions, baseURL: server.url })
  guard.watch(context)
  const page = await context.newPage()
  let fleet: ReturnType<typeof startFleet> | undefined
  try {
    await step('make the administrator', () => makeAdmin(page, server))
    fleet = startFleet(server, 12, 'heron')
    await step('twelve hosts come online within a minute', async () => {
      await page.goto('/hosts')
      await expect(page.getByText('12 of 12 online')).toBeVisible({ timeout: 60_000 })
    })
    await step('import a pack for all hosts', () => importPack(page, info))
    await step('its results arrive', async () => {
      await page.goto('/results')
      const lines = page.getByRole('grid', { name: 'Result lines' })
      await expect(async () => {
        await page.reload()
        await expect(lines.getByText('operating_system').first()).toBeVisible({ timeout: 3_000 })
      }).toPass({ timeout: 60_000 })
    })
    await step('ask everybody and watch the answers', async () => {
      const id = await askEverybody(page, 'SELECT name, version FROM os_version', 12)
      await page.goto(`/campaigns/${id}?tab=rows`)
      const rows = page.getByRole('grid', { name: `Rows of #${id}` })
      await expect(rows).toHaveAttribute('aria-rowcount', '13', { timeout: 60_000 })
      await expect(page.getByText(/12 answered/).first()).toBeVisible()
    })
    await step('export it as CSV', async () => {
      await page.getByRole('button', { name: 'Share' }).click()
      const download = page.waitForEvent('download')
      await page.getByRole('menuitem', { name: 'Export all rows as CSV' }).click()
      const stream = await (await download).createReadStream()
      const text = (await stream.toArray()).join('')
      expect(text.trim().split('\n')).toHaveLength(13)
      expect(text.split('\n')[0]).toMatch(/name.*version/)
    })
    await fleet.stop()
    await step('stop another one', async () => {
      const id = await askEverybody(page, 'SELECT 1 AS one', 12)
      await page.getByRole('button', { name: 'Stop' }).click()
      const asked = page.getByRole('alertdialog', { name: `Stop #${id}?` })
      await expect(asked.getByText('will never get it')).toBeVisible()
      await asked.getByRole('button', { name: /^Stop/ }).click()
      await expect(page.getByText(/^Stopped\. 12 = /).first()).toBeVisible()
    })
  } finally {
    await context.close()
    await fleet?.stop()
    await server.stop()
  }
})
