import { readFileSync } from 'node:fs'
import { strFromU8, unzipSync } from 'fflate'
import { expectAccessible } from './accessibility'
import { expect, test } from './fixtures'
import { HandAgent } from './fleet'
import { Office, signInContext } from './people'
import { type OwnServer, startServer } from './server'

test.describe.configure({ mode: 'serial' })

let server: OwnServer
let office: Office

test.beforeAll(async () => {
  server = await startServer({ tls: true })
  office = await Office.open(server)
})
test.afterAll(() => server.stop())

test('a person adds a machine: secret, command, package, and its arrival', async ({
  page,
  context,
}) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write'])
  await signInContext(context, server, 'admin')
  await page.goto(`${server.url}/hosts?add=1`)
  const sheet = page.getByRole('dialog', { name: 'Add hosts' })
  await expect(sheet.getByText('Since you opened this: 0 hosts')).toBeVisible()
  await expect(sheet.getByText(/hold the secret: choose it first/)).toBeVisible()
  await sheet.getByLabel('Hosts at most').fill('1')
  await sheet.getByRole('button', { name: 'Create secret' }).click()
  await sheet.getByRole('button', { name: 'Copy enrol secret' }).click()
  const secret = await page.evaluate(() => navigator.clipboard.readText())
  expect(secret).toMatch(/^[\w-]{43}$/)

  await sheet.getByRole('tab', { name: 'Windows' }).click()
  await expect(sheet.getByText('In PowerShell as administrator:')).toBeVisible()
  await sheet.getByRole('tab', { name: 'Debian, Ubuntu' }).click()
  // What is looked at over a shoulder does not hold the secret; what is copied does.
  await expect(sheet.getByText(secret)).toHaveCount(0)
  await sheet.getByRole('button', { name: 'Copy install command' }).click()
  const command = await page.evaluate(() => navigator.clipboard.readText())
  expect(command).toContain(`printf '%s\\n' '${secret}' | sudo`)
  const saved = page.waitForEvent('download')
  await sheet.getByRole('button', { name: 'Download the package' }).click()
  const download = await saved
  expect(download.suggestedFilename()).toBe('muster-deb.zip')
  const files = unzipSync(readFileSync(await download.path()))
  const textOf = (name: string) => strFromU8(files[`muster-deb/${name}`] ?? new Uint8Array())
  expect(textOf('muster.secret').trim()).toBe(secret)
  expect(textOf('muster.pem')).toContain('BEGIN CERTIFICATE')
  expect(textOf('osquery.flags')).toMatch(/^--tls_hostname=localhost:\d+$/m)

  await new HandAgent(server, 'ward-nurse-7', 'D00DADD0-0000-4000-8000-000000000007').enroll(secret)
  await expect(sheet.getByText('Since you opened this: 1 host')).toBeVisible()
  await expect(sheet.getByRole('link', { name: 'ward-nurse-7' })).toBeVisible()
  const late = new HandAgent(server, 'ward-nurse-8', 'D00DADD0-0000-4000-8000-000000000008')
  await late.enroll(secret).catch(() => undefined)
  await expect(sheet.getByText(/1 try was refused/)).toBeVisible()
  await expect(sheet.getByText(/ward-nurse-8.*has enrolled as many hosts as it may/)).toBeVisible()
  await expectAccessible(page, 'add hosts with an arrival')
})

test('one press brings twenty-five simulated hosts, another lets them leave', async ({
  page,
  context,
}) => {
  await signInContext(context, server, 'admin')
  await page.goto(`${server.url}/hosts?add=1`)
  const sheet = page.getByRole('dialog', { name: 'Add hosts' })
  await sheet.getByRole('button', { name: 'Add 25 simulated hosts' }).click()
  await expect(sheet.getByText(/^25 simulated hosts here/)).toBeVisible()
  await expect(sheet.getByText('Since you opened this: 25 hosts')).toBeVisible({ timeout: 30_000 })
  await office.awaitOnline(25, 'demo-')
  await sheet.getByRole('button', { name: 'Let them leave now' }).click()
  await expect(sheet.getByRole('button', { name: 'Add 25 simulated hosts' })).toBeVisible()
})
