import { afterAll, beforeAll, expect, test } from 'vitest'
import { closeDatabase, sql } from '@/lib/store/db'
import { dropPartition, ensurePartitions, listPartitions } from '@/lib/store/partitions'
import { type TestDatabase, testDatabase } from '@/lib/testing/database'

let database: TestDatabase
beforeAll(async () => {
  database = await testDatabase()
})
afterAll(() => database.stop())

async function partitionsOf(table: string): Promise<string[]> {
  const rows = await sql<{ name: string }>(
    'work',
    `SELECT inhrelid::regclass::text AS name FROM pg_inherits
      WHERE inhparent = $1::regclass ORDER BY 1`,
    [table],
  )
  return rows.map((row) => row.name)
}

test('today and two days ahead are made once, whoever asks at the same time', async () => {
  const made = (
    await Promise.all([ensurePartitions(), ensurePartitions(), ensurePartitions()])
  ).flat()
  expect(made).toHaveLength(9)
  expect(await partitionsOf('result_lines')).toHaveLength(3)
  expect(await ensurePartitions()).toEqual([])
})

test("every line partition refuses a second line of one fingerprint and has the parent's indexes", async () => {
  const [day = ''] = await partitionsOf('result_lines')
  const definitionsOf = async (table: string) => {
    const indexes = await sql<{ definition: string }>(
      'work',
      'SELECT indexdef AS definition FROM pg_indexes WHERE tablename = $1',
      [table],
    )
    return indexes.map(({ definition }) => definition)
  }
  const indexes = await definitionsOf(day)
  const unique = indexes.filter((definition) => /UNIQUE.*\(fingerprint\)/.test(definition))
  expect(unique).toHaveLength(1)
  expect(indexes).toHaveLength((await definitionsOf('result_lines')).length + 1)
})

async function madeDay(day: string, until: string) {
  const name = `status_lines_${day.replaceAll('-', '')}`
  await sql(
    'work',
    `CREATE TABLE ${name} PARTITION OF status_lines
       FOR VALUES FROM ('${day} 00:00:00+00') TO ('${until} 00:00:00+00')`,
  )
  const found = (await listPartitions(['status_lines'])).find((each) => each.name === name)
  if (!found) throw new Error('the partition is not listed')
  return found
}

test('partitions are listed oldest first, with their size and whether their day is over', async () => {
  await ensurePartitions()
  const old = await madeDay('2020-01-01', '2020-01-02')
  const [first, ...others] = await listPartitions(['status_lines', 'result_lines'])
  expect(first).toEqual(old)
  expect(old).toMatchObject({ table: 'status_lines', closed: true, stage: 'attached' })
  expect(old.until).toEqual(new Date('2020-01-02T00:00:00Z'))
  expect(old.bytes).toBeGreaterThan(0)
  expect(others.every(({ closed }) => !closed)).toBe(true)
  expect(await dropPartition(old)).toBe(true)
  expect(await partitionsOf('status_lines')).not.toContain(old.name)
})

test('a table that was detached and not dropped is found and dropped; one set aside by hand stays', async () => {
  const cut = await madeDay('2020-02-01', '2020-02-02')
  const aside = await madeDay('2020-02-02', '2020-02-03')
  await sql('work', `CREATE VIEW holds AS SELECT id FROM ${cut.name}`)
  await expect(dropPartition(cut)).rejects.toThrow('depend on it')
  await sql('work', 'DROP VIEW holds')
  await sql('work', `ALTER TABLE status_lines DETACH PARTITION ${aside.name}`)
  const left = (await listPartitions(['status_lines'])).filter(({ stage }) => stage !== 'attached')
  expect(left).toEqual([{ ...cut, stage: 'detached' }])
  for (const partition of left) expect(await dropPartition(partition)).toBe(true)
  const tables = await sql<{ relname: string }>(
    'work',
    'SELECT relname FROM pg_class WHERE relname = ANY($1)',
    [[cut.name, aside.name]],
  )
  expect(tables).toEqual([{ relname: aside.name }])
})

test('bounds are days of UTC, whatever the zone of the session', async () => {
  const name = new URL(database.url).pathname.slice(1)
  await sql('work', `ALTER DATABASE ${name} SET timezone = 'Pacific/Auckland'`)
  await sql('work', 'DROP TABLE campaign_results CASCADE')
  await sql(
    'work',
    `CREATE TABLE campaign_results (received_at timestamptz NOT NULL)
    PARTITION BY RANGE (received_at)`,
  )
  await closeDatabase()
  await ensurePartitions()
  const [row] = await sql<{ good: boolean }>(
    'work',
    `SELECT bool_and(pg_get_expr(c.relpartbound, c.oid) ~
              to_char((to_date(right(c.relname, 8), 'YYYYMMDD')::timestamp AT TIME ZONE 'UTC'),
                      'YYYY-MM-DD HH24:MI:SS')) AS good
       FROM pg_class c JOIN pg_inherits i ON i.inhrelid = c.oid
      WHERE i.inhparent = 'campaign_results'::regclass`,
  )
  expect(row?.good).toBe(true)
})
