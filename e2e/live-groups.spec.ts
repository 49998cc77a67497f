// The story of a binary: who runs it, who alone does, and what else is to be known of that one.
import { expect, test } from './fixtures'
import { awakeCount, oddStork, storkCount } from './storks'

test.describe.configure({ timeout: 180_000 })

const listening =
  'SELECT DISTINCT p.name, l.port FROM listening_ports l JOIN processes p USING (pid)'

test('who runs this binary: asked of all, grouped, the outlier labelled and followed up', async ({
  page,
  context,
  storks,
}) => {
  await storks.enter(context, 'admin')
  await test.step('ask every host', async () => {
    await page.goto(storks.at('/live'))
    await page.getByRole('textbox', { name: 'SQL' }).fill(listening)
    await page.getByRole('checkbox', { name: 'Every host' }).check()
    await page.getByRole('button', { name: `Run on ${storkCount} hosts` }).click()
    const asked = page.getByRole('alertdialog')
    await asked.getByLabel(`Type ${storkCount} to confirm`).fill(String(storkCount))
    await asked.getByRole('button', { name: `Run on ${storkCount} hosts` }).click()
    await page.waitForURL(/\/campaigns\/\d+/)
  })
  const id = Number(/\d+$/.exec(new URL(page.url()).pathname)?.[0])
  const groups = page.getByRole('grid', { name: `Groups of #${id}` })
  await test.step('one group alone is an outlier', async () => {
    await page.getByRole('tab', { name: /^Groups/ }).click()
    // The one that sleeps may have been woken for another story.
    const answered = new RegExp(`^(${awakeCount}|${storkCount}) answered = `)
    await expect(page.getByText(answered)).toBeVisible({ timeout: 60_000 })
    await page.getByRole('searchbox', { name: 'Search groups' }).fill('4444')
    const odd = groups.getByRole('row').filter({ hasText: '4444' })
    await expect(odd).toHaveCount(1)
    await expect(odd).toContainText('outlier')
    await odd.getByRole('button', { name: 'Hosts: nc 4444' }).click()
  })
  const sheet = page.getByRole('dialog', { name: '1 host: nc 4444' })
  await test.step('its host gets a label', async () => {
    const told = sheet.getByRole('region', { name: 'Hosts of this group' }).getByRole('link')
    await expect(told).toHaveAttribute('href', `/hosts/${storks.idOf(oddStork)}`)
    await sheet.getByRole('button', { name: 'Make a label' }).click()
    const dialog = page.getByRole('dialog', { name: 'Label 1 host' })
    await dialog.getByLabel('Name').fill('Listens with nc')
    await dialog.getByRole('button', { name: 'Label 1 host' }).click()
    await expect(dialog).toBeHidden()
    const { hosts } = await storks.office.get(`/hosts?query=${oddStork}`)
    const { labels } = await storks.office.get('/labels?per_page=500')
    const made = labels.find(({ name }: { name: string }) => name === 'Listens with nc')
    expect([made.count, hosts.length]).toEqual([1, 1])
  })
  await test.step('a follow-up asks that host alone, with the values bound', async () => {
    await sheet.getByRole('button', { name: 'Follow up' }).click()
    const dialog = page.getByRole('dialog', { name: 'Follow up on 1 host' })
    await dialog.getByRole('radio', { name: 'Processes of this name' }).click()
    await dialog.getByRole('link', { name: 'Write the question for 1 host' }).click()
    await page.waitForURL(/\/live\?/)
    await page.getByRole('button', { name: 'Run on 1 host', exact: true }).click()
    await page.waitForURL(/\/campaigns\/\d+/)
    await page.getByRole('tab', { name: /^Rows/ }).click()
    const rows = page.getByRole('grid', { name: /^Rows of #/ })
    await expect(rows).toContainText('-l -k 4444', { timeout: 60_000 })
  })
})
