import { beforeAll, expect, test, vi } from 'vitest'
import { recordAnswers } from '@/lib/domain/campaign-answers'
import { campaignWork } from '@/lib/domain/campaign-delivery'
import { askHost, askHosts } from '@/lib/domain/campaign-wait'
import { listCampaigns, resultsText } from '@/lib/domain/campaigns'
import type { KnownHost } from '@/lib/domain/directory'
import { createQuery } from '@/lib/domain/queries'
import { sql } from '@/lib/store/db'
import { answers, fleet, newTeam, person } from '@/lib/testing/live'
import { liveDatabase } from '@/lib/testing/live-database'
import { patient } from '@/lib/testing/patience'
import { HostQueryBody, QueryRunBody, ResultsReply } from '@/lib/wire/campaigns'
import { QueryInput } from '@/lib/wire/queries'
import type { Viewer } from '@/lib/wire/roles'

liveDatabase()

let admin: Viewer

beforeAll(async () => {
  admin = await person('Ada', 'admin')
})

const never = () => new AbortController().signal
const ask = (
  host: Pick<KnownHost, 'id'>,
  {
    wait_ms = 20_000,
    signal = never(),
    viewer = admin,
    ...body
  }: Partial<{ wait_ms: number; signal: AbortSignal; viewer: Viewer } & HostQueryBody> = {},
) =>
  askHost(
    viewer,
    { host_id: host.id, ...HostQueryBody.parse({ query: 'SELECT 1 AS one', ...body }) },
    { address: '', signal, wait_ms },
  )

/** The delivery of the next query that the host is given. */
async function handedTo(host: KnownHost): Promise<string> {
  return vi.waitFor(async () => {
    const { queries } = await campaignWork(host)
    const [delivery] = Object.keys(queries)
    if (!delivery) throw new Error('nothing was handed out')
    return delivery
  }, patient)
}

const only = <T>(list: readonly T[]): T => {
  const [first] = list
  if (first === undefined) throw new Error('nothing there')
  return first
}

async function savedQuery(query: string, more: object = {}): Promise<number> {
  const name = `saved ${crypto.randomUUID()}`
  return (await createQuery(admin, QueryInput.parse({ name, query, ...more }), '')).id
}

test('one host: its rows are the reply as soon as they are there', async () => {
  const host = only(await fleet(1))
  const asked = ask(host, { query: 'SELECT 7 AS seven' })
  await recordAnswers(host, answers(await handedTo(host), [{ seven: '7' }]))
  expect(await asked).toEqual({
    ...{ host_id: host.id, query: 'SELECT 7 AS seven', rows: [{ seven: '7' }] },
    ...{ status: 'online', error: null, campaign_id: expect.any(Number) },
  })
})

test('an offline host is not asked, and the reply says what keeps the question for it', async () => {
  const host = only(await fleet(1, { seenSecondsAgo: 3_600 }))
  const before = (await sql('people', 'SELECT 1 FROM campaigns')).length
  expect(await ask(host)).toMatchObject({
    ...{ status: 'offline', rows: [], campaign_id: null },
    error: expect.stringContaining('POST /queries/run with this host'),
  })
  expect(await sql('people', 'SELECT 1 FROM campaigns')).toHaveLength(before)
})

test('a failure is told in the agent’s words, and a denylisted one says what to do', async () => {
  const host = only(await fleet(1))
  const failing = ask(host)
  const gone = { status: 1, message: 'no such table: x' }
  await recordAnswers(host, answers(await handedTo(host), [], gone))
  expect((await failing).error).toBe('no such table: x')
  const refused = ask(host)
  const words = { status: 1, message: 'distributed query is denylisted' }
  await recordAnswers(host, answers(await handedTo(host), [], words))
  expect((await refused).error).toMatch(/^distributed query is denylisted: .* ask for less$/)
})

test('a host that does not answer in time ends the wait; its campaign keeps what comes later', async () => {
  const host = only(await fleet(1))
  const reply = await ask(host, { wait_ms: 300 })
  expect(reply).toMatchObject({ status: 'online', rows: [] })
  const id = reply.campaign_id ?? 0
  expect(reply.error).toContain(`campaign ${id} goes on`)
  expect(reply.error).toContain(`/campaigns/${id}/results`)
  await recordAnswers(host, answers(await handedTo(host), [{ late: '1' }]))
  const { results } = ResultsReply.parse(JSON.parse(await resultsText(admin, id, { limit: 10 })))
  expect(results).toMatchObject([{ host: { id: host.id }, rows: [{ late: '1' }] }])
})

