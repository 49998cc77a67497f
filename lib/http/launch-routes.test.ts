import { beforeAll, beforeEach, expect, test } from 'vitest'
import * as config from '@/app/api/[version]/fleet/config/route'
import * as run from '@/app/api/[version]/fleet/queries/run/route'
import * as byNames from '@/app/api/[version]/fleet/queries/run_by_identifiers/route'
import * as prove from '@/app/api/[version]/fleet/sessions/prove/route'
import { campaignWork } from '@/lib/domain/campaign-delivery'
import { passwordHash } from '@/lib/domain/passwords'
import { cookieName } from '@/lib/http/cookies'
import { sql } from '@/lib/store/db'
import { removeOldRequestKeys } from '@/lib/store/request-keys'
import { fleet } from '@/lib/testing/live'
import { liveDatabase } from '@/lib/testing/live-database'
import { apiToken, call, type Person, person } from '@/lib/testing/people'

liveDatabase()

let admin: Person
let hosts: Awaited<ReturnType<typeof fleet>>

beforeAll(async () => {
  hosts = await fleet(6)
})
beforeEach(async () => {
  admin = await person()
  await limit(3)
})

const limit = (confirm_above_hosts: number) =>
  call(config.PATCH, {
    token: admin.token,
    method: 'PATCH',
    body: { limits: { confirm_above_hosts } },
  })

const few = () => ({ hosts: hosts.slice(0, 3).map(({ id }) => id) })
const many = () => ({ hosts: hosts.map(({ id }) => id) })
const query = 'SELECT 1 AS one'
const sameOrigin = { 'sec-fetch-site': 'same-origin' }

type Reply = { status: number; body: Record<string, never> }
function launch(token: string, body: object, headers: Record<string, string> = {}): Promise<Reply> {
  return call(run.POST, { token, body: { query, ...body }, headers })
}
/** The same from a page of ours, signed by the cookie that the browser sends by itself. */
function launchInBrowser(token: string, body: object): Promise<Reply> {
  const cookie = `${cookieName('session')}=${token}`
  return call(run.POST, { body: { query, ...body }, headers: { ...sameOrigin, cookie } })
}
const campaigns = async () =>
  (await sql<{ count: number }>('people', 'SELECT count(*) AS count FROM campaigns'))[0]?.count

async function ageProof({ viewer }: Person, minutes: number) {
  await sql(
    'people',
    'UPDATE sessions SET proved_at = now() - make_interval(mins => $2) WHERE id = $1',
    [viewer.session_id, minutes],
  )
}

const names = ({ body }: Reply) =>
  (body.errors as { name: string }[] | undefined)?.map(({ name }) => name)

test('up to the setting a launch takes no confirmation, above it the typed number', async () => {
  expect(await launchInBrowser(admin.token, { selected: few() })).toMatchObject({ status: 200 })
  const bare = await launchInBrowser(admin.token, { selected: many() })
  expect([bare.status, names(bare)]).toEqual([403, ['confirm']])
  const wrong = await launchInBrowser(admin.token, { selected: many(), confirm: 5 })
  expect([wrong.status, names(wrong)]).toEqual([409, ['confirm']])
  expect(await launchInBrowser(admin.token, { selected: many(), confirm: 6 })).toMatchObject({
    status: 200,
  })
})

test('every host is many, however few there are', async () => {
  await limit(500)
  const bare = await launchInBrowser(admin.token, { selected: { all: true } })
  expect([bare.status, names(bare)]).toEqual([403, ['confirm']])
  const typed = { selected: { all: true }, confirm: 6 }
  expect(await launchInBrowser(admin.token, typed)).toMatchObject({ status: 200 })
})

test('a refused launch leaves no campaign behind', async () => {
  const before = await campaigns()
  await launchInBrowser(admin.token, { selected: many() })
  await launchInBrowser(admin.token, { selected: many(), confirm: 5 })
  expect(await campaigns()).toBe(before)
})

