// What benches of pages run in: the pages of this tree built, a rig, a server with one administrator, and
// a Chromium that may sign in as them.
import { spawnSync } from 'node:child_process'
import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { type Browser, chromium, type Page } from 'playwright'
import type { Row } from './figures'
import { openRig } from './rig'

const token = 'bench-of-the-pages'
const person = { name: 'Bench', email: 'bench@example.com', password: 'three hundred thousand' }

export type Site = {
  browser: Browser
  base: string
  /** Of the administrator. */
  bearer: string
}

/** Posts JSON; resolves to the parsed reply. Throws with its text when that is not a success. */
export async function send(base: string, path: string, body: object, bearer?: string) {
  const reply = await fetch(`${base}${path}`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      origin: base,
      ...(bearer ? { authorization: `Bearer ${bearer}` } : {}),
    },
    body: JSON.stringify(body),
  })
  if (!reply.ok) throw new Error(`${path}: ${reply.status} ${await reply.text()}`)
  return reply.json()
}

/** Fills the form of sign-in, which leads to `path`. */
export async function signIn(page: Page, base: string, path: string): Promise<void> {
  await page.goto(`${base}/login?return_to=${encodeURIComponent(path)}`)
  await page.getByLabel(/mail/i).fill(person.email)
  await page
    .getByLabel(/password/i)
    .first()
    .fill(person.password)
  await page.getByRole('button', { name: /sign in/i }).click()
  await page.waitForURL((url) => !url.pathname.startsWith('/login'))
}

/** Builds what is stale first, so that the browser meets the pages of this tree. */
export async function inBrowser(measure: (site: Site) => Promise<Row[]>): Promise<Row[]> {
  const { status } = spawnSync(process.execPath, ['scripts/build.mjs'], { stdio: 'inherit' })
  if (status !== 0) throw new Error('The pages could not be built')
  const file = pathToFileURL(resolve('scripts/chromium.mjs')).href
  const { findChromium }: { findChromium: () => Promise<string> } = await import(file)
  const rig = await openRig()
  const browser = await chromium.launch({
    executablePath: await findChromium(),
    args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage'],
  })
  try {
    const server = await rig.startServer({ ROLE: 'all', SETUP_TOKEN: token }, 'dist/server.js')
    const base = `http://localhost:${server.port}`
    const setup = { setup_token: token, admin: person }
    const { token: bearer } = await send(base, '/api/v1/setup', setup)
    const rows = await measure({ browser, base, bearer })
    await server.end()
    return rows
  } finally {
    await browser.close()
    await rig.close()
  }
}
