import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { GET as getEnrolments } from '@/app/api/[version]/fleet/enrolments/route'
import { forgetAll } from '@/lib/domain/directory'
import { createSecret, revokeSecret } from '@/lib/domain/secrets'
import { unpin } from '@/lib/global'
import { sql } from '@/lib/store/db'
import { type AgentDoor, openAgentDoor } from '@/lib/testing/agent-door'
import { enrolment } from '@/lib/testing/enrolments'
import { call, type Person, person, team } from '@/lib/testing/people'

let door: AgentDoor
let admin: Person

beforeAll(async () => {
  door = await openAgentDoor()
  admin = await person()
})
afterAll(() => door.stop())
beforeEach(async () => {
  await sql('work', 'TRUNCATE hosts, node_keys, host_seen, label_verdicts CASCADE')
  await sql('work', 'TRUNCATE enrolment_refusals')
  forgetAll()
  unpin('enrolment.limits')
})

const machine = (n: number) => ({
  hostname: `web-${n}`,
  uuid: `4C4C4544-0000-1000-8000-${String(n).padStart(12, '0')}`,
  hardware_serial: `SER${n}`,
  instance_id: `instance-${n}`,
})
const enrol = (secret: string, n = 1, from?: string) =>
  door.send('enroll', enrolment(secret, machine(n)), from ? { from } : {})
const audited = () =>
  sql<{ object_id: number; reason: string }>(
    'work',
    `SELECT object_id, details->>'reason' AS reason FROM activities
      WHERE type = 'refused_enrolment' ORDER BY id`,
  )

type Reply = {
  now: string
  enrolled: { hostname: string; enroll_secret: string; again: boolean }[]
  enrolled_count: number
  refused: { reason: string; address: string; tries: number; enroll_secret: string | null }[]
}
const since = async (who: Person, moment = '2020-01-01T00:00:00Z', more = '') => {
  const query = `since=${encodeURIComponent(moment)}${more}`
  return (await call(getEnrolments, { token: who.token, query })).body as Reply
}

describe('S2: every limit of a secret refuses, and says so once in the trail', () => {
  test.each<[string, () => Promise<{ id: number; secret: string }>]>([
    [
      'expired',
      async () => {
        const { enroll_secret, secret } = await createSecret({ name: 'Expired' })
        await sql(
          'work',
          "UPDATE enroll_secrets SET expires_at = now() - interval '1 second' WHERE id = $1",
          [enroll_secret.id],
        )
        return { id: enroll_secret.id, secret }
      },
    ],
    [
      'revoked',
      async () => {
        const { enroll_secret, secret } = await createSecret({ name: 'Revoked' })
        await revokeSecret(enroll_secret.id)
        return { id: enroll_secret.id, secret }
      },
    ],
    [
      'used_up',
      async () => {
        const { enroll_secret, secret } = await createSecret({ name: 'Once', max_uses: 1 })
        await enrol(secret, 7)
        return { id: enroll_secret.id, secret }
      },
    ],
  ])('%s', async (reason, make) => {
    const { id, secret } = await make()
    const before = (await audited()).length
    const replies = [await enrol(secret), await enrol(secret)]
    const wrong = await enrol('not a secret at all')
    for (const reply of replies) expect(reply.json).toEqual(wrong.json)
    expect((await audited()).slice(before)).toEqual([{ object_id: id, reason }])
    const [row] = await sql('work', 'SELECT refused, uses FROM enroll_secrets WHERE id = $1', [id])
    expect(row).toEqual({ refused: 2, uses: reason === 'used_up' ? 1 : 0 })
    const { refused } = await since(admin)
    expect(refused).toContainEqual(expect.objectContaining({ reason, tries: 2 }))
    expect(refused).toContainEqual(
      expect.objectContaining({ reason: 'unknown', tries: 1, enroll_secret: null }),
    )
  })
})

test('S2: of forty that race for three uses exactly three enrol, and the others are told nothing', async () => {
  const { enroll_secret, secret } = await createSecret({ name: 'Three', max_uses: 3 })
  const replies = await Promise.all(
    Array.from({ length: 40 }, (_, n) => enrol(secret, n, `127.0.0.${2 + (n % 20)}`)),
  )
  expect(replies.filter(({ json }) => typeof json.node_key === 'string')).toHaveLength(3)
  const hosts = await sql('work', 'SELECT id FROM hosts')
  expect(hosts).toHaveLength(3)
  const [row] = await sql<{ uses: number; refused: number }>(
    'work',
    'SELECT uses, refused FROM enroll_secrets WHERE id = $1',
    [enroll_secret.id],
  )
  expect(row).toEqual({ uses: 3, refused: 37 })
})

test('who came since a moment is told with the secret it came with, and nobody from before', async () => {
  await enrol(door.secret, 1)
  const { now, enrolled } = await since(admin)
  expect(enrolled).toEqual([
    expect.objectContaining({ hostname: 'web-1', enroll_secret: 'Test', again: false }),
  ])
  await sql('work', "UPDATE hosts SET last_enrolled_at = now() - interval '1 hour'")
  await enrol(door.secret, 2)
  expect(await since(admin, now)).toMatchObject({
    enrolled: [{ hostname: 'web-2' }],
    enrolled_count: 1,
    refused: [],
  })
})

test('a team sees its own hosts and its own secrets’ refusals; what matches no secret, only the fleet’s keepers', async () => {
  const red = await team()
  const blue = await team()
  const keeper = await person({ teams: [{ id: red, role: 'maintainer' }] })
  const observer = await person({ teams: [{ id: red, role: 'observer' }] })
  for (const [n, team_id] of [red, blue].entries()) {
    const { secret } = await createSecret({ name: `of ${team_id}`, team_id, max_uses: 1 })
    await enrol(secret, n)
    await enrol(secret, n + 10)
  }
  await enrol('guess', 30)
  const seen = await since(keeper)
  expect(seen.enrolled.map(({ hostname }) => hostname)).toEqual(['web-0'])
  expect(seen.refused.map(({ enroll_secret }) => enroll_secret)).toEqual([`of ${red}`])
  expect((await since(admin)).refused).toHaveLength(3)
  const query = 'since=2020-01-01T00:00:00Z'
  expect((await call(getEnrolments, { token: observer.token, query })).status).toBe(403)
  const foreign = { token: keeper.token, query: `${query}&team_id=${blue}` }
  expect((await call(getEnrolments, foreign)).status).toBe(404)
})