test('a script with a fresh sign-in need not type a number; one it gives is heeded', async () => {
  expect(await launch(admin.token, { selected: { all: true } })).toMatchObject({ status: 200 })
  const wrong = await launch(admin.token, { selected: many(), confirm: 5 })
  expect([wrong.status, names(wrong)]).toEqual([409, ['confirm']])
  await ageProof(admin, 16)
  const stale = await launch(admin.token, { selected: many() })
  expect([stale.status, names(stale)]).toEqual([403, ['password']])
})

test('a password proved longer ago than 15 minutes is asked for again, and then serves', async () => {
  const password = 'correct horse battery staple'
  await sql('people', 'UPDATE users SET password_hash = $2 WHERE id = $1', [
    admin.viewer.user_id,
    await passwordHash(password),
  ])
  await ageProof(admin, 16)
  const confirm = { selected: many(), confirm: 6 }
  const stale = await launchInBrowser(admin.token, confirm)
  expect([stale.status, names(stale)]).toEqual([403, ['password']])
  const both = await launchInBrowser(admin.token, { selected: many() })
  expect([both.status, names(both)]).toEqual([403, ['confirm', 'password']])
  const wrong = await call(prove.POST, { token: admin.token, body: { password: 'wrong' } })
  expect([wrong.status, names(wrong)]).toEqual([422, ['password']])
  expect((await launch(admin.token, confirm)).status).toBe(403)
  const proved = await call(prove.POST, { token: admin.token, body: { password } })
  expect(proved.status).toBe(200)
  expect((await launch(admin.token, confirm)).status).toBe(200)
  const trail = await sql<{ type: string }>(
    'people',
    "SELECT type FROM activities WHERE actor_id = $1 AND type LIKE '%proof%' OR type LIKE 'proved%'",
    [admin.viewer.user_id],
  )
  expect(trail.map(({ type }) => type)).toEqual(['failed_proof', 'proved_password'])
})

test('proving is throttled as signing in is: parallel guesses are not all looked at', async () => {
  const guesses = await Promise.all(
    Array.from({ length: 30 }, (_, n) =>
      call(prove.POST, { token: admin.token, body: { password: `guess ${n}` } }),
    ),
  )
  const looked = guesses.filter(({ status }) => status === 422).length
  expect(looked).toBeGreaterThan(0)
  expect(looked).toBeLessThanOrEqual(10)
  expect(guesses.every(({ status }) => status === 422 || status === 429)).toBe(true)
})

test('a proof is of its session alone, and a token has none', async () => {
  const token = await apiToken(admin)
  const refused = await call(prove.POST, { token, body: { password: 'anything' } })
  expect(refused.status).toBe(403)
})

test('a token asks many hosts only with the scope live:all, and its refusal is on record', async () => {
  const plain = await apiToken(admin)
  const wide = await apiToken(admin, { scopes: ['live', 'live:all'] })
  const refused = await launch(plain, { selected: many(), confirm: 6 })
  expect([refused.status, names(refused)]).toEqual([403, ['scopes']])
  const [denied] = await sql<{ details: { action: string } }>(
    'people',
    "SELECT details FROM activities WHERE type = 'denied' ORDER BY id DESC LIMIT 1",
  )
  expect(denied?.details.action).toBe('campaigns:run_many')
  expect(await launch(plain, { selected: few() })).toMatchObject({ status: 200 })
  expect(await launch(wide, { selected: many() })).toMatchObject({ status: 200 })
})

test('hosts by name are confirmed like hosts by id', async () => {
  const body = { query, selected: { hosts: hosts.map(({ hostname }) => hostname), labels: [] } }
  const ask = (more: object): Promise<Reply> =>
    call(byNames.POST, {
      body: { ...body, ...more },
      headers: { ...sameOrigin, cookie: `${cookieName('session')}=${admin.token}` },
    })
  await sql('people', "UPDATE hosts SET hostname = 'host-' || id")
  expect(names(await ask({}))).toEqual(['confirm'])
  expect((await ask({ confirm: 6 })).status).toBe(200)
})

