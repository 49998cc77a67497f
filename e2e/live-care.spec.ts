// Stories of care: a canary stops a bad query, and an offline laptop answers after it returns.
import { expect, test } from './fixtures'
import { awakeCount, shutStork } from './storks'

test.describe.configure({ timeout: 240_000 })

test('a canary stops a bad query before the fleet has it', async ({ page, context, storks }) => {
  await storks.enter(context, 'admin')
  // It walks every folder below: seconds on each host, where a second is the limit.
  await page.goto(storks.liveAt("SELECT path FROM file WHERE path LIKE '/Users/%%'"))
  await page.getByLabel('Canary hosts').fill('5')
  await page.getByLabel('Pause above this wall time of a run, in milliseconds').fill('1000')
  await expect(
    page.getByText(`5 canary hosts first, then ${awakeCount - 5} when you say so`),
  ).toBeVisible()
  await page.getByRole('button', { name: `Run on ${awakeCount} hosts` }).click()
  await page.waitForURL(/\/campaigns\/\d+/)
  const id = Number(/\d+$/.exec(new URL(page.url()).pathname)?.[0])

  const reason = /Paused: wall time [\d,]+ ms over the limit of 1,000 ms: \d hosts?\./
  await expect(page.getByText(reason)).toBeVisible({ timeout: 60_000 })
  const { campaign } = await storks.office.get(`/campaigns/${id}`)
  expect(campaign).toMatchObject({ status: 'paused', holding: true })
  // The first answer may stop it before all five have asked for theirs.
  const { waiting } = campaign.counts
  expect(waiting).toBeGreaterThanOrEqual(awakeCount - 5)

  await page.getByRole('button', { name: 'Stop', exact: true }).first().click()
  const asked = page.getByRole('alertdialog', { name: `Stop #${id}?` })
  await expect(asked.getByText(`${waiting} will never get it.`)).toBeVisible()
  await asked.getByRole('button', { name: /^Stop, cancel \d+$/ }).click()
  await expect(page.getByText(new RegExp(`^Stopped\\. ${awakeCount} = `)).first()).toBeVisible()
  const { hosts } = await storks.office.get(`/campaigns/${id}/hosts?per_page=200`)
  const asking = hosts.filter(({ sends }: { sends: number }) => sends > 0)
  expect(asking.length).toBeLessThanOrEqual(5)
})

test('an offline laptop answers after it returns', async ({ page, context, storks }) => {
  const laptop = storks.idOf(shutStork)
  await expect
    .poll(async () => (await storks.office.get(`/hosts/${laptop}`)).host.status, {
      timeout: 150_000,
    })
    .toBe('offline')
  await storks.enter(context, 'admin')
  await page.goto(storks.liveAt('SELECT hostname FROM system_info', [laptop]))
  await page.getByRole('button', { name: 'Queue for 1 offline host' }).click()
  await page.waitForURL(/\/campaigns\/\d+/)
  await expect(
    page.getByRole('timer').filter({ hasText: 'None of 1 waiting host is online.' }),
  ).toBeVisible()

  await storks.fleet.tell(`online ${shutStork}`)
  await expect(page.getByText(/^Complete\. 1 = 1 answered/).first()).toBeVisible({
    timeout: 60_000,
  })
  await page.getByRole('tab', { name: /^Rows/ }).click()
  await expect(page.getByRole('grid', { name: /^Rows of #/ })).toContainText(shutStork)
})
