import type { Page } from '@playwright/test'
import { expect, fleetSize, test } from './fixtures'
import { HandAgent } from './fleet'
import { Office, signInContext } from './people'
import { shared, startServer } from './server'

test.describe.configure({ timeout: 120_000 })

/** Agents that answer only when the test says so. */
async function hands(place: { url: string; dataDir: string }, office: Office, prefix: string) {
  const agents = ['a', 'b', 'c', 'd'].map((letter, index) => {
    const uuid = `${prefix}-0000-4000-8000-00000000000${index}`
    return new HandAgent(place, `hand-${letter}-${prefix}`, uuid)
  })
  for (const agent of agents) await agent.enroll()
  const { hosts } = await office.get(`/hosts?per_page=100&query=${prefix}`)
  return { agents, ids: hosts.map(({ id }: { id: number }) => id) }
}

/** One agent answers this campaign with one row, whatever else it is asked. */
async function answer(agent: HandAgent | undefined, sql: string): Promise<void> {
  const rows = [{ one: '1' }]
  await expect
    .poll(() => agent?.answerOnce((asked) => (asked === sql ? { rows } : undefined)))
    .toBe(1)
}

const rowsOf = (page: Page, id: number) => page.getByRole('grid', { name: `Rows of #${id}` })

/** Rows and the head's row; each host answers with one row, so a repeat would be one too many. */
async function expectRows(page: Page, id: number, count: number): Promise<void> {
  await expect(rowsOf(page, id)).toHaveAttribute('aria-rowcount', String(count + 1), {
    timeout: 30_000,
  })
}

test('two people see the same rows arrive, and a reload in the middle neither loses nor repeats one', async ({
  signedIn,
  another,
  office,
}) => {
  const sql = 'SELECT 1 AS one /* reload */'
  const { agents, ids } = await hands(shared, office, 'ca000001')
  const id = await office.runQuery(sql, ids)
  const page = await signedIn()
  const second = await another('observer')
  await page.goto(`/campaigns/${id}?tab=rows`)
  await second.goto(`/campaigns/${id}?tab=rows`)
  await answer(agents[0], sql)
  await answer(agents[1], sql)
  for (const viewer of [page, second]) await expectRows(viewer, id, 2)
  await page.reload()
  await expectRows(page, id, 2)
  await answer(agents[2], sql)
  await answer(agents[3], sql)
  for (const viewer of [page, second]) await expectRows(viewer, id, 4)
  await expect(page.getByText(/^Complete\. 4 = 4 answered/).first()).toBeVisible()
})

test('a tab that loses its network catches up when it is back', async ({
  signedIn,
  context,
  office,
  guard,
}) => {
  guard.allow(/ERR_INTERNET_DISCONNECTED|ERR_NETWORK_CHANGED|Failed to fetch/)
  const sql = 'SELECT 1 AS one /* offline */'
  const { agents, ids } = await hands(shared, office, 'ca000002')
  const id = await office.runQuery(sql, ids)
  const page = await signedIn()
  await page.goto(`/campaigns/${id}?tab=rows`)
  await answer(agents[0], sql)
  await expectRows(page, id, 1)
  await context.setOffline(true)
  await answer(agents[1], sql)
  await answer(agents[2], sql)
  await context.setOffline(false)
  await answer(agents[3], sql)
  await expectRows(page, id, 4)
})

test('stopping says what it does, and does that', async ({ signedIn, another, office }) => {
  const sql = 'SELECT 1 AS one /* stop */'
  const { agents, ids } = await hands(shared, office, 'ca000003')
  const id = await office.runQuery(sql, ids)
  const page = await signedIn()
  const observer = await another('observer')
  await page.goto(`/campaigns/${id}?tab=rows`)
  await observer.goto(`/campaigns/${id}?tab=rows`)
  await answer(agents[0], sql)
  await expectRows(page, id, 1)
  await expect(observer.getByRole('button', { name: 'Stop', exact: true })).toBeDisabled()
  await page.getByRole('button', { name: 'Stop', exact: true }).click()
  const asked = page.getByRole('alertdialog', { name: `Stop #${id}?` })
  await expect(asked.getByText('1 of 4 hosts are done; their answers stay.')).toBeVisible()
  await expect(asked.getByText('3 will never get it.')).toBeVisible()
  await asked.getByRole('button', { name: 'Stop, cancel 3' }).click()
  for (const viewer of [page, observer])
    await expect(viewer.getByText(/^Stopped\. 4 = 1 answered \+ 3 cancelled/).first()).toBeVisible()
  await expectRows(page, id, 1)
})

test('the whole fleet answers, each host once', async ({ signedIn, office, hosts: _hosts }) => {
  const { hosts } = await office.get('/hosts?per_page=100&query=heron')
  const ids = hosts.map(({ id }: { id: number }) => id)
  expect(ids).toHaveLength(fleetSize)
  const id = await office.runQuery('SELECT name, version FROM os_version', ids)
  const page = await signedIn()
  await page.goto(`/campaigns/${id}?tab=rows`)
  await expectRows(page, id, fleetSize)
})

test('a server that is killed and started again goes on where it was, on the page too', async ({
  page,
  context,
  guard,
}) => {
  guard.allowAway()
  const server = await startServer()
  try {
    const office = await Office.open(server)
    const sql = 'SELECT 1 AS one /* kill */'
    const { agents, ids } = await hands(server, office, 'ca000004')
    const id = await office.runQuery(sql, ids)
    await signInContext(context, server, 'admin')
    await page.goto(`${server.url}/campaigns/${id}?tab=rows`)
    await answer(agents[0], sql)
    await answer(agents[1], sql)
    await expectRows(page, id, 2)
    await server.kill()
    await server.start()
    await answer(agents[2], sql)
    await answer(agents[3], sql)
    await expectRows(page, id, 4)
  } finally {
    await page.goto('about:blank')
    await server.stop()
  }
})
