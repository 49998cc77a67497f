import { expect, test } from 'vitest'
import { recordAnswers } from '@/lib/domain/campaign-answers'
import { campaignWork } from '@/lib/domain/campaign-delivery'
import { joinNewcomers } from '@/lib/domain/campaign-newcomers'
import { runCampaign } from '@/lib/domain/campaign-start'
import { foldLiveCosts } from '@/lib/domain/cost-collection'
import { costsOf, sqlDigest } from '@/lib/domain/costs'
import { deliveryId } from '@/lib/domain/delivery-ids'
import { computeCosts } from '@/lib/domain/health-folds'
import { createQuery } from '@/lib/domain/queries'
import { sql } from '@/lib/store/db'
import { answers, asking, fleet, person } from '@/lib/testing/live'
import { liveDatabase } from '@/lib/testing/live-database'
import { QueryInput } from '@/lib/wire/queries'

liveDatabase()

const template = 'SELECT pid FROM processes WHERE name = {{name}} AND pid > {{above}}'
const parameters = [
  { name: 'name', type: 'text' as const },
  { name: 'above', type: 'number' as const, default: 0 },
]
const bound = "SELECT pid FROM processes WHERE name = 'it''s' AND pid > 0"

async function saved(more: object = {}) {
  const author = await person('Author', 'admin')
  const name = `saved ${crypto.randomUUID()}`
  return createQuery(author, QueryInput.parse({ name, query: template, parameters, ...more }), '')
}

const refusal = (run: Promise<unknown>) =>
  run.then(
    () => undefined,
    (error: { code: string; errors: { name: string }[] }) => [
      error.code,
      ...error.errors.map(({ name }) => name),
    ],
  )

test('a host gets the bound text; the campaign keeps it, what was written, and the values', async () => {
  const admin = await person('Ada', 'admin')
  const hosts = await fleet(1)
  const { id } = await saved()
  const asked = { ...asking(hosts), query: undefined, query_id: id, parameters: { name: "it's" } }
  const { campaign } = await runCampaign(admin, asked, '')
  expect(campaign).toMatchObject({
    ...{ query: bound, sql: bound, template, query_id: id },
    parameters: [
      { name: 'name', type: 'text', value: "it's" },
      { name: 'above', type: 'number', value: 0 },
    ],
  })
  const [host] = hosts
  if (!host) throw new Error('no host')
  expect(Object.values((await campaignWork(host)).queries)).toEqual([bound])
})

test('what is wrong with a value is refused under its name, and nothing is made', async () => {
  const admin = await person('Ada', 'admin')
  const hosts = await fleet(1)
  const { id } = await saved()
  const ask = (given: Record<string, string | number>) =>
    refusal(
      runCampaign(
        admin,
        { ...asking(hosts), query: undefined, query_id: id, parameters: given },
        '',
      ),
    )
  expect(await ask({})).toEqual(['invalid', 'parameters.name'])
  expect(await ask({ name: 'a', above: 'b' })).toEqual(['invalid', 'parameters.above'])
  expect(await ask({ name: 'a', more: 1 })).toEqual(['invalid', 'parameters.more'])
})

test('SQL that nobody saved takes values too, by what they are', async () => {
  const admin = await person('Ada', 'admin')
  const hosts = await fleet(1)
  const asked = {
    ...asking(hosts, 'SELECT 1 FROM users WHERE uid IN {{ids}}'),
    parameters: { ids: [0, 501] },
  }
  const { campaign } = await runCampaign(admin, asked, '')
  expect(campaign.query).toBe('SELECT 1 FROM users WHERE uid IN (0, 501)')
  expect(campaign.parameters).toEqual([{ name: 'ids', type: 'list', value: [0, 501] }])
  const missing = asking(hosts, 'SELECT {{x}}')
  expect(await refusal(runCampaign(admin, missing, ''))).toEqual(['invalid', 'parameters.x'])
  const table = { ...asking(hosts, 'SELECT 1 FROM {{x}}'), parameters: { x: 'users' } }
  expect(await refusal(runCampaign(admin, table, ''))).toEqual(['invalid', 'query'])
})

