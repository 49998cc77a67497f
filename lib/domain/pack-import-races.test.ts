import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import * as packs from '@/app/api/[version]/fleet/packs/route'
import { sql } from '@/lib/store/db'
import { type TestDatabase, testDatabase } from '@/lib/testing/database'
import { importDoor, packText, queryEntry } from '@/lib/testing/pack-imports'
import { call, type Person, person, team } from '@/lib/testing/people'

let database: TestDatabase
let admin: Person

beforeAll(async () => {
  database = await testDatabase()
  admin = await person()
})
beforeEach(async () => {
  await sql('work', 'DELETE FROM packs')
  await sql('work', 'DELETE FROM queries')
})
afterAll(() => database.stop())

const { send, ok, refused, preview } = importDoor(() => admin)
const q = queryEntry
const file = packText

async function savedNames(): Promise<string[]> {
  const rows = await sql<{ name: string }>(
    'work',
    'SELECT q.name FROM pack_queries q JOIN packs p ON p.id = q.pack_id ORDER BY q.position',
  )
  return rows.map(({ name }) => name)
}

const base = { name: 'Hardware', content: file({ cpu: q('SELECT * FROM cpu_info') }) }
const newer = {
  name: 'Hardware',
  content: file({ cpu: q('SELECT * FROM cpu_info'), fresh: q('SELECT pid FROM processes') }),
}

test('a pack that was changed since the preview is not written over', async () => {
  await ok(base)
  const { basis } = await preview(newer)
  const choices = { packs: { Hardware: { action: 'replace' } } }
  await ok({ ...base, content: file({ other: q('SELECT 3') }), choices })
  const failed = await refused({ ...newer, choices, basis })
  expect(failed).toMatchObject({ status: 409, errors: [{ name: 'basis' }] })
  expect(failed.message).toBe(
    'Nothing has been saved: the pack "Hardware" was changed since the check. Check again',
  )
  expect(await savedNames()).toEqual(['other'])
})

test('a name that was free at the preview is told of when it was taken since', async () => {
  const { basis } = await preview(base)
  await call(packs.POST, { token: admin.token, body: { name: 'Hardware' } })
  const choices = { packs: { Hardware: { action: 'replace' } } }
  const failed = await refused({ ...base, choices, basis })
  expect(failed.status).toBe(409)
  expect(failed.message).toContain('"Hardware" was made since the check')
})

test('of imports of one name at once one wins, and the others are told', async () => {
  const all = await Promise.all(Array.from({ length: 4 }, () => send(base)))
  const statuses = all.map(({ status }) => status).sort()
  expect(statuses).toEqual([201, 409, 409, 409])
  expect(await savedNames()).toEqual(['cpu'])
  for (const { status, body } of all)
    if (status === 409) expect(Object(body).message).toMatch(/Hardware|since the check/)
})

test('a pack that is not the viewer’s to see is not told of, only that its name is taken', async () => {
  const [mine, other] = [await team(), await team()]
  const member = await person({ teams: [{ id: mine, role: 'maintainer' }] })
  await ok({ ...base, team_id: other })
  const {
    packs: [pack],
  } = await preview({ ...newer, team_id: mine }, member)
  expect(pack?.existing).toBeNull()
  expect(pack?.conflicts).toEqual([
    { code: 'name_taken', message: 'There is already a pack named Hardware', field: 'name' },
  ])
  const choices = { packs: { Hardware: { action: 'replace' } } }
  expect(await refused({ ...newer, team_id: mine, choices }, member)).toMatchObject({
    status: 409,
  })
  const beside = await ok(
    { ...newer, team_id: mine, choices: { packs: { Hardware: { action: 'rename' } } } },
    member,
  )
  expect(beside.packs[0]).toMatchObject({ name: 'Hardware-2', outcome: 'created' })
})
