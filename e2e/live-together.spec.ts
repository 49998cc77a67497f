// Stories of a larger fleet and several eyes: two people watch one campaign, and a pack runs at once.
import type { Page } from '@playwright/test'
import { expect, test } from './fixtures'
import { awakeCount } from './storks'

test.describe.configure({ timeout: 180_000 })

const rowsOf = (page: Page, id: number) => page.getByRole('grid', { name: `Rows of #${id}` })

/** Each host answers with one row: a repeat would be one too many, a gap one too few. */
const expectAll = (page: Page, id: number) =>
  expect(rowsOf(page, id)).toHaveAttribute('aria-rowcount', String(awakeCount + 1), {
    timeout: 60_000,
  })

test('two people watch one campaign, and one of them reloads in its middle', async ({
  page,
  context,
  another,
  storks,
}) => {
  await storks.enter(context, 'admin')
  const second = await another('observer')
  await storks.enter(second.context(), 'observer')
  const id = await storks.run('SELECT uuid, hostname FROM system_info')
  await Promise.all([page, second].map((each) => each.goto(storks.at(`/campaigns/${id}?tab=rows`))))
  await expect(rowsOf(second, id)).not.toHaveAttribute('aria-rowcount', '1', { timeout: 30_000 })
  await second.reload()
  for (const viewer of [page, second]) await expectAll(viewer, id)
  const words = new RegExp(`^Complete\\. ${awakeCount} = ${awakeCount} answered`)
  for (const viewer of [page, second]) await expect(viewer.getByText(words).first()).toBeVisible()
  await second.reload()
  await expectAll(second, id)
})

test('a pack is run now: each query has its bar, and all of them end', async ({
  page,
  context,
  storks,
}) => {
  const queries = [
    { name: 'operating_system', query: 'SELECT name, version FROM os_version', interval: 3600 },
    { name: 'people', query: 'SELECT username FROM users', interval: 3600 },
    { name: 'uptime', query: 'SELECT days, hours FROM uptime', interval: 3600 },
  ]
  const name = 'Ask it all now'
  const { pack } = await storks.office.get('/packs', { name, label_ids: [storks.label], queries })
  await storks.enter(context, 'admin')
  await page.goto(storks.at(`/packs/${pack.id}`))
  await page.getByRole('button', { name: 'Run now' }).click()
  const asked = page.getByRole('dialog').or(page.getByRole('alertdialog'))
  await asked.getByRole('button', { name: /^Run 3 queries on / }).click()
  await page.waitForURL(/\/campaigns\/runs\/\d+/)
  const list = page.getByRole('list', { name: 'Queries of the run' }).getByRole('listitem')
  await expect(list).toHaveCount(3)
  // The page says it too, and to those who listen.
  const done = page.getByText(`3 of 3 queries done, on ${awakeCount} hosts`).first()
  await expect(done).toBeVisible({ timeout: 90_000 })
  for (const { name: query } of queries) {
    const item = list.filter({ hasText: query })
    await expect(item).toContainText(`${awakeCount} of ${awakeCount} answered`)
  }
  await list.filter({ hasText: 'uptime' }).getByRole('link').click()
  await expect(page).toHaveURL(/\/campaigns\/\d+$/)
})
