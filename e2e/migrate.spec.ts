// The move from another server: ten pack files in one hand, one decision, and a way back until the end.
import { readFileSync } from 'node:fs'
import type { Locator, Page } from '@playwright/test'
import { expect, fleetSize, keysWork, test } from './fixtures'
import { contentOf, dropFiles, packNameOf, tenPackFiles } from './pack-files'
import type { Office } from './people'

const files = tenPackFiles()
const names = files.map(packNameOf)
const queries = files.reduce((sum, file) => sum + contentOf(file.text, file.name).queries.length, 0)
const taken = names[0] ?? ''
const renamed = `${taken}-2`
const final = names.map((name) => (name === taken ? renamed : name))

type Summary = { id: number; name: string; disabled: boolean; total_hosts_count: number }

async function brought(office: Office): Promise<Summary[]> {
  const { packs } = await office.get('/packs?per_page=500')
  return packs.filter(({ name }: Summary) => final.includes(name))
}

/** A pack of the first file's name, with another query under a name of that file. */
async function occupy(office: Office): Promise<number> {
  const [file] = files
  const [query] = file ? contentOf(file.text, taken).queries : []
  const own = { name: query?.name ?? '', query: 'SELECT hours FROM uptime', interval: 7200 }
  const { pack } = await office.get('/packs', { name: taken, queries: [own] })
  return pack.id
}

/** Drop, check and decide, up to the choice of targets. */
async function checkAll(page: Page): Promise<Locator> {
  await dropFiles(page, files)
  const sheet = page.getByRole('dialog', { name: 'Import packs' })
  await expect(sheet.getByRole('list', { name: 'Files' }).getByRole('listitem')).toHaveCount(10)
  const sum = sheet.getByText(/^\d+ queries = .*Nothing has been saved\.$/)
  await expect(sum).toContainText('1 pack needs a decision.')
  const [whole = '', parts = ''] = (await sum.innerText()).split(' = ')
  expect(whole).toBe(`${queries} queries`)
  const counts = (parts.split('.')[0] ?? '').split(' + ').map((part) => Number.parseInt(part, 10))
  expect(counts.reduce((total, count) => total + count)).toBe(queries)
  await expect(sheet.getByRole('button', { name: 'Choose targets' })).toBeDisabled()
  await sheet.getByRole('combobox', { name: taken, exact: true }).click()
  await page.getByRole('option', { name: `Import as ${renamed}` }).click()
  await sheet.getByRole('button', { name: 'Choose targets' }).click()
  return sheet
}

/** Chooses the whole fleet and saves, switched off. */
async function saveAll(page: Page, sheet: Locator, label: string): Promise<void> {
  await sheet.getByRole('combobox', { name: 'Labels', exact: true }).fill(label)
  await page.getByRole('option', { name: new RegExp(label) }).click()
  await page.keyboard.press('Tab')
  await expect(sheet.getByText(new RegExp(`^It means: .*${label}`))).toBeVisible()
  await sheet.getByRole('button', { name: `Save ${queries} queries, switched off` }).click()
  await expect(sheet.getByText(`Saved 10 packs with ${queries} queries.`)).toBeVisible()
}

/** Selects the ten on the list and switches them on; the button says on how many hosts. */
async function switchOn(page: Page): Promise<void> {
  const grid = page.getByRole('grid', { name: 'Packs' })
  for (const name of final) {
    const row = grid.getByRole('row').filter({ has: page.getByRole('link', { name, exact: true }) })
    await row.getByRole('checkbox').check()
  }
  const bar = page.getByRole('region', { name: 'Selected: 10 packs' })
  await bar.getByRole('button', { name: 'Switch on' }).click()
  const dialog = page.getByRole('alertdialog', { name: /^Switch on 10 packs on \d+ hosts\?$/ })
  await expect(dialog).toContainText(`${queries} queries start`)
  await dialog.getByRole('button', { name: /^Switch on 10 packs/ }).click()
  await expect(dialog).toBeHidden()
}

/** Waits until every host that is to have the pack says that it runs the pack as switched on. */
async function awaitRunning(page: Page, { id, name, total_hosts_count: hosts }: Summary) {
  await page.goto(`/packs/${id}`)
  await expect(page.getByRole('heading', { level: 1, name })).toBeVisible()
  const words = `${hosts} hosts = ${hosts} on r2`
  await expect(page.getByText(words)).toBeVisible({ timeout: 90_000 })
}

async function exported(page: Page, name: string) {
  await page.getByRole('button', { name: 'Export' }).click()
  const download = page.waitForEvent('download')
  await page.getByRole('menuitem', { name: 'osquery JSON' }).click()
  return contentOf(readFileSync(await (await download).path(), 'utf8'), name)
}

test('ten packs move in by drag and drop, go again while nobody has them, and then run', async ({
  signedIn,
  office,
  hosts: _hosts,
}) => {
  test.setTimeout(180_000)
  const there = await occupy(office)
  const { name: label } = await office.fleetLabel()
  const page = await signedIn()
  await page.goto('/packs')
  await keysWork(page)

  const sheet = await checkAll(page)
  await saveAll(page, sheet, label)
  expect(await brought(office)).toHaveLength(10)
  await sheet.getByRole('button', { name: 'Undo' }).click()
  await expect(sheet.getByText('Undone: 10 packs deleted. No host had any of it.')).toBeVisible()
  expect(await brought(office)).toEqual([])
  await sheet.getByRole('button', { name: 'Close' }).last().click()
  await expect(sheet).toBeHidden()

  await saveAll(page, await checkAll(page), label)
  await sheet.getByRole('button', { name: 'Close' }).last().click()
  await expect(sheet).toBeHidden()
  await switchOn(page)

  const packs = await brought(office)
  expect(packs.map(({ disabled }) => disabled)).not.toContain(true)
  const largest = packs.find((pack) => pack.total_hosts_count === fleetSize)
  if (!largest) throw new Error('No pack of the ten is for every host')
  await awaitRunning(page, largest)
  await expect(async () => {
    const { queries: latest } = await office.get(`/packs/${largest.id}/latest`)
    expect(latest.length).toBeGreaterThan(0)
  }).toPass({ timeout: 40_000 })

  const file = files[final.indexOf(largest.name)]
  expect(await exported(page, largest.name)).toEqual(contentOf(file?.text ?? '', largest.name))
  // The page of a pack that is deleted under it would ask for it once more.
  await page.goto('/packs')
  for (const { id } of packs) await office.get(`/packs/id/${id}`, {}, 'DELETE')
  await office.get(`/packs/id/${there}`, {}, 'DELETE')
})
