import { expect, test } from 'vitest'
import { runCampaign } from '@/lib/domain/campaign-start'
import { sql } from '@/lib/store/db'
import { fileDestination } from '@/lib/testing/destinations'
import { asking, fleet, person } from '@/lib/testing/live'
import { liveDatabase } from '@/lib/testing/live-database'

liveDatabase()

const ids = (hosts: readonly { id: number }[]) => hosts.map(({ id }) => id)

async function of(platform: string, size: number, seenSecondsAgo = 0) {
  const hosts = await fleet(size, { seenSecondsAgo })
  await sql('people', 'UPDATE hosts SET platform = $2 WHERE id = ANY($1::int[])', [
    ids(hosts),
    platform,
  ])
  return hosts
}

async function canaries(id: number): Promise<{ host_id: number; platform: string }[]> {
  return sql(
    'people',
    `SELECT ch.host_id, h.platform FROM campaign_hosts ch JOIN hosts h ON h.id = ch.host_id
      WHERE ch.campaign_id = $1 AND ch.canary ORDER BY ch.host_id`,
    [id],
  )
}

const count = (drawn: { platform: string }[], platform: string) =>
  drawn.filter((host) => host.platform === platform).length

test('a canary is drawn from online hosts, spread over platforms, and the rest is held', async () => {
  const admin = await person('Ada', 'admin')
  const hosts = [
    ...(await of('linux', 20)),
    ...(await of('darwin', 3)),
    ...(await of('windows', 1)),
    ...(await of('linux', 20, 86_400)),
  ]
  const asked = { ...asking(hosts), guard: { canary: 7 } }
  const { campaign } = await runCampaign(admin, asked, '')
  expect(campaign).toMatchObject({ holding: true, guard: { canary: 7 } })
  const drawn = await canaries(campaign.id)
  expect(drawn).toHaveLength(7)
  expect(ids(hosts.slice(0, 24))).toEqual(
    expect.arrayContaining(drawn.map(({ host_id }) => host_id)),
  )
  expect([count(drawn, 'darwin'), count(drawn, 'linux'), count(drawn, 'windows')]).toEqual([
    3, 3, 1,
  ])
})

test('offline hosts are drawn only when the online ones are not enough', async () => {
  const admin = await person('Ada', 'admin')
  const online = await of('linux', 2)
  const away = await of('linux', 5, 86_400)
  const asked = { ...asking([...away, ...online]), guard: { canary: 3 } }
  const { campaign } = await runCampaign(admin, asked, '')
  const drawn = (await canaries(campaign.id)).map(({ host_id }) => host_id)
  expect(drawn).toHaveLength(3)
  expect(drawn).toEqual(expect.arrayContaining(ids(online)))
})

test('a canary of as many hosts as are asked holds nothing', async () => {
  const admin = await person('Ada', 'admin')
  const hosts = await of('linux', 3)
  const { campaign } = await runCampaign(admin, { ...asking(hosts), guard: { canary: 3 } }, '')
  expect(campaign.holding).toBe(false)
  expect(await canaries(campaign.id)).toEqual([])
})

test('a launch keeps which destinations get its answers too', async () => {
  const admin = await person('Ada', 'admin')
  const hosts = await of('linux', 1)
  const takes = await fileDestination({ enabled: false, filter: { live: true } })
  const { campaign } = await runCampaign(admin, { ...asking(hosts), destinations: [takes] }, '')
  expect(campaign.destinations).toEqual([takes])
})

test('destinations and campaigns that are not there are refused by name', async () => {
  const admin = await person('Ada', 'admin')
  const hosts = await of('linux', 1)
  await expect(
    runCampaign(admin, { ...asking(hosts), destinations: [7, 8] }, ''),
  ).rejects.toMatchObject({
    code: 'invalid',
    errors: [{ name: 'destinations[0]' }, { name: 'destinations[1]' }],
  })
  await expect(
    runCampaign(admin, { ...asking(hosts), again_of: 1_000_000 }, ''),
  ).rejects.toMatchObject({ code: 'invalid', errors: [{ name: 'again_of' }] })
  const { campaign_id } = await runCampaign(admin, asking(hosts), '')
  const again = await runCampaign(admin, { ...asking(hosts), again_of: campaign_id }, '')
  expect(again.campaign.again_of).toBe(campaign_id)
})
