import { afterAll, beforeAll, expect, test } from 'vitest'
import { shardBucket } from '@/lib/domain/agent-rules'
import { sql } from '@/lib/store/db'
import { type HostShape, listHostShapes } from '@/lib/store/host-shapes'
import { type TestDatabase, testDatabase } from '@/lib/testing/database'
import { team } from '@/lib/testing/people'

let database: TestDatabase
let labels: number[] = []
let mine: number

const hosts = 60

beforeAll(async () => {
  database = await testDatabase()
  mine = await team('Mine')
  const made = await sql<{ id: number }>(
    'work',
    `INSERT INTO labels (name, kind, query) SELECT 'L' || n, 'sql', 'SELECT 1'
     FROM generate_series(1, 70) n RETURNING id`,
  )
  labels = made.map(({ id }) => id)
  await sql(
    'work',
    `INSERT INTO hosts (id, hostname, platform, osquery_version, team_id)
     SELECT n, 'host-' || n, CASE n % 2 WHEN 0 THEN 'linux' ELSE 'darwin' END,
       CASE n % 3 WHEN 0 THEN '5.9.1' ELSE '5.23.1' END, CASE n % 5 WHEN 0 THEN $1::int END
     FROM generate_series(1, $2::int) n`,
    [mine, hosts],
  )
  await sql(
    'work',
    `INSERT INTO label_verdicts (label_id, host_id, member)
     SELECT l.id, h.id, (h.id * 7 + l.id * 13) % 3 = 0 FROM hosts h, labels l WHERE l.kind = 'sql'`,
  )
})
afterAll(() => database.stop())

const total = (shapes: HostShape[]) => shapes.reduce((sum, shape) => sum + shape.hosts, 0)

async function memberships(): Promise<Map<number, number[]>> {
  const rows = await sql<{ id: number; labels: number[] }>(
    'work',
    `SELECT h.id, coalesce(array_agg(v.label_id ORDER BY v.label_id) FILTER (WHERE v.member), '{}')
       AS labels FROM hosts h LEFT JOIN label_verdicts v ON v.host_id = h.id GROUP BY h.id`,
  )
  return new Map(rows.map(({ id, labels: held }) => [id, held]))
}

test.each([0, 1, 3, 12, 13, 31, 32, 70])(
  'every host stands once, with exactly its memberships of the %i labels in question',
  async (count) => {
    const asked = labels.slice(0, count)
    const known = await memberships()
    const shapes = await listHostShapes({
      named: Array.from({ length: hosts }, (_, at) => at + 1),
      labels: asked,
      bucketOf: null,
    })
    expect(shapes.map(({ id }) => id).sort((a, b) => a - b)).toEqual([...known.keys()])
    for (const shape of shapes)
      expect(shape.labels).toEqual(known.get(shape.id)?.filter((id) => asked.includes(id)))
  },
)

test('hosts alike in all that matters are one shape, with a few of them by id', async () => {
  const shapes = await listHostShapes({ named: [], labels: [], bucketOf: null })
  expect(shapes).toHaveLength(4)
  expect(total(shapes)).toBe(hosts)
  for (const { sample, hosts: count } of shapes) expect(sample).toHaveLength(Math.min(10, count))
  const named = await listHostShapes({ named: [7], labels: [], bucketOf: null })
  expect(named.filter(({ id }) => id === 7)).toMatchObject([{ hosts: 1, sample: [7] }])
  expect(total(named)).toBe(hosts)
})

test('buckets and versions tell hosts apart only when asked', async () => {
  const byBucket = await listHostShapes({ named: [], labels: [], bucketOf: shardBucket })
  const buckets = new Set(Array.from({ length: hosts }, (_, at) => shardBucket(`host-${at + 1}`)))
  expect(new Set(byBucket.map(({ hostname }) => shardBucket(hostname)))).toEqual(buckets)
  expect(total(byBucket)).toBe(hosts)
  const byVersion = await listHostShapes({ named: [], labels: [], bucketOf: null, byVersion: true })
  expect(new Set(byVersion.map(({ osquery_version }) => osquery_version))).toEqual(
    new Set(['5.9.1', '5.23.1']),
  )
})

test('a scope leaves out the hosts of other teams', async () => {
  const scope = { team_ids: [mine], shared: false }
  const shapes = await listHostShapes({
    named: [],
    labels: labels.slice(0, 2),
    bucketOf: null,
    scope,
  })
  expect(total(shapes)).toBe(hosts / 5)
  expect(new Set(shapes.map(({ team_id }) => team_id))).toEqual(new Set([mine]))
})
