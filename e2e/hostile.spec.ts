import { expect, test } from './fixtures'
import { HandAgent } from './fleet'
import { shared } from './server'

const mark = (name: string) => `window.hostile=(window.hostile||'')+'${name}'`
const image = `<img src=x onerror="${mark('image')}">`
const script = `</script><script>${mark('script')}</script>`
const vector = `<svg/onload=${mark('svg')}>`
const link = `javascript:${mark('link')}`
const formula = '=HYPERLINK("http://evil.example","x")'

test('S74: names, cells, columns, errors and SQL of hostile hosts are shown as text and nothing runs', async ({
  signedIn,
  office,
}) => {
  const agent = new HandAgent(shared, image, '0e0e0e0e-0000-4000-8000-000000000001')
  const broken = new HandAgent(shared, script, '0e0e0e0e-0000-4000-8000-000000000002')
  await agent.enroll()
  await broken.enroll()
  const { hosts } = await office.get('/hosts?per_page=100&order_key=id&order_direction=desc')
  const ids: number[] = hosts
    .filter(({ hostname }: { hostname: string }) => hostname === image || hostname === script)
    .map(({ id }: { id: number }) => id)
  expect(ids).toHaveLength(2)
  const sql = `SELECT '${vector.replaceAll("'", "''")}' AS "${image.replaceAll('"', '""')}"`
  const id = await office.runQuery(sql, ids)
  const row = { [image]: script, plain: vector, link, formula }
  const mine = (asked: string) => asked === sql
  await expect
    .poll(() => agent.answerOnce((asked) => (mine(asked) ? { rows: [row] } : undefined)))
    .toBe(1)
  const failure = { rows: [], status: 1, message: `no such table: ${image}` }
  await expect.poll(() => broken.answerOnce((asked) => (mine(asked) ? failure : undefined))).toBe(1)

  const page = await signedIn()
  await page.goto(`/campaigns/${id}?tab=rows`)
  const rows = page.getByRole('grid', { name: `Rows of #${id}` })
  await expect(rows.getByRole('columnheader', { name: image })).toBeVisible()
  for (const text of [image, script, vector, link, formula])
    await expect(rows.getByRole('gridcell', { name: text, exact: true }).first()).toBeVisible()
  await expect(rows.getByRole('link', { name: /javascript/ })).toHaveCount(0)
  await page.getByRole('tab', { name: /^Errors/ }).click()
  await expect(page.getByText(failure.message).first()).toBeVisible()
  await page.getByRole('tab', { name: /^Hosts/ }).click()
  await expect(page.getByText(script).first()).toBeVisible()
  await page.goto('/campaigns')
  await expect(page.getByText(sql).first()).toBeVisible()
  for (const host of ids) {
    await page.goto(`/hosts/${host}`)
    await expect(page.getByRole('heading', { level: 1 })).toContainText(/<(img|\/script)/)
  }
  await page.goto(`/hosts?query=${encodeURIComponent('<img')}`)
  await expect(page.getByRole('grid', { name: 'Hosts' }).getByText(image)).toBeVisible()
  await page.goto('/')
  expect(await page.evaluate(() => Reflect.get(window, 'hostile'))).toBeUndefined()
})

test('S74: what people, teams, keys, labels and queries are called is text on every page that names them', async ({
  signedIn,
  office,
}) => {
  const { team } = await office.get('/teams', { name: image, description: script })
  const roles = { teams: [{ id: team.id, role: 'observer' }] }
  await office.get('/users', { name: script, email: 'hostile@muster.example', ...roles })
  await office.get('/enroll_secrets', { name: vector, team_id: team.id })
  await office.get('/labels', { name: image, description: script, host_ids: [] })
  const { query } = await office.get('/queries', { name: image, query: `SELECT '${vector}'` })
  await office.get('/queries', { name: script, description: image, query: 'SELECT 1' })
  await office.get(`/teams/${team.id}`, { description: vector }, 'PATCH')

  const page = await signedIn()
  const shown: [string, string][] = [
    ['/settings/teams', image],
    [`/settings/teams/${team.id}`, image],
    ['/settings/users', script],
    ['/settings/secrets', vector],
    ['/labels', image],
    ['/queries', image],
    [`/queries?id=${query.id}`, image],
    ['/activity', image],
    [`/hosts?team_id=${team.id}`, image],
  ]
  for (const [path, text] of shown) {
    await page.goto(path)
    await expect(page.getByText(text).first(), path).toBeVisible()
    const ran = await page.evaluate(() => Reflect.get(window, 'hostile'))
    expect([path, ran]).toEqual([path, undefined])
  }
  await page.keyboard.press('Control+k')
  await page.getByRole('combobox').fill('<img')
  await expect(page.getByRole('option').filter({ hasText: image }).first()).toBeVisible()
  expect(await page.evaluate(() => Reflect.get(window, 'hostile'))).toBeUndefined()
})

const paths = [
  ...['/', '/hosts', '/hosts/conflicts', '/labels', '/live', '/packs', '/queries', '/results'],
  ...['/campaigns', '/activity', '/settings', '/settings/users', '/settings/teams'],
  ...['/settings/secrets', '/settings/tokens', '/settings/sign-on', '/settings/options'],
]

test('S75: a script that got into the page all the same does not run', async ({
  signedIn,
  guard,
}) => {
  guard.allow(/Content Security Policy/)
  const page = await signedIn()
  await page.route('**/*', async (route) => {
    if (route.request().resourceType() !== 'document') return route.fallback()
    const reply = await route.fetch()
    const injected = `<script>${mark('script')}</script><img src="data:," onerror="${mark('image')}">`
    const body = (await reply.text()).replace('<body>', `<body>${injected}`)
    expect(body).toContain('hostile')
    await route.fulfill({ response: reply, body })
  })
  guard.allow(/hydrat/i)
  for (const path of paths) {
    await page.goto(path)
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
    const ran = await page.evaluate(() => Reflect.get(window, 'hostile'))
    expect([path, ran]).toEqual([path, undefined])
  }
})
