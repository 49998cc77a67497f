import type { Page } from '@playwright/test'
import { expectAccessible } from './accessibility'
import { expect, test } from './fixtures'
import { HandAgent } from './fleet'
import type { Office } from './people'
import { shared } from './server'

test.describe.configure({ timeout: 120_000 })

type Row = Record<string, string>

/** Agents that answer only when the test says so. */
async function hands(office: Office, prefix: string) {
  const agents = ['a', 'b', 'c', 'd'].map((letter, index) => {
    const uuid = `${prefix}-0000-4000-8000-00000000000${index}`
    return new HandAgent(shared, `hand-${letter}-${prefix}`, uuid)
  })
  for (const agent of agents) await agent.enroll()
  const { hosts } = await office.get(`/hosts?per_page=100&query=${prefix}`)
  return { agents, ids: hosts.map(({ id }: { id: number }) => id) }
}

async function answer(agent: HandAgent | undefined, sql: string, rows: Row[]): Promise<void> {
  await expect
    .poll(() => agent?.answerOnce((asked) => (asked === sql ? { rows } : undefined)))
    .toBe(1)
}

const sshd = { name: 'sshd', port: '22' }
const nc = { name: 'nc', port: '4444' }

const gridOf = (page: Page, id: number) => page.getByRole('grid', { name: `Groups of #${id}` })

test('a rare row leads to its host, to a label and to the next question', async ({
  signedIn,
  office,
}) => {
  const sql = 'SELECT name, port FROM listening_ports /* groups */'
  const { agents, ids } = await hands(office, 'cb000001')
  const id = await office.runQuery(sql, ids)
  const page = await signedIn()
  await page.goto(`/campaigns/${id}`)
  await expect(page.getByText('No answer yet')).toBeVisible()
  await answer(agents[0], sql, [sshd])
  await answer(agents[1], sql, [sshd, nc])
  await answer(agents[2], sql, [])
  const grid = gridOf(page, id)
  await expect(page.getByText('3 answered = 2 with rows + 1 without')).toBeVisible()
  await expect(grid.getByRole('row')).toHaveCount(4)
  await expect(grid.getByRole('row').nth(1)).toContainText('sshd')
  await expect(grid.getByRole('row').nth(3)).toContainText('no rows')
  await expectAccessible(page, 'groups')

  await grid.getByRole('button', { name: 'Hosts: nc 4444' }).click()
  const sheet = page.getByRole('dialog', { name: '1 host: nc 4444' })
  await expect(sheet.getByRole('link', { name: /^hand-b-cb000001/ })).toBeVisible()
  await expectAccessible(page, 'the hosts of a group')
  await sheet.getByRole('button', { name: 'Make a label' }).click()
  const label = page.getByRole('dialog', { name: 'Label 1 host' })
  await label.getByRole('textbox', { name: 'Name' }).fill('Netcat listens')
  await label.getByRole('button', { name: 'Label 1 host' }).click()
  await expect(page.getByText('Label Netcat listens has 1 host')).toBeVisible()

  await page.getByRole('button', { name: 'Follow up' }).last().click()
  const follow = page.getByRole('dialog', { name: 'Follow up on 1 host' })
  await follow.getByRole('radio', { name: 'Who listens on this port' }).click()
  await expectAccessible(page, 'a follow-up')
  await follow.getByRole('link', { name: 'Write the question for 1 host' }).click()
  await expect(page).toHaveURL(/\/live\?.*group=/)
  await expect(page.getByText('l.port = {{port}}')).toBeVisible()
  await expect(page.getByText('hand-b-cb000001').first()).toBeVisible()
})

test('groups that arrive while somebody reads wait until they are asked for', async ({
  signedIn,
  office,
}) => {
  const sql = 'SELECT name, port FROM listening_ports /* held */'
  const { agents, ids } = await hands(office, 'cb000002')
  const id = await office.runQuery(sql, ids)
  const page = await signedIn()
  await page.goto(`/campaigns/${id}`)
  await answer(agents[0], sql, [sshd])
  const grid = gridOf(page, id)
  await expect(grid.getByRole('row')).toHaveCount(2)
  await grid.getByText('sshd').click()
  await answer(agents[1], sql, [sshd, nc])
  const fresh = page.getByRole('button', { name: /^1 new group since/ })
  await expect(fresh).toBeVisible()
  await expect(page.getByText('2 answered = 2 with rows + 0 without')).toBeVisible()
  await expect(grid.getByRole('row')).toHaveCount(2)
  await fresh.click()
  await expect(grid.getByRole('row')).toHaveCount(3)
})

