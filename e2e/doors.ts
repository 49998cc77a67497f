// Ways into a server that several stories take: the printed link, and a provider's own page.
import { expect, type Page } from '@playwright/test'
import { emailOf, nameOf, password } from './people'
import type { OwnServer } from './server'

/** Finishes set-up by the link that the server printed; ends on the overview. */
export async function makeAdmin(page: Page, server: OwnServer): Promise<void> {
  const link = /Finish set-up: (\S+)/.exec(server.printed())?.[1] ?? ''
  await page.goto(link)
  await expect(page).toHaveURL(`${server.url}/setup`)
  await page.getByLabel('Organisation').fill('Heron')
  await page.getByLabel('Your name').fill(nameOf('admin'))
  await page.getByLabel('E-mail').fill(emailOf('admin'))
  await page.getByLabel('Password', { exact: true }).fill(password)
  await page.getByRole('button', { name: 'Create the account' }).click()
  await expect(page.getByRole('heading', { level: 1, name: 'Overview' })).toBeVisible()
}

/** The provider's own page, which takes any password. */
export async function passProvider(page: Page, name: string): Promise<void> {
  await page.locator('input[name=login]').fill(name)
  await page.locator('input[name=password]').fill('any')
  await page.locator('button[type=submit]').click()
}
