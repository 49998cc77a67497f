import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { GET as list } from '@/app/api/[version]/fleet/activities/route'
import { GET as verify } from '@/app/api/[version]/fleet/activities/verify/route'
import {
  canonicalJson,
  recordActivity,
  recordRefusal,
  verifyActivities,
} from '@/lib/domain/activity'
import { sql, transaction } from '@/lib/store/db'
import { type TestDatabase, testDatabase } from '@/lib/testing/database'
import { call, type Person, person } from '@/lib/testing/people'

let database: TestDatabase
let admin: Person

beforeAll(async () => {
  database = await testDatabase()
  admin = await person()
})
afterAll(() => database.stop())

async function asForger(statement: string): Promise<void> {
  await sql('people', 'ALTER TABLE activities DISABLE TRIGGER activities_append_only')
  await sql('people', statement)
  await sql('people', 'ALTER TABLE activities ENABLE TRIGGER activities_append_only')
}

describe('the audit trail', () => {
  test('entries made at once form one unbroken chain, whatever their details hold', async () => {
    const details = {
      b: [1, 'ü', null, { z: 1, a: 1.5 }],
      a: '\ud800 \u0000',
      n: 1e21,
      u: undefined,
    }
    await Promise.all(
      Array.from({ length: 30 }, (_, index) =>
        recordRefusal(index % 2 ? 'system' : { agent: 'host', host_id: index }, {
          type: 'tested',
          object_name: 'x'.repeat(index * 100),
          hosts: index,
          details: { ...details, index },
          address: '192.0.2.1',
        }),
      ),
    )
    expect(await verifyActivities()).toMatchObject({ unbroken: true, entries: 30 })
  })

  test('an act that is rolled back leaves no entry and no break', async () => {
    const failing = transaction('people', async (tx) => {
      await recordActivity(tx, admin.viewer, { type: 'never' })
      throw new Error('rolled back')
    })
    await expect(failing).rejects.toThrow('rolled back')
    await recordRefusal(admin.viewer, { type: 'after' })
    expect(await verifyActivities()).toMatchObject({ unbroken: true, entries: 31 })
  })

  test('the database refuses to change or remove an entry', async () => {
    await expect(sql('people', "UPDATE activities SET type = 'x'")).rejects.toThrow('append-only')
    await expect(sql('people', 'DELETE FROM activities')).rejects.toThrow('append-only')
    await expect(sql('people', 'TRUNCATE activities')).rejects.toThrow('append-only')
  })

  test('administrators page through it, newest first; others are refused', async () => {
    const { token } = admin
    const page = await call(list, { token, query: 'per_page=10&page=1&type=tested' })
    const body = page.body as {
      activities: { hosts: number; id: number }[]
      count: number
      meta: object
    }
    expect(body.count).toBe(30)
    expect(body.meta).toEqual({ has_next_results: true, has_previous_results: true })
    const ids = body.activities.map(({ id }) => id)
    expect(ids).toEqual([...ids].sort((a, b) => b - a))
    expect((await call(list, { token, query: 'order_key=hash' })).status).toBe(422)
    const maintainer = await person({ global_role: 'maintainer' })
    expect((await call(list, { token: maintainer.token })).status).toBe(403)
    expect((await call(verify, { token: maintainer.token })).status).toBe(403)
  })

  test.each([
    [
      'a changed detail',
      'UPDATE activities SET details = details || \'{"index": 99}\' WHERE id = $id',
      0,
    ],
    ['a changed actor', "UPDATE activities SET actor_name = 'Eve' WHERE id = $id", 0],
    ['a removed entry', 'DELETE FROM activities WHERE id = $id', 1],
  ])('verify fails at %s', async (_, statement, later) => {
    await recordRefusal('system', { type: 'tested', details: { index: 1 } })
    await recordRefusal('system', { type: 'tested', details: { index: 2 } })
    const rows = await sql<{ id: number }>(
      'people',
      'SELECT id FROM activities ORDER BY id DESC LIMIT 2',
    )
    const target = rows[1]?.id ?? 0
    await sql('people', 'CREATE TABLE kept AS SELECT * FROM activities')
    await asForger(statement.replace('$id', String(target)))
    const broken = later ? rows[0]?.id : target
    const reply = await call(verify, { token: admin.token })
    expect(reply.body).toMatchObject({ unbroken: false, first_broken: broken })
    await asForger(`DELETE FROM activities WHERE id = ${target}`)
    await sql('people', `INSERT INTO activities SELECT * FROM kept WHERE id = ${target}`)
    await sql('people', 'DROP TABLE kept')
    expect((await verifyActivities()).unbroken).toBe(true)
  })

  test('equal values have one text', () => {
    expect(canonicalJson({ b: 1, a: { d: undefined, c: [] } })).toBe('{"a":{"c":[]},"b":1}')
  })
})