test('two runs are compared row by row on the hosts that answered both', async ({
  signedIn,
  office,
}) => {
  const sql = 'SELECT name, port FROM listening_ports /* compared */'
  const { agents, ids } = await hands(office, 'cb000003')
  const before = await office.runQuery(sql, ids)
  for (const agent of agents.slice(0, 3)) await answer(agent, sql, [sshd])
  const after = await office.runQuery(sql, ids)
  await answer(agents[0], sql, [sshd])
  await answer(agents[1], sql, [nc])
  const page = await signedIn()
  await page.goto(`/campaigns/${after}`)
  await page.getByRole('button', { name: 'Compare', exact: true }).click()
  await page.getByRole('menuitem', { name: new RegExp(`#${before}`) }).click()
  await expect(page).toHaveURL(`/campaigns/compare?a=${before}&b=${after}`)
  await expect(
    page.getByText(`2 hosts answered both; 1 only #${before}, 0 only #${after}`),
  ).toBeVisible()
  await expect(
    page.getByText('1 row added, 1 removed, 1 unchanged; 1 of 2 hosts changed'),
  ).toBeVisible()
  const host = page.getByRole('listitem').filter({ hasText: 'hand-b-cb000003' })
  await expect(host.getByRole('row', { name: /removed sshd 22/ })).toBeVisible()
  await expect(host.getByRole('row', { name: /added nc 4444/ })).toBeVisible()
  await page.getByRole('switch', { name: 'Only hosts that changed' }).click()
  await expect(page.getByRole('listitem').filter({ hasText: 'hand-a-cb000003' })).toBeVisible()
  await expectAccessible(page, 'a comparison')
})

test('every tab of a campaign and a comparison can be used at both widths', async ({
  signedIn,
  office,
}) => {
  const sql = 'SELECT name, port FROM listening_ports /* tabs */'
  await office.stopAll()
  const { agents, ids } = await hands(office, 'cb000004')
  const ask = async (rows: Row[]) => {
    const id = await office.runQuery(sql, ids)
    await answer(agents[0], sql, rows)
    await answer(agents[1], sql, [sshd])
    const failed = { rows: [], status: 1 }
    await expect
      .poll(() => agents[2]?.answerOnce((asked) => (asked === sql ? failed : undefined)))
      .toBe(1)
    return id
  }
  const before = await ask([sshd])
  const after = await ask([sshd, nc])
  const page = await signedIn()
  for (const width of [1440, 390]) {
    await page.setViewportSize({ width, height: width === 390 ? 844 : 900 })
    for (const tab of ['Groups', 'Rows', 'Hosts', 'Errors', 'Chart', 'Details']) {
      await page.goto(`/campaigns/${after}?tab=${tab.toLowerCase()}`)
      await expect(page.getByRole('tab', { name: tab, selected: true })).toBeVisible()
      await expect(page.getByRole('tabpanel', { name: tab })).not.toBeEmpty()
      await expectAccessible(page, `${tab} at ${width}`)
      const wide = await page.evaluate(() => document.documentElement.scrollWidth)
      expect.soft(wide, `${tab} scrolls sideways`).toBeLessThanOrEqual(width)
    }
    await page.goto(`/campaigns/compare?a=${before}&b=${after}`)
    await expect(page.getByText('1 row added, 0 removed', { exact: false })).toBeVisible()
    await expectAccessible(page, `a comparison at ${width}`)
  }
  await page.goto(`/campaigns/${after}`)
  await page.getByRole('button', { name: 'Share' }).click()
  await page.getByRole('menuitem', { name: new RegExp(`#${before}`) }).click()
  await expect(page).toHaveURL(`/campaigns/compare?a=${before}&b=${after}`)
})
