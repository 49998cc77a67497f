import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { POST as accept } from '@/app/api/[version]/fleet/invitations/accept/route'
import { POST as open } from '@/app/api/[version]/fleet/invitations/open/route'
import { POST as login } from '@/app/api/[version]/fleet/login/route'
import { GET as me } from '@/app/api/[version]/fleet/me/route'
import {
  POST as invite,
  DELETE as revoke,
} from '@/app/api/[version]/fleet/users/[id]/invitation/route'
import { GET as getUser, PATCH as patchUser } from '@/app/api/[version]/fleet/users/[id]/route'
import { POST as createUser } from '@/app/api/[version]/fleet/users/route'
import { sql } from '@/lib/store/db'
import { type TestDatabase, testDatabase } from '@/lib/testing/database'
import { mailSink } from '@/lib/testing/mail-sink'
import { apiToken, call, type Person, person, team } from '@/lib/testing/people'
import { InvitationReply, UserCreated } from '@/lib/wire/invitations'

let database: TestDatabase
let admin: Person
let red = 0
let redAdmin: Person

beforeAll(async () => {
  database = await testDatabase()
  admin = await person()
  red = await team('Red')
  redAdmin = await person({ teams: [{ id: red, role: 'admin' }] })
})
beforeEach(() => sql('people', 'DELETE FROM throttles'))
afterAll(() => database.stop())

const password = 'a long enough sentence'
let made = 0

const tokenOf = (url: string) => new URL(url).hash.slice(1)

/** Somebody new, who has only a link. */
async function invited(given: object = { global_role: 'observer' }, by = admin) {
  const email = `grace${++made}@example.com`
  const body = { name: 'Grace', email, ...given }
  const reply = UserCreated.parse((await call(createUser, { token: by.token, body })).body)
  const link = tokenOf(reply.invitation?.url ?? '')
  return { email, id: reply.user.id, params: { id: String(reply.user.id) }, link, reply }
}

const use = (token: string, chosen = password) =>
  call(accept, { body: { token, password: chosen } })

const newLink = async (params: { id: string }, by = admin) =>
  InvitationReply.parse((await call(invite, { token: by.token, method: 'POST', params })).body)
    .invitation

const age = (by: string) =>
  sql('people', `UPDATE invitations SET expires_at = expires_at - interval '${by}'`)

