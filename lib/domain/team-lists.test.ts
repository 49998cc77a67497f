import { afterAll, beforeAll, expect, test } from 'vitest'
import { GET as listCampaigns } from '@/app/api/[version]/fleet/campaigns/route'
import { GET as listLetters } from '@/app/api/[version]/fleet/dead_letters/route'
import { sql } from '@/lib/store/db'
import { newCampaign, tell } from '@/lib/testing/answered'
import { type TestDatabase, testDatabase } from '@/lib/testing/database'
import { fleet } from '@/lib/testing/live'
import { call, type Person, person, team } from '@/lib/testing/people'

let database: TestDatabase
let admin: Person

beforeAll(async () => {
  database = await testDatabase()
  admin = await person()
})
afterAll(() => database.stop())

test('lists narrowed to a team hold and count only its hosts, and a foreign team holds nothing', async () => {
  const [red, blue] = [await team(), await team()]
  const [a, b] = await fleet(2)
  await sql('work', 'UPDATE hosts SET team_id = $2 WHERE id = $1', [a?.id, red])
  await sql('work', 'UPDATE hosts SET team_id = $2 WHERE id = $1', [b?.id, blue])
  const both = await newCampaign(admin.viewer, 'SELECT 1')
  await tell(both, [
    { host_id: a?.id ?? 0, rows: [{ x: '1' }] },
    { host_id: b?.id ?? 0, rows: [{ x: '1' }, { x: '2' }] },
  ])
  const onlyBlue = await newCampaign(admin.viewer, 'SELECT 2')
  await tell(onlyBlue, [{ host_id: b?.id ?? 0, rows: [] }])
  await sql(
    'work',
    `INSERT INTO dead_letters (host_id, log_type, reason, sample, size_bytes)
     VALUES ($1, 'result', 'odd', 'red', 1), ($2, 'result', 'odd', 'blue', 1)`,
    [a?.id, b?.id],
  )
  const asked = async (who: Person, team_id: number) => {
    const query = `team_id=${team_id}`
    const { body } = await call(listCampaigns, { token: who.token, query })
    const { campaigns } = body as {
      campaigns: { id: number; counts: { targeted: number; answered: number } }[]
    }
    const letters = await call(listLetters, { token: who.token, query })
    const { dead_letters } = letters.body as { dead_letters: { sample: string }[] }
    return {
      campaigns: campaigns.map(({ id, counts }) => [id, counts.targeted, counts.answered]),
      letters: dead_letters.map(({ sample }) => sample),
    }
  }
  expect(await asked(admin, red)).toEqual({ campaigns: [[both, 1, 1]], letters: ['red'] })
  expect(await asked(admin, blue)).toEqual({
    campaigns: [
      [onlyBlue, 1, 1],
      [both, 1, 1],
    ],
    letters: ['blue'],
  })
  const reader = await person({ teams: [{ id: red, role: 'observer' }] })
  expect(await asked(reader, blue)).toEqual({ campaigns: [], letters: [] })
})
