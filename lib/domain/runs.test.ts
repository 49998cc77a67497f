import { beforeAll, expect, test } from 'vitest'
import { recordAnswers } from '@/lib/domain/campaign-answers'
import { campaignWork } from '@/lib/domain/campaign-delivery'
import { stopCampaign } from '@/lib/domain/campaign-end'
import { runCampaign } from '@/lib/domain/campaign-start'
import { listCampaigns } from '@/lib/domain/campaigns'
import { createQuery } from '@/lib/domain/queries'
import { listRuns, listRunsOf, pauseRun, readRun, releaseRun, stopRun } from '@/lib/domain/runs'
import { sql } from '@/lib/store/db'
import { askedHosts } from '@/lib/testing/campaign-reads'
import { fleetOf, idsOf, inline, packOf, runAs } from '@/lib/testing/inline-packs'
import { answers, asking, newTeam, person } from '@/lib/testing/live'
import { liveDatabase } from '@/lib/testing/live-database'
import { hostStates } from '@/lib/wire/campaigns'
import { QueryInput } from '@/lib/wire/queries'
import type { Viewer } from '@/lib/wire/roles'

liveDatabase()

let admin: Viewer

beforeAll(async () => {
  admin = await person('Ada', 'admin')
})

test('the sums of a run are those of its campaigns and add up', async () => {
  const hosts = await fleetOf({ linux: 4 })
  const pack = await packOf(admin, [inline('a'), inline('b')], { host_ids: idsOf(hosts) })
  const { id } = await runAs(admin, pack.id)
  const [first] = hosts
  if (!first) throw new Error('no host')
  const { queries } = await campaignWork(first)
  for (const delivery of Object.keys(queries)) await recordAnswers(first, answers(delivery))
  const told = await readRun(admin, id)
  expect(told.counts).toMatchObject({ targeted: 8, waiting: 6, answered: 2, rows: 2 })
  expect(hostStates.reduce((sum, state) => sum + told.counts[state], 0)).toBe(told.counts.targeted)
  const { runs } = await listRuns(admin, { query: pack.name, page: 0, per_page: 10 })
  expect(runs).toMatchObject([{ id, campaigns_count: 2, ended_count: 0, counts: told.counts }])
})

test('whoever has one team asks and sees its hosts alone; observers ask what they may', async () => {
  const team = await newTeam('Desk')
  const [own, foreign] = [await fleetOf({ linux: 2 }, team), await fleetOf({ linux: 3 })]
  const open = await createQuery(
    admin,
    QueryInput.parse({ name: 'open to observers', query: 'SELECT 7', observer_can_run: true }),
    '',
  )
  const pack = await packOf(
    admin,
    [inline('own'), { name: 'open', query_id: open.id, interval: 60 }],
    {
      host_ids: idsOf([...own, ...foreign]),
    },
  )
  const whole = await runAs(admin, pack.id)
  const keeper = await person('Kim', null, [{ id: team, role: 'maintainer' }])
  const seen = await readRun(keeper, whole.id)
  expect(seen).toMatchObject({ hosts_count: 2, counts: { targeted: 4 } })
  expect(seen.campaigns.map(({ counts }) => counts.targeted)).toEqual([2, 2])
  const asked = await runAs(keeper, pack.id)
  expect(await askedHosts(asked.campaigns[0]?.id ?? 0)).toEqual(idsOf(own))
  const watcher = await person('Obi', null, [{ id: team, role: 'observer' }])
  const little = await runAs(watcher, pack.id)
  expect(little.campaigns.map(({ name }) => name)).toEqual(['open'])
  expect(little.skipped).toEqual([
    { name: 'own', reason: 'it takes a role that may ask SQL of its own' },
  ])
  const stranger = await person('Sam', null, [{ id: await newTeam('Else'), role: 'maintainer' }])
  await expect(readRun(stranger, whole.id)).rejects.toMatchObject({ code: 'not_found' })
})

test('pause, resume and stop act on every open campaign of the run', async () => {
  const hosts = await fleetOf({ linux: 1 })
  const pack = await packOf(admin, [inline('a'), inline('b')], { host_ids: idsOf(hosts) })
  const { id } = await runAs(admin, pack.id)
  const statuses = (told: { campaigns: { status: string }[] }) =>
    told.campaigns.map(({ status }) => status)
  const paused = await pauseRun(admin, id, { paused: true, address: '' })
  expect([paused.status, ...statuses(paused)]).toEqual(['paused', 'paused', 'paused'])
  const resumed = await pauseRun(admin, id, { paused: false, address: '' })
  expect(statuses(resumed)).toEqual(['running', 'running'])
  const other = await person('Eve', 'observer')
  await expect(stopRun(other, id, { late_answers: 'keep', address: '' })).rejects.toMatchObject({
    code: 'forbidden',
  })
  const stopped = await stopRun(admin, id, { late_answers: 'keep', address: '' })
  expect([stopped.status, ...statuses(stopped)]).toEqual(['stopped', 'stopped', 'stopped'])
  expect(stopped.counts).toMatchObject({ targeted: 2, cancelled: 2 })
  await expect(pauseRun(admin, id, { paused: true, address: '' })).rejects.toMatchObject({
    code: 'conflict',
  })
})

test('a canary of the run holds the others of every query back until it is released', async () => {
  const hosts = await fleetOf({ linux: 4 })
  const pack = await packOf(admin, [inline('a'), inline('b')], { host_ids: idsOf(hosts) })
  const { id, campaigns } = await runAs(admin, pack.id, { guard: { canary: 1 } })
  expect(campaigns.map(({ holding }) => holding)).toEqual([true, true])
  const rows = await sql(
    'people',
    'SELECT 1 FROM campaign_hosts WHERE canary AND campaign_id = $1',
    [campaigns[0]?.id],
  )
  expect(rows).toHaveLength(1)
  const released = await releaseRun(admin, id, '')
  expect(released.campaigns.map(({ holding }) => holding)).toEqual([false, false])
  await expect(releaseRun(admin, id, '')).rejects.toMatchObject({ code: 'conflict' })
})

test('the list by run has one row for each, which stays among the open ones while any query is', async () => {
  const hosts = await fleetOf({ linux: 1 })
  const pack = await packOf(admin, [inline('a'), inline('b'), inline('c')], {
    host_ids: idsOf(hosts),
  })
  const { id, campaigns } = await runAs(admin, pack.id)
  const later = await runCampaign(admin, asking(hosts), '')
  await stopCampaign(admin, later.campaign_id, { late_answers: 'keep', address: '' })
  await stopCampaign(admin, campaigns[0]?.id ?? 0, { late_answers: 'keep', address: '' })
  const listing = { status: [], query: '', mine: true, page: 0, per_page: 5 }
  const list = await listCampaigns(admin, { ...listing, by_run: true })
  expect(list.campaigns.slice(0, 2).map(({ id }) => id)).toEqual([
    campaigns[0]?.id,
    later.campaign_id,
  ])
  const [entry] = await listRunsOf(admin, list.campaigns.slice(0, 1))
  expect(entry).toMatchObject({ id, campaigns_count: 3, ended_count: 1, counts: { targeted: 3 } })
  const open = await listCampaigns(admin, { ...listing, status: ['waiting'], by_run: true })
  expect(open.campaigns.map(({ run_id }) => run_id)).toEqual([id])
  const single = await listCampaigns(admin, { ...listing, run_id: id })
  expect(single.count).toBe(3)
})