test('without a place in the audit trail nothing is asked of any host', async () => {
  const before = await campaigns()
  await sql(
    'people',
    `CREATE FUNCTION no_activity() RETURNS trigger LANGUAGE plpgsql
       AS $$ BEGIN RAISE insufficient_privilege; END $$`,
  )
  await sql(
    'people',
    `CREATE TRIGGER no_activity BEFORE INSERT ON activities
       FOR EACH ROW EXECUTE FUNCTION no_activity()`,
  )
  try {
    expect((await launch(admin.token, { selected: few() })).status).toBe(503)
  } finally {
    await sql('people', 'DROP FUNCTION no_activity CASCADE')
  }
  expect(await campaigns()).toBe(before)
  for (const host of hosts) expect((await campaignWork(host)).queries).toEqual({})
})

test('the same key and body make one campaign, also when twenty come at once', async () => {
  const headers = { 'Idempotency-Key': 'retry-1' }
  const body = { selected: few() }
  const replies = await Promise.all(
    Array.from({ length: 20 }, () => launch(admin.token, body, headers)),
  )
  expect(replies.map(({ status }) => status)).toEqual(replies.map(() => 200))
  expect(new Set(replies.map((reply) => reply.body.campaign_id)).size).toBe(1)
  const mine = await sql('people', 'SELECT 1 FROM campaigns WHERE user_id = $1', [
    admin.viewer.user_id,
  ])
  expect(mine).toHaveLength(1)
})

test('a key is of its person, its endpoint and its body, and lasts a day', async () => {
  const headers = { 'Idempotency-Key': 'retry-2' }
  const first = await launch(admin.token, { selected: few() }, headers)
  const other = await launch(admin.token, { selected: few(), expires_in: 60 }, headers)
  expect([other.status, names(other)]).toEqual([409, ['Idempotency-Key']])
  const somebody = await person()
  const theirs = await launch(somebody.token, { selected: few() }, headers)
  expect(theirs.body.campaign_id).not.toBe(first.body.campaign_id)
  await sql('people', "UPDATE request_keys SET created_at = now() - interval '25 hours'")
  const later = await launch(admin.token, { selected: few(), expires_in: 60 }, headers)
  expect(later.status).toBe(200)
  expect(later.body.campaign_id).not.toBe(first.body.campaign_id)
  await removeOldRequestKeys()
  expect(
    await sql('people', 'SELECT key FROM request_keys WHERE user_id = $1', [
      somebody.viewer.user_id,
    ]),
  ).toEqual([])
  const odd = await launch(admin.token, { selected: few() }, { 'Idempotency-Key': 'a b' })
  expect([odd.status, names(odd)]).toEqual([422, ['Idempotency-Key']])
})

test('a repeated request is answered though nobody could launch any more', async () => {
  const headers = { 'Idempotency-Key': 'retry-3' }
  const first = await launch(admin.token, { selected: few() }, headers)
  for (let n = 0; n < 4; n += 1) await launch(admin.token, { selected: few() })
  expect((await launch(admin.token, { selected: few() })).status).toBe(429)
  const again = await launch(admin.token, { selected: few() }, headers)
  expect(again.body.campaign_id).toBe(first.body.campaign_id)
})

test('of fifty parallel launches five are made, and the refusals say which to stop', async () => {
  const replies = await Promise.all(
    Array.from({ length: 50 }, () => launch(admin.token, { selected: few() })),
  )
  const made = replies.filter(({ status }) => status === 200)
  expect(made).toHaveLength(5)
  const refusals = replies.filter(({ status }) => status === 429)
  expect(refusals).toHaveLength(45)
  const message = String(refusals[0]?.body.message)
  for (const { body } of made) expect(message).toContain(`${body.campaign_id} (SELECT 1 AS one)`)
})
