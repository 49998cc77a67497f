// Two machines with one identity: a golden image cloned fifty times, and a machine enrolled twice.
import { expect, test } from './fixtures'
import { HandAgent } from './fleet'
import { type Place, shared } from './server'

test.describe.configure({ timeout: 180_000 })

const clones = 50

/** Agents of one image, each on a machine of its own. */
async function enrolClones(place: Place): Promise<HandAgent[]> {
  const agents = Array.from({ length: clones }, (_, n) => {
    const machine = { instance_id: 'golden-image', hardware_serial: `VM-${n}` }
    return new HandAgent(place, `desk-${n}`, `desk-uuid-${n}`, machine)
  })
  for (const agent of agents) await agent.enroll()
  return agents
}

test('a golden image cloned fifty times is fifty hosts: nothing is lost, and one click settles it', async ({
  signedIn,
  office,
}) => {
  const agents = await enrolClones(shared)
  const { hosts, count } = await office.get('/hosts?query=desk-&per_page=100')
  expect(count).toBe(clones)
  const ids: number[] = hosts.map(({ id }: { id: number }) => id)

  const campaign = await office.runQuery('SELECT hostname FROM system_info', ids)
  for (const [n, agent] of agents.entries())
    await expect
      .poll(() =>
        agent.answerOnce((sql) =>
          sql === 'SELECT hostname FROM system_info'
            ? { rows: [{ hostname: `desk-${n}` }] }
            : undefined,
        ),
      )
      .toBe(1)
  const { campaign: done } = await office.get(`/campaigns/${campaign}`)
  expect(done.counts).toMatchObject({ targeted: clones, answered: clones, rows: clones })
  const { results } = await office.get(`/campaigns/${campaign}/results?limit=100`)
  for (const { host, rows } of results) expect(rows).toEqual([{ hostname: host.hostname }])

  const page = await signedIn()
  await page.goto('/hosts/conflicts?query=desk-')
  await expect(page.getByText(`${clones - 1} machines claim to be desk-0`)).toBeVisible()
  await expect(page.getByText('Two machines say they are desk-0').first()).toBeVisible()
  await page.goto(`/hosts/${Math.min(...ids)}`)
  await expect(page.getByText(`${clones - 1} identity conflicts.`)).toBeVisible()
  await page.getByRole('link', { name: 'Compare' }).click()
  await expect(page).toHaveURL(/\/hosts\/conflicts\?host_id=/)
  await page.getByRole('button', { name: `Keep all ${clones - 1}` }).click()
  await page.getByRole('alertdialog').getByRole('button', { name: 'Keep all' }).click()
  await expect(page.getByText('No two machines claim to be one host')).toBeVisible()
  await page.getByRole('button', { name: /^Kept both/ }).click()
  await expect(page.getByText(/ is two machines$/).first()).toBeVisible()

  for (const agent of agents) await agent.read()
  expect((await office.get('/hosts?query=desk-&per_page=1')).count).toBe(clones)
})

test('a machine that enrolled twice is compared, merged, and parted again when that was wrong', async ({
  signedIn,
  office,
}) => {
  const machine = { hardware_serial: 'SN-7', instance_id: 'first' }
  const first = new HandAgent(shared, 'fin-mac-012', 'fin-uuid', machine)
  const second = new HandAgent(shared, 'fin-mac-012', 'fin-uuid', {
    ...machine,
    instance_id: 'second',
  })
  await first.enroll()
  await second.enroll()
  const page = await signedIn()
  await page.goto('/hosts/conflicts?query=fin-mac-012')
  await expect(page.getByText('Two machines say they are fin-mac-012')).toBeVisible()
  await expect(page.getByRole('row', { name: /Serial/ })).toContainText('same')
  await expect(page.getByRole('row', { name: /Instance/ })).toContainText('differs')
  await page.getByRole('button', { name: 'Same machine: merge' }).click()
  const dialog = page.getByRole('alertdialog')
  await expect(dialog).toContainText('Both keys go on working')
  await dialog.getByRole('button', { name: 'Same machine: merge' }).click()
  await expect(page.getByText('No conflict matches the search')).toBeVisible()
  expect((await office.get('/hosts?query=fin-mac-012')).count).toBe(1)
  await first.read()
  await second.read()
  await page.getByRole('button', { name: /^Merged/ }).click()
  await page.getByRole('button', { name: 'Part them again' }).click()
  await expect(page.getByText('No conflict matches the search')).toBeVisible()
  expect((await office.get('/hosts?query=fin-mac-012')).count).toBe(2)
  await first.read()
  await second.read()
})

test('an observer sees conflicts and is told what a decision needs', async ({ signedIn }) => {
  await new HandAgent(shared, 'obs-1', 'obs-uuid', { instance_id: 'obs' }).enroll()
  await new HandAgent(shared, 'obs-2', 'obs-uuid', { instance_id: 'obs' }).enroll()
  const page = await signedIn('observer')
  await page.goto('/hosts/conflicts?query=obs-')
  const merge = page.getByRole('button', { name: 'Same machine: merge' }).first()
  await expect(merge).toHaveAttribute('aria-disabled', 'true')
})
