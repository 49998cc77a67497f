import { beforeAll, expect, test } from 'vitest'
import { recordAnswers } from '@/lib/domain/campaign-answers'
import { campaignWork } from '@/lib/domain/campaign-delivery'
import { stopCampaign } from '@/lib/domain/campaign-end'
import { runCampaign } from '@/lib/domain/campaign-start'
import { deliveryId } from '@/lib/domain/delivery-ids'
import type { KnownHost } from '@/lib/domain/directory'
import { bothCounts, type Counted, one, sumOf } from '@/lib/testing/campaign-reads'
import { answers, asking, fleet, person } from '@/lib/testing/live'
import { liveDatabase } from '@/lib/testing/live-database'
import type { Viewer } from '@/lib/wire/roles'

liveDatabase()

let admin: Viewer

beforeAll(async () => {
  admin = await person('Ada', 'admin')
})

test('R17: readers, writers and a stop at once never leave counters that do not add up', async () => {
  const hosts = await fleet(200)
  const { campaign_id: id } = await runCampaign(admin, asking(hosts), '')
  let looking = true
  const seen: Counted[] = []
  const looker = (async () => {
    while (looking) {
      const { row } = await bothCounts(id)
      seen.push(row)
    }
  })()
  const ask = async (host: KnownHost) => {
    await campaignWork(host)
    const say = () => recordAnswers(host, answers(deliveryId(id, host.id)))
    await Promise.all([say(), say()])
  }
  const end = async () => {
    await ask(one(hosts, 0))
    await stopCampaign(admin, id, { late_answers: 'keep', address: '' })
  }
  await Promise.all([...hosts.slice(1).map(ask), end()])
  looking = false
  await looker
  for (const row of seen) expect(sumOf(row)).toBe(row.targeted)
  const { row, hosts: counted, status } = await bothCounts(id)
  expect(row).toEqual(counted)
  expect(['stopped', 'complete']).toContain(status)
  expect(row.waiting + row.sent).toBe(0)
})
