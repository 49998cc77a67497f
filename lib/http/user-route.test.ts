import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { z } from 'zod'
import { authorize } from '@/lib/domain/permissions'
import { announceDatabase } from '@/lib/env'
import { cookieName } from '@/lib/http/cookies'
import { userRoute } from '@/lib/http/user-route'
import { closeDatabase, sql } from '@/lib/store/db'
import { type TestDatabase, testDatabase } from '@/lib/testing/database'
import { patient } from '@/lib/testing/patience'
import { apiToken, call, type Person, person } from '@/lib/testing/people'
import { AppError, ErrorBody } from '@/lib/wire/errors'
import { IdParams } from '@/lib/wire/values'

let database: TestDatabase
let admin: Person
let observer: Person

beforeAll(async () => {
  database = await testDatabase()
  admin = await person()
  observer = await person({ global_role: 'observer' })
})
afterAll(() => database.stop())

const echo = userRoute({
  action: 'hosts:read',
  query: z.object({ team_id: z.string().optional() }),
  body: z.object({ name: z.string().max(5), deep: z.object({ count: z.int() }).optional() }),
  reply: z.object({ name: z.string() }),
  body_bytes_max: 2_000,
  run: async ({ viewer, body }) => {
    authorize(viewer, 'hosts:read', { team_id: null })
    return { name: body.name, password_hash: 'never' }
  },
})

const form = (kind: 'urlencoded' | 'multipart') => ({
  'content-type':
    kind === 'multipart' ? 'multipart/form-data; boundary=x' : 'application/x-www-form-urlencoded',
})
const of = (error: unknown) => ErrorBody.parse(error)
const namesIn = (body: unknown) => of(body).errors.map(({ name }) => name)