test('an observer gives values to what observers may run, and nothing else', async () => {
  const hosts = await fleet(1)
  const observer = await person('Olga', 'observer')
  const open = await saved({ observer_can_run: true })
  const closed = await saved()
  const values = { parameters: { name: "x' OR 1 --" } }
  const given = { ...asking(hosts), ...values, query: undefined }
  const { campaign } = await runCampaign(observer, { ...given, query_id: open.id }, '')
  expect(campaign.query).toContain("name = 'x'' OR 1 --' AND")
  const refused = [
    { ...given, query_id: closed.id },
    { ...given, query: template, query_id: closed.id },
    { ...given, query: `${template} `, query_id: open.id },
    { ...given, query: template, parameters: { name: 'a', above: 1 } },
  ]
  for (const other of refused)
    expect(await refusal(runCampaign(observer, other, ''))).toEqual(['forbidden', 'base'])
})

test('a table that only administrators may read stays theirs, whatever the setting names', async () => {
  const hosts = await fleet(1)
  const maintainer = await person('Max', 'maintainer')
  const query = 'SELECT * FROM users WHERE username = {{x}}'
  const asked = { ...asking(hosts, query), parameters: { x: 'root' } }
  await sql('people', `UPDATE settings SET limits = '{"denied_tables":["users"]}'`)
  try {
    expect(await refusal(runCampaign(maintainer, asked, ''))).toEqual(['forbidden', 'base'])
  } finally {
    await sql('people', `UPDATE settings SET limits = '{}'`)
  }
  await expect(runCampaign(maintainer, asked, '')).resolves.toMatchObject({
    campaign_id: expect.any(Number),
  })
})

test('newcomers join a campaign with parameters by what its author may ask', async () => {
  const observer = await person('Olga', 'observer')
  const hosts = await fleet(1)
  const { id } = await saved({ observer_can_run: true })
  const asked = { ...asking('all'), query: undefined, query_id: id, newcomers: true }
  const { campaign_id } = await runCampaign(observer, { ...asked, parameters: { name: 'a' } }, '')
  const [newcomer] = await fleet(1)
  await joinNewcomers()
  const rows = await sql<{ host_id: number }>(
    'people',
    'SELECT host_id FROM campaign_hosts WHERE campaign_id = $1 AND host_id = ANY($2::int[])',
    [campaign_id, [hosts[0]?.id, newcomer?.id]],
  )
  expect(rows).toHaveLength(2)
})

test('the cost of a query with parameters is kept by its text, whatever the values', async () => {
  const admin = await person('Ada', 'admin')
  const hosts = await fleet(2)
  const own = `${template} /* measured */ AND 1 = 1`
  const ask = async (name: string) => {
    const asked = { ...asking(hosts, own), parameters: { name, above: 1 } }
    const { campaign_id } = await runCampaign(admin, asked, '')
    for (const host of hosts) {
      await campaignWork(host)
      await recordAnswers(host, answers(deliveryId(campaign_id, host.id)))
    }
    return campaign_id
  }
  const first = await ask('one')
  const [row] = await sql<{ sql_digest: string; cost_ms: number }>(
    'people',
    'SELECT sql_digest, cost_ms FROM campaigns WHERE id = $1',
    [first],
  )
  expect(row?.sql_digest).toBe(sqlDigest(own))
  expect(row?.cost_ms).toBeGreaterThan(0)
  await ask('two')
  while (await foldLiveCosts());
  await computeCosts({ signal: new AbortController().signal })
  const cost = (await costsOf([own])).get(own)
  expect(cost).toMatchObject({ hosts: 2, runs: 4 })
  const third = await ask('three')
  const [known] = await sql<{ cost_ms: number }>(
    'people',
    'SELECT cost_ms FROM campaigns WHERE id = $1',
    [third],
  )
  expect(known?.cost_ms).toBe(cost?.cpu_ms.p95)
})