describe('an invitation', () => {
  test('is shown once to who makes it, and lets one choose a password and come in', async () => {
    const { email, params, link, reply } = await invited()
    expect(reply.user).toMatchObject({ status: 'invited', last_seen_at: null })
    expect(reply.user.invitation_expires_at).toBe(reply.invitation?.expires_at)
    const shown = await call(getUser, { token: admin.token, params })
    const rows = await sql('people', 'SELECT to_jsonb(i) FROM invitations i')
    const audit = await sql('people', 'SELECT to_jsonb(a) FROM activities a')
    expect(JSON.stringify([shown.body, rows, audit])).not.toContain(link)
    const opened = await call(open, { body: { token: link } })
    expect(opened.body).toMatchObject({ invitation: { kind: 'invite', name: 'Grace', email } })
    expect((await call(login, { body: { email, password } })).status).toBe(401)
    expect((await use(link)).body).toEqual({ email })
    expect((await call(login, { body: { email, password } })).status).toBe(200)
    const after = await call(getUser, { token: admin.token, params })
    expect(after.body).toMatchObject({ user: { status: 'active', invitation_expires_at: null } })
  })

  test('S43: of many uses at once one succeeds', async () => {
    const { email, link } = await invited()
    const words = ['one', 'two', 'three', 'four', 'five', 'six']
    const replies = await Promise.all(words.map((word) => use(link, `${password} ${word}`)))
    expect(replies.map(({ status }) => status).sort()).toEqual([200, 404, 404, 404, 404, 404])
    const won = words[replies.findIndex(({ status }) => status === 200)]
    const body = { email, password: `${password} ${won}` }
    expect((await call(login, { body })).status).toBe(200)
  })

  test('S43: ends after 72 h, and a reset after 1 h', async () => {
    const { params, link } = await invited()
    await age('71 hours 59 minutes')
    expect((await call(open, { body: { token: link } })).status).toBe(200)
    await age('1 minute')
    expect((await use(link)).status).toBe(404)
    expect((await use(tokenOf((await newLink(params)).url))).status).toBe(200)
    const reset = await newLink(params)
    expect(reset.kind).toBe('reset')
    await age('60 minutes')
    expect((await use(tokenOf(reset.url))).status).toBe(404)
  })

  test.each([
    ['a newer link', (params: { id: string }) => newLink(params)],
    ['being taken back', (params: { id: string }) => asAdmin(revoke, 'DELETE', params)],
    [
      'being disabled',
      (params: { id: string }) => asAdmin(patchUser, 'PATCH', params, { disabled: true }),
    ],
    ['a password', (params: { id: string }) => asAdmin(patchUser, 'PATCH', params, { password })],
    [
      'another role',
      (params: { id: string }) =>
        asAdmin(patchUser, 'PATCH', params, { global_role: 'maintainer' }),
    ],
    [
      'another address',
      (params: { id: string }) =>
        asAdmin(patchUser, 'PATCH', params, { email: `other${++made}@example.com` }),
    ],
  ])('S43: is voided by %s', async (_, act) => {
    const { params, link } = await invited()
    expect((await call(open, { body: { token: link } })).status).toBe(200)
    await act(params)
    expect((await use(link)).status).toBe(404)
  })

  test('nothing is told to who has no link, whatever they send', async () => {
    const { link } = await invited()
    await use(link)
    const bodies = await Promise.all(
      [link, 'x', 'A'.repeat(43), 'ab$%'].flatMap((token) => [
        call(open, { body: { token } }),
        call(accept, { body: { token, password } }),
      ]),
    )
    expect(new Set(bodies.map(({ status }) => status))).toEqual(new Set([404]))
    const words = bodies.map(({ body }) => ({ ...(body as object), uuid: '' }))
    expect(new Set(words.map((word) => JSON.stringify(word))).size).toBe(1)
  })

  test('a common password does not use it up', async () => {
    const { link } = await invited()
    expect((await use(link, 'qwertyuiopasdf')).status).toBe(422)
    expect((await use(link)).status).toBe(200)
  })

  test('a reset ends what was open under the old password', async () => {
    const somebody = await person({ global_role: 'observer' })
    const secret = await apiToken(somebody)
    const params = { id: String(somebody.viewer.user_id) }
    await sql('people', "UPDATE users SET password_hash = 'x' WHERE id = $1", [
      somebody.viewer.user_id,
    ])
    const { url, kind } = await newLink(params)
    expect(kind).toBe('reset')
    for (const token of [somebody.token, secret])
      expect((await call(me, { token })).status).toBe(200)
    expect((await use(tokenOf(url))).status).toBe(200)
    for (const token of [somebody.token, secret])
      expect((await call(me, { token })).status).toBe(401)
  })

  test('S59: who administers a team makes links for that team’s people alone', async () => {
    const mate = await invited({ teams: [{ id: red, role: 'observer' }] }, redAdmin)
    expect((await newLink(mate.params, redAdmin)).kind).toBe('invite')
    const both = await invited({
      teams: [
        { id: red, role: 'observer' },
        { id: await team(), role: 'observer' },
      ],
    })
    const global = await invited()
    for (const { params } of [both, global]) {
      const reply = await call(invite, { token: redAdmin.token, method: 'POST', params })
      expect(reply.status).toBe(404)
    }
    const reply = await call(getUser, { token: redAdmin.token, params: both.params })
    expect(reply.body).toMatchObject({ user: { teams: [{ id: red }] } })
  })
})

function asAdmin(
  route: Parameters<typeof call>[0],
  method: string,
  params: { id: string },
  body?: object,
) {
  return call(route, { token: admin.token, method, params, ...(body ? { body } : {}) })
}

describe('letters', () => {
  test('carry the link to the person, and their server’s password is in no answer', async () => {
    const sink = await mailSink()
    vi.stubEnv('SMTP_URL', `smtp://muster:hidden-word@127.0.0.1:${sink.port}`)
    vi.stubEnv('MAIL_FROM', 'Muster <muster@example.com>')
    try {
      const { email, link, reply } = await invited()
      expect(reply.invitation?.letter).toBe('sent')
      expect(JSON.stringify(reply)).not.toContain('hidden-word')
      const [letter] = sink.letters
      expect(letter).toMatchObject({ from: 'muster@example.com', to: [email] })
      expect(letter?.text).toContain(`/invite#${link}`)
    } finally {
      vi.unstubAllEnvs()
      await sink.stop()
    }
  })

  test('that nobody takes leave the invitation to be handed over', async () => {
    const sink = await mailSink()
    await sink.stop()
    vi.stubEnv('SMTP_URL', `smtp://127.0.0.1:${sink.port}`)
    try {
      const { link, reply } = await invited()
      expect(reply.invitation?.letter).toBe('failed')
      expect((await use(link)).status).toBe(200)
    } finally {
      vi.unstubAllEnvs()
    }
  })
})