describe('the people’s door', () => {
  test('lets somebody in by session token and by API token, and shapes the reply', async () => {
    for (const token of [admin.token, await apiToken(admin)]) {
      const reply = await call(echo, { token, body: { name: 'x' } })
      expect(reply).toMatchObject({ status: 200, body: { name: 'x' } })
      expect(reply.body).not.toHaveProperty('password_hash')
      expect(reply.headers.get('cache-control')).toBe('no-store')
    }
  })

  test.each([
    ['nothing', {}],
    ['another scheme', { authorization: 'Basic YTpi' }],
    ['no token', { authorization: 'Bearer' }],
    ['two tokens', { authorization: 'Bearer a b' }],
    ['a long one', { authorization: `Bearer ${'a'.repeat(100_000)}` }],
    ['strange bytes', { authorization: 'Bearer \u00e9\u00ff' }],
    ['a made-up API token', { authorization: `Bearer mst_${'A'.repeat(43)}000000` }],
    ['a made-up session', { authorization: `Bearer ${'A'.repeat(43)}` }],
  ])('answers 401 in our shape to %s', async (_, headers) => {
    const reply = await call(echo, { headers, body: { name: 'x' } })
    expect(reply.status).toBe(401)
    expect(of(reply.body).uuid).toMatch(/^[0-9a-f-]{36}$/)
  })

  test('a bad bearer never falls back to a good cookie', async () => {
    const headers = {
      authorization: 'Bearer wrong',
      cookie: `${cookieName('session')}=${admin.token}`,
      'sec-fetch-site': 'same-origin',
    }
    expect((await call(echo, { headers, body: { name: 'x' } })).status).toBe(401)
  })

  test.each([
    ['not JSON', '{"name":', 400],
    ['too deep', `${'['.repeat(3_000)}`, 413],
    ['deep within the cap', `{"name":${'['.repeat(400)}${']'.repeat(400)}}`, 400],
    ['too large', JSON.stringify({ name: 'x'.repeat(3_000) }), 413],
    ['a lone surrogate', '{"name":"\\ud800"}', 422],
    ['a NUL', '{"name":"a\\u0000"}', 422],
    ['a list', '[]', 422],
    ['null', 'null', 422],
  ])('refuses a body that is %s', async (_, body, status) => {
    const reply = await call(echo, { token: admin.token, body })
    expect(reply.status).toBe(status)
    of(reply.body)
  })

  test('names each field at fault, unknown ones included', async () => {
    const body = { name: 'longer', role: 'admin', deep: { count: 1.5, more: 1 } }
    const reply = await call(echo, { token: admin.token, body })
    expect(reply.status).toBe(422)
    expect(namesIn(reply.body).sort()).toEqual(['deep.count', 'name', 'role'])
  })

  test('a body whose sender left is no fault of ours', async () => {
    const body = new ReadableStream({
      pull: (controller) =>
        controller.error(Object.assign(new Error('aborted'), { code: 'ECONNRESET' })),
    })
    const headers = { authorization: `Bearer ${admin.token}`, 'content-type': 'application/json' }
    const sent = { method: 'POST', headers, body, duplex: 'half' }
    const request = new Request('http://localhost:3000/', sent)
    const reply = await echo(request, { params: Promise.resolve({}) })
    expect(reply.status).toBe(400)
    expect(await reply.json()).toMatchObject({ message: 'The body ended early' })
  })

  test('refuses an unknown query parameter and text that cannot be stored', async () => {
    const given = { token: admin.token, body: { name: 'x' } }
    expect(namesIn((await call(echo, { ...given, query: 'sort=id' })).body)).toEqual(['sort'])
    expect((await call(echo, { ...given, query: 'team_id=%00' })).status).toBe(422)
  })

  test('a version other than v1 and latest, and a path id that is none, is not found', async () => {
    const byId = userRoute({
      action: 'hosts:read',
      params: IdParams,
      run: async ({ viewer, params }) => {
        authorize(viewer, 'hosts:read', { team_id: null })
        return params
      },
    })
    const { token } = admin
    const statusOf = async (params: Record<string, string>) =>
      (await call(byId, { token, params })).status
    expect(await statusOf({ id: '7' })).toBe(200)
    expect(await statusOf({ id: '7', version: 'latest' })).toBe(200)
    expect(await statusOf({ id: '7', version: 'v2' })).toBe(404)
    for (const id of ['x', '0', '-1', '1e3', '99999999999', '2147483648', '%00'])
      expect(await statusOf({ id })).toBe(404)
  })

  const ours = { origin: 'http://localhost:3000' }
  test.each<[string, number, Record<string, string>]>([
    ['a cross-site form', 403, { origin: 'https://evil.example', ...form('urlencoded') }],
    ['a form of this site', 403, { ...ours, ...form('urlencoded') }],
    ['a form with files', 403, { ...ours, ...form('multipart') }],
    ['text/plain of this site', 403, { ...ours, 'content-type': 'text/plain' }],
    ['JSON said to be text', 403, { ...ours, 'content-type': 'text/plain; application/json' }],
    ['no origin', 403, {}],
    ['a sandboxed frame', 403, { origin: 'null' }],
    ['another port', 403, { origin: 'http://localhost:3001' }],
    ['another scheme', 403, { origin: 'https://localhost:3000' }],
    ['a name that begins like ours', 403, { origin: 'http://localhost:3000.evil.example' }],
    ['another site', 403, { 'sec-fetch-site': 'cross-site' }],
    ['a sibling site', 403, { 'sec-fetch-site': 'same-site' }],
    ['the address bar', 403, { 'sec-fetch-site': 'none' }],
    ['JSON of our origin', 200, ours],
    ['JSON with a charset', 200, { ...ours, 'content-type': 'application/json; charset=utf-8' }],
    ['JSON of the same origin', 200, { 'sec-fetch-site': 'same-origin' }],
  ])('S45: a write by cookie from %s is answered %i', async (_, status, headers) => {
    const cookie = `${cookieName('session')}=${admin.token}`
    const reply = await call(echo, { headers: { cookie, ...headers }, body: '{"name":"x"}' })
    expect(reply.status).toBe(status)
  })

  test('S45: a bearer needs neither origin nor JSON, no browser sends one by itself', async () => {
    const headers = { 'content-type': 'text/plain', origin: 'https://evil.example' }
    const reply = await call(echo, { token: admin.token, body: '{"name":"x"}', headers })
    expect(reply.status).toBe(200)
  })

  test('a handler that asks no permission fails, whatever it returns', async () => {
    const forgetful = userRoute({ action: 'hosts:read', run: async () => ({ all: 'hosts' }) })
    const reply = await call(forgetful, { token: admin.token })
    expect(reply.status).toBe(500)
    expect(JSON.stringify(reply.body)).not.toMatch(/authorize|all/)
  })

  test('a refusal is audited once, however often it is repeated', async () => {
    const write = userRoute({
      action: 'settings:write',
      run: async ({ viewer }) => authorize(viewer, 'settings:write', { team_id: null }),
    })
    for (let i = 0; i < 5; i++)
      expect((await call(write, { token: observer.token })).status).toBe(403)
    const rows = await sql<{ details: unknown }>(
      'people',
      "SELECT details FROM activities WHERE type = 'denied' AND actor_id = $1",
      [observer.viewer.user_id],
    )
    expect(rows).toEqual([{ details: { action: 'settings:write', more_before: 0 } }])
  })

  test('says when to come back, and hides what went wrong inside', async () => {
    const failing = (error: unknown) =>
      userRoute({
        action: 'hosts:read',
        run: async ({ viewer }) => {
          authorize(viewer, 'hosts:read', { team_id: null })
          throw error
        },
      })
    const { token } = admin
    const limited = new AppError('rate_limited', 'Wait', { retryAfterSeconds: 4.2 })
    expect((await call(failing(limited), { token })).headers.get('retry-after')).toBe('5')
    const inside = await call(failing(new Error('secret cause')), { token })
    expect(inside.status).toBe(500)
    expect(JSON.stringify(inside.body)).not.toContain('secret cause')
  })

  test('a token that asks too much at once is told to wait', async () => {
    const token = await apiToken(admin)
    let open = () => {}
    const opened = new Promise<void>((resolve) => {
      open = resolve
    })
    const slow = userRoute({
      action: 'hosts:read',
      run: async ({ viewer }) => {
        authorize(viewer, 'hosts:read', { team_id: null })
        await opened
      },
    })
    const statuses: number[] = []
    const calls = Array.from({ length: 40 }, async () => {
      const { status } = await call(slow, { token })
      statuses.push(status)
    })
    await vi.waitFor(() => expect(statuses).toEqual(Array(30).fill(429)), patient)
    open()
    await Promise.all(calls)
    expect(statuses.slice(30)).toEqual(Array(10).fill(200))
    expect((await call(echo, { token, body: { name: 'x' } })).status).toBe(200)
  })

  test('S50: a database that is away is 503, never a pass and never "sign in"', async () => {
    await closeDatabase()
    announceDatabase('postgresql://nobody@127.0.0.1:1/none')
    try {
      const token = 'B'.repeat(43)
      const reply = await call(echo, { token, body: { name: 'x' } })
      expect(reply.status).toBe(503)
      expect(reply.headers.get('retry-after')).toBe('2')
    } finally {
      await closeDatabase()
      announceDatabase(database.url)
    }
  })
})
