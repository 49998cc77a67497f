import { afterAll, beforeAll, expect, test } from 'vitest'
import { exportCsv, exportNdjson } from '@/lib/domain/campaign-export'
import { firstLook } from '@/lib/domain/campaign-first'
import { readProvenance } from '@/lib/domain/campaign-provenance'
import { sql, statementCount } from '@/lib/store/db'
import { answered } from '@/lib/testing/campaign-rows'
import { type TestDatabase, testDatabase } from '@/lib/testing/database'
import { fleet, newTeam, person } from '@/lib/testing/live'
import { browserRowsMost, CsvQuery, NdjsonQuery } from '@/lib/wire/campaign-rows'
import type { Download } from '@/lib/wire/csv'
import type { Viewer } from '@/lib/wire/roles'

let database: TestDatabase
let admin: Viewer

beforeAll(async () => {
  database = await testDatabase()
  admin = await person('Ada', 'admin')
})
afterAll(() => database.stop())

async function textOf({ chunks }: Download): Promise<string> {
  let text = ''
  for await (const chunk of chunks) text += chunk
  return text
}

const idsOf = async (size: number, team: number | null = null) =>
  (await fleet(size, { team })).map(({ id }) => id)

const csv = (query: object = {}) => CsvQuery.parse(query)
const ndjson = (query: object = {}) => NdjsonQuery.parse(query)
const seqsOf = (text: string) =>
  [...text.matchAll(/^\{"seq":(\d+)/gm)].map(([, seq]) => Number(seq))

test('a file is named after what was asked and how complete the answer is', async () => {
  const id = await answered(await idsOf(2), () => [{ a: '1' }], '  Qué puertos? ../listening ')
  await sql('people', 'UPDATE campaigns SET targeted = 900, answered = 842 WHERE id = $1', [id])
  const { file_name } = await exportCsv(admin, id)
  expect(file_name).toBe(`que-puertos-listening-${id}-842-of-900-answered.csv`)
})

test('CSV has the columns and rows asked for, and no cell that would be run', async () => {
  const id = await answered(await idsOf(2), (at) => [
    { name: at === 0 ? '=1+1' : 'nc', port: String(at + 9) },
    { name: '@x', port: '1' },
  ])
  const filter = JSON.stringify([{ column: 'port', op: 'greater', value: '8' }])
  const some = await textOf(await exportCsv(admin, id, csv({ filter, columns: '["port","name"]' })))
  const lines = some.split('\r\n').map((line) => line.split(',').slice(5).join(','))
  expect(lines).toEqual(['port,name', "9,'=1+1", '10,nc', ''])
  const found = await textOf(await exportCsv(admin, id, csv({ q: 'NC' })))
  expect(found.split('\r\n')).toHaveLength(3)
})

test('NDJSON goes on after a cursor, and of old answers brings only errors when asked for the newest rows', async () => {
  const id = await answered(await idsOf(6), (at) =>
    at === 1 ? [] : [{ n: String(at) }, { n: 'x' }],
  )
  await sql(
    'people',
    `UPDATE campaign_results SET error = 'timed out' WHERE campaign_id = $1 AND seq = 2`,
    [id],
  )
  expect(seqsOf(await textOf(await exportNdjson(admin, id, ndjson({ cursor: '4' }))))).toEqual([
    5, 6,
  ])
  const newest = await textOf(await exportNdjson(admin, id, ndjson({ newest_rows: '4' })))
  expect(seqsOf(newest)).toEqual([2, 5, 6])
  const all = await textOf(await exportNdjson(admin, id, ndjson()))
  expect(seqsOf(all)).toEqual([1, 2, 3, 4, 5, 6])
})

test('provenance says what was asked, by whom, and adds up; others hosts are only counted', async () => {
  const mine = await newTeam('Mine')
  const hosts = [...(await idsOf(2)), ...(await idsOf(1, mine))]
  const id = await answered(hosts, () => [{ a: '1' }])
  await sql(
    'people',
    `UPDATE campaign_hosts SET state = 'too_large' WHERE campaign_id = $1 AND seq = 1`,
    [id],
  )
  await sql('people', 'UPDATE campaigns SET too_large = 1, answered = answered - 1 WHERE id = $1', [
    id,
  ])
  const whole = await readProvenance(admin, id)
  expect(whole).toMatchObject({
    ...{ campaign_id: id, sql: 'SELECT 1', completeness: '2 of 3 answered', hidden_hosts: 0 },
    ...{ truncated: { count: 1, hosts: [{ id: hosts[0] }] }, exported_by: 'Ada' },
  })
  const member = await person('Mia', null, [{ id: mine, role: 'observer' }])
  const own = await readProvenance(member, id)
  expect(own).toMatchObject({
    completeness: '1 of 1 answered',
    hidden_hosts: 2,
    truncated: { count: 0 },
  })
  const told = await textOf(await exportNdjson(member, id, ndjson({ provenance: 'true' })))
  const [head, ...answers] = told.trim().split('\n')
  expect(JSON.parse(head ?? '')).toMatchObject({
    provenance: { campaign_id: id, counts: { targeted: 1 } },
  })
  expect(answers.map((line) => JSON.parse(line).host.id)).toEqual([hosts[2]])
})

test('a file is read no faster than it is taken, in pieces that stay small', async () => {
  const row = { text: 'x'.repeat(1_000) }
  const id = await answered(await idsOf(60), () => Array.from({ length: 200 }, () => row))
  const { chunks } = await exportNdjson(admin, id, ndjson())
  const reading = chunks[Symbol.asyncIterator]()
  await reading.next()
  const before = statementCount()
  await new Promise((resolve) => setImmediate(resolve))
  expect(statementCount()).toBe(before)
  let pieces = 0
  for (let step = await reading.next(); !step.done; step = await reading.next()) {
    expect(step.value.length).toBeLessThan(4 * 1024 * 1024)
    pieces += 1
  }
  expect(pieces).toBeGreaterThan(4)
})

test('a page begins with the newest rows where a browser cannot keep all', async () => {
  const hosts = await idsOf(3)
  const id = await answered(hosts, (at) => [{ n: String(at) }])
  expect((await firstLook(admin, id)).results.map(({ seq }) => seq)).toEqual([1, 2, 3])
  await sql('people', 'UPDATE campaign_hosts SET rows = $2 WHERE campaign_id = $1', [
    id,
    browserRowsMost / 2,
  ])
  await sql('people', 'UPDATE campaigns SET rows = $2 WHERE id = $1', [id, browserRowsMost * 1.5])
  expect((await firstLook(admin, id)).results.map(({ seq }) => seq)).toEqual([2, 3])
})
