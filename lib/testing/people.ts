// People for tests of routes: somebody with a role and a token, and a way to call a route as them.

import { startSession, tokenHash } from '@/lib/domain/sessions'
import { newToken } from '@/lib/domain/token-format'
import { sql, transaction } from '@/lib/store/db'
import { insertToken } from '@/lib/store/tokens'
import type { Role, Scope, Viewer } from '@/lib/wire/roles'

/** A global admin for rules that look at rights only; no row of `users` stands behind it. */
export const admin: Viewer = {
  user_id: 1,
  name: 'Ada',
  email: 'ada@example.com',
  global_role: 'admin',
  teams: [],
  via: 'session',
}

export type Person = { viewer: Viewer; token: string }

/** Somebody without a password, signed in. */
export async function person(
  roles: { global_role?: Role; teams?: { id: number; role: Role }[] } = { global_role: 'admin' },
): Promise<Person> {
  const { global_role = null, teams = [] } = roles
  const name = `Person ${crypto.randomUUID().slice(0, 8)}`
  const email = `${name.replace(' ', '.').toLowerCase()}@example.com`
  const [user] = await sql<{ id: number }>(
    'people',
    'INSERT INTO users (name, email, global_role) VALUES ($1, $2, $3::role) RETURNING id',
    [name, email, global_role],
  )
  const user_id = user?.id ?? 0
  for (const team of teams)
    await sql(
      'people',
      'INSERT INTO user_teams (user_id, team_id, role) VALUES ($1, $2, $3::role)',
      [user_id, team.id, team.role],
    )
  const client = { address: '192.0.2.1', user_agent: 'test' }
  const { token, session_id } = await transaction('people', (tx) =>
    startSession(tx, user_id, client),
  )
  return { viewer: { user_id, name, email, global_role, teams, via: 'session', session_id }, token }
}

/** An API token of that person. */
export async function apiToken(
  owner: Person,
  given: { scopes?: Scope[]; team_id?: number } = {},
): Promise<string> {
  const secret = newToken()
  await transaction('people', (tx) =>
    insertToken(tx, {
      name: 'test',
      token_hash: tokenHash(secret),
      user_id: owner.viewer.user_id,
      team_id: given.team_id ?? null,
      scopes: given.scopes ?? ['read', 'write', 'live', 'admin'],
      expires_at: null,
    }),
  )
  return secret
}

export async function team(name = `Team ${crypto.randomUUID().slice(0, 8)}`): Promise<number> {
  const [row] = await sql<{ id: number }>(
    'people',
    'INSERT INTO teams (name) VALUES ($1) RETURNING id',
    [name],
  )
  return row?.id ?? 0
}

type Call = {
  token?: string
  method?: string
  /** Sent as JSON; a string is sent as it is. */
  body?: unknown
  params?: Record<string, string>
  /** The query string, without `?`. */
  query?: string
  headers?: Record<string, string>
}

type Route = (
  request: Request,
  context: { params: Promise<unknown> },
) => Promise<Response> | Response

/** Calls a route as Next would; returns the status and the parsed body. */
export async function call(
  route: Route,
  given: Call = {},
): Promise<{ status: number; body: never; headers: Headers }> {
  const { body, method = body === undefined ? 'GET' : 'POST', query } = given
  const url = `http://localhost:3000/api/v1/fleet/x${query ? `?${query}` : ''}`
  const request = new Request(url, {
    method,
    headers: {
      ...(given.token ? { authorization: `Bearer ${given.token}` } : {}),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...given.headers,
    },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  })
  const params = Promise.resolve({ version: 'v1', ...given.params })
  const response = await route(request, { params })
  const text = await response.text()
  return {
    status: response.status,
    body: (text === '' ? undefined : JSON.parse(text)) as never,
    headers: response.headers,
  }
}
