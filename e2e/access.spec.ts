import { expectAccessible } from './accessibility'
import { expect, test } from './fixtures'

test.describe.configure({ timeout: 120_000 })

const pages: [string, string][] = [
  ['/', 'Overview'],
  ['/live', 'Live query'],
  ['/campaigns', 'Campaigns'],
  ['/packs', 'Packs'],
  ['/results', 'Results'],
  ['/hosts', 'Hosts'],
  ['/hosts/conflicts', 'Identity conflicts'],
  ['/labels', 'Labels'],
  ['/destinations', 'Destinations'],
  ['/activity', 'Activity'],
  ['/settings', 'Profile'],
  ['/settings/organisation', 'Organisation'],
  ['/settings/users', 'Users'],
  ['/settings/teams', 'Teams'],
  ['/settings/options', 'Agent options'],
  ['/settings/sign-on', 'Single sign-on'],
  ['/settings/secrets', 'Enrol secrets'],
  ['/settings/tokens', 'API tokens'],
  ['/settings/retention', 'Retention'],
  ['/settings/security', 'Security'],
  ['/settings/about', 'About'],
]

for (const [width, height] of [
  [1440, 900],
  [390, 844],
] as const) {
  test(`every page passes axe in both themes at ${width} wide`, async ({
    signedIn,
    office,
    hosts: _hosts,
    pack,
  }) => {
    const page = await signedIn()
    await page.setViewportSize({ width, height })
    const campaign = await office.runQuery('SELECT name, version FROM os_version')
    const { hosts } = await office.get('/hosts?per_page=1')
    const objects: [string, string | RegExp][] = [
      [`/packs/${pack}`, /./],
      [`/hosts/${hosts[0].id}`, /./],
      [`/hosts/${hosts[0].id}?tab=carves`, /./],
      [`/campaigns/${campaign}`, new RegExp(`^#${campaign} `)],
    ]
    for (const [path, name] of [...pages, ...objects]) {
      await page.goto(path)
      await expect(page.getByRole('heading', { level: 1, name }).first()).toBeVisible()
      await expect.soft(page.getByRole('main')).toBeVisible()
      await test.step(path, () => expectAccessible(page, `${path} at ${width}`))
      const wide = await page.evaluate(() => document.documentElement.scrollWidth)
      expect.soft(wide, `${path} scrolls sideways`).toBeLessThanOrEqual(width)
    }
  })
}

test('sign-in passes axe, and so do open overlays', async ({ page, signedIn }) => {
  await page.goto('/login')
  await expect(page.getByRole('heading', { level: 1, name: 'Sign in' })).toBeVisible()
  await expectAccessible(page, 'sign-in')
  await signedIn()
  await page.goto('/hosts?add=1')
  await expect(page.getByRole('dialog')).toBeVisible()
  await expectAccessible(page, 'add hosts')
  await page.goto('/packs?import=1')
  await expect(page.getByRole('dialog')).toBeVisible()
  await expectAccessible(page, 'import')
  await page.goto('/')
  await expect(page.getByRole('contentinfo').getByText(/online$/)).toBeVisible()
  await page.keyboard.press('Control+k')
  await expect(page.getByRole('dialog', { name: 'Search and commands' })).toBeVisible()
  await expectAccessible(page, 'palette')
})

test('an observer looks and asks saved queries, and is told what each other thing needs', async ({
  signedIn,
  pack,
}) => {
  const page = await signedIn('observer')
  await page.goto('/packs')
  await expect(page.getByRole('button', { name: 'Import' }).first()).toBeDisabled()
  await page.goto(`/packs/${pack}`)
  await expect(page.getByRole('switch', { name: /the whole pack/ })).toBeDisabled()
  await page.goto('/live')
  await expect(page.getByRole('tab', { name: 'Saved query' })).toBeVisible()
  await expect(page.getByRole('tab', { name: 'Write SQL' })).toHaveCount(0)
  await expect(page.getByRole('button', { name: 'Choose a query' })).toBeDisabled()
})

test('an observer plus writes SQL but changes no pack, a maintainer does both', async ({
  signedIn,
  another,
  pack,
}) => {
  const plus = await signedIn('observer_plus')
  await plus.goto('/live')
  await plus.getByRole('textbox', { name: 'SQL' }).fill('SELECT 1')
  await expect(plus.getByRole('textbox', { name: 'SQL' })).toContainText('SELECT 1')
  await plus.goto(`/packs/${pack}`)
  await expect(plus.getByRole('switch', { name: /the whole pack/ })).toBeDisabled()
  const maintainer = await another('maintainer')
  await maintainer.goto(`/packs/${pack}`)
  await expect(maintainer.getByRole('switch', { name: /the whole pack/ })).toBeEnabled()
})
