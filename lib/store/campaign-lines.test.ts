import { beforeAll, expect, test } from 'vitest'
import { recordAnswers } from '@/lib/domain/campaign-answers'
import { campaignWork } from '@/lib/domain/campaign-delivery'
import { runCampaign } from '@/lib/domain/campaign-start'
import type { KnownHost } from '@/lib/domain/directory'
import { listResults } from '@/lib/domain/results'
import { sql } from '@/lib/store/db'
import { foldResultLines } from '@/lib/store/health-folds'
import { findSettledId } from '@/lib/store/health-horizon'
import { answers, asking, fleet, person } from '@/lib/testing/live'
import { liveDatabase } from '@/lib/testing/live-database'
import { ResultsQuery } from '@/lib/wire/result-filters'
import { ResultsReply } from '@/lib/wire/results'
import type { Viewer } from '@/lib/wire/roles'

liveDatabase()

let admin: Viewer

beforeAll(async () => {
  admin = await person('Ada', 'admin')
})

/** A campaign whose answers some destination gets too. */
async function sentOn(hosts: readonly KnownHost[], destinations: number[] = [7]) {
  const { campaign_id } = await runCampaign(admin, asking(hosts), '')
  await sql('people', 'UPDATE campaigns SET destinations = $2 WHERE id = $1', [
    campaign_id,
    destinations,
  ])
  return campaign_id
}

async function delivered(host: KnownHost): Promise<string> {
  const { queries } = await campaignWork(host)
  const [delivery] = Object.keys(queries)
  if (!delivery) throw new Error('nothing was handed out')
  return delivery
}

const linesOf = (campaignId: number) =>
  sql<{ host_id: number; name: string; content: object; pack_query_id: number | null }>(
    'people',
    'SELECT host_id, name, content, pack_query_id FROM result_lines WHERE campaign_id = $1 ORDER BY id',
    [campaignId],
  )

test('an answer that destinations get is one snapshot line, stored with the answer', async () => {
  const [one, other] = await fleet(2)
  if (!one || !other) throw new Error('no hosts')
  const id = await sentOn([one, other])
  const delivery = await delivered(one)
  const rows = [{ pid: '1', name: 'init 👯' }]
  await recordAnswers(one, answers(delivery, rows))
  await recordAnswers(one, answers(delivery, rows))
  expect(await linesOf(id)).toEqual([
    {
      host_id: one.id,
      name: `live/${id}`,
      content: { snapshot: [{ pid: '1', name: 'init 👯' }] },
      pack_query_id: null,
    },
  ])
  await recordAnswers(other, answers(await delivered(other), []))
  expect((await linesOf(id)).map(({ content }) => content)).toContainEqual({ snapshot: [] })
})

test('a failure is no line, an answer that was cut is marked, and no destination means no line', async () => {
  const [failing, huge, plain] = await fleet(3)
  if (!failing || !huge || !plain) throw new Error('no hosts')
  const id = await sentOn([failing, huge])
  const failed = { status: 1, message: 'no such table: x' }
  await recordAnswers(failing, answers(await delivered(failing), [], failed))
  const cell = 'é'.repeat(70_000)
  await recordAnswers(huge, answers(await delivered(huge), [{ cell }]))
  expect(await linesOf(id)).toMatchObject([
    { host_id: huge.id, content: { truncated: true, snapshot: [{ cell: expect.any(String) }] } },
  ])
  const quiet = await sentOn([plain], [])
  await recordAnswers(plain, answers(await delivered(plain)))
  expect(await linesOf(quiet)).toEqual([])
})

test('the cursor of the log passes them in order, and no figure of packs counts them', async () => {
  const hosts = await fleet(3)
  const id = await sentOn(hosts)
  for (const host of hosts) await recordAnswers(host, answers(await delivered(host)))
  const settled = await findSettledId('result_lines')
  const [last] = await sql<{ id: number }>(
    'people',
    'SELECT max(id) AS id FROM result_lines WHERE campaign_id = $1',
    [id],
  )
  expect(settled).toBeGreaterThanOrEqual(last?.id ?? Number.POSITIVE_INFINITY)
  while (await foldResultLines(settled ?? 0, 100)) {
    // To the end.
  }
  for (const table of ['query_hosts', 'query_days'])
    expect(await sql('people', `SELECT 1 FROM ${table}`)).toEqual([])
})

test('Results leave them out until their campaign is asked for', async () => {
  const [host] = await fleet(1)
  if (!host) throw new Error('no host')
  const id = await sentOn([host])
  await recordAnswers(host, answers(await delivered(host), [{ a: '1' }]))
  const read = async (query: object) =>
    ResultsReply.parse(await listResults(admin, ResultsQuery.parse(query))).results
  expect(await read({ host_id: String(host.id) })).toEqual([])
  expect(await read({ campaign_id: String(id) })).toMatchObject([
    { campaign_id: id, host: { id: host.id }, action: 'snapshot', rows: [{ a: '1' }] },
  ])
})