test('whoever hangs up frees the wait at once, and the question stays open', async () => {
  const host = only(await fleet(1))
  const hangUp = new AbortController()
  const asked = ask(host, { signal: hangUp.signal })
  await handedTo(host)
  const at = performance.now()
  hangUp.abort()
  const { campaign_id } = await asked
  expect(performance.now() - at).toBeLessThan(10_000)
  const { campaigns } = await listCampaigns(admin, {
    ...{ status: ['running'], mine: true, query: '', page: 0, per_page: 100 },
  })
  expect(campaigns.map(({ id }) => id)).toContain(campaign_id)
})

test('a saved query on some hosts: those online are waited for, the others told with the reason', async () => {
  const [one, silent] = await fleet(2)
  const away = only(await fleet(1, { seenSecondsAgo: 3_600 }))
  if (!one || !silent) throw new Error('no hosts')
  const query_id = await savedQuery('SELECT 1 AS one')
  const host_ids = [one.id, silent.id, away.id]
  const asked = askHosts(
    admin,
    { query_id, ...QueryRunBody.parse({ host_ids }) },
    { address: '', signal: never(), wait_ms: 4_000 },
  )
  await recordAnswers(one, answers(await handedTo(one), [{ one: '1' }]))
  const reply = await asked
  expect(reply).toMatchObject({
    ...{ query_id, targeted_host_count: 3, responded_host_count: 1 },
    results: [{ host_id: one.id, rows: [{ one: '1' }], error: null }],
  })
  const reasons = new Map(reply.unanswered.map(({ host_id, error }) => [host_id, error]))
  expect([...reasons.keys()].sort()).toEqual([silent.id, away.id].sort())
  expect(reasons.get(silent.id)).toMatch(/^timeout: /)
  expect(reasons.get(away.id)).toMatch(/^offline: /)
})

test('an answer is in the reply although the wait for the others is over with it', async () => {
  const here = only(await fleet(1))
  const away = only(await fleet(1, { seenSecondsAgo: 3_600 }))
  const query_id = await savedQuery('SELECT 2 AS two')
  const asked = askHosts(
    admin,
    { query_id, ...QueryRunBody.parse({ host_ids: [here.id, away.id] }) },
    { address: '', signal: never(), wait_ms: 20_000 },
  )
  const delivery = await handedTo(here)
  const handedMs = performance.now()
  // The next status may be told at once then: it comes together with the answer.
  await vi.waitFor(() => expect(performance.now() - handedMs).toBeGreaterThan(700), patient)
  await recordAnswers(here, answers(delivery, [{ two: '2' }]))
  expect((await asked).results).toMatchObject([{ host_id: here.id, rows: [{ two: '2' }] }])
})

test('a host of another team is not found, whether it exists or not', async () => {
  const host = only(await fleet(1))
  const other = await person('Tom', null, [{ id: await newTeam('Else'), role: 'maintainer' }])
  await expect(ask(host, { viewer: other })).rejects.toMatchObject({ code: 'not_found' })
  await expect(ask({ id: 999_999 })).rejects.toMatchObject({ code: 'not_found' })
})

test('two hundred calls at once: those within the limit wait, the rest are told, others go on', async () => {
  const hosts = await fleet(200)
  const people = await Promise.all(Array.from({ length: 40 }, (_, n) => person(`P${n}`, 'admin')))
  const calls = hosts.map((host, n) =>
    ask(host, { viewer: people[n % 40] ?? admin, wait_ms: 25_000 }).then(
      (reply) => reply.status,
      (error: unknown) => Object(error).code,
    ),
  )
  await vi.waitFor(async () => {
    const [row] = await sql<{ count: number }>(
      'people',
      "SELECT count(*) AS count FROM campaigns WHERE status = 'waiting'",
    )
    expect(row?.count).toBe(100)
  }, patient)
  const took: number[] = []
  for (let turn = 0; turn < 10; turn++) {
    const at = performance.now()
    await listCampaigns(admin, { status: [], mine: true, query: '', page: 0, per_page: 10 })
    took.push(performance.now() - at)
  }
  expect(Math.min(...took)).toBeLessThan(1_000)
  await sql('people', "UPDATE campaigns SET status = 'stopped' WHERE status = 'waiting'")
  const said = await Promise.all(calls)
  expect(said.filter((word) => word === 'rate_limited')).toHaveLength(100)
  expect(said.filter((word) => word === 'online')).toHaveLength(100)
}, 60_000)
