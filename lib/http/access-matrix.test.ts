// S52–S56: every role in every team, at every route, on what is theirs, another team's, and missing.
// What is expected follows from the table of rights alone; each reply is searched for what must not
// leave: the names of the other team, and everything secret.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { type Action, rules } from '@/lib/domain/permissions'
import { sql } from '@/lib/store/db'
import { nowhere, rows } from '@/lib/testing/access-cells'
import type { Ask, Row } from '@/lib/testing/access-rows'
import { accessWorld, canary, plantCanaries, type World } from '@/lib/testing/access-world'
import { type TestDatabase, testDatabase } from '@/lib/testing/database'
import { apiToken, type Person, person } from '@/lib/testing/people'
import { Role, type Scope } from '@/lib/wire/roles'

const api = join(import.meta.dirname, '../../app/api/[version]')
const registry = readFileSync(join(import.meta.dirname, 'routes.snapshot.txt'), 'utf8')
  .trim()
  .split('\n')
  .map((line) => {
    const [method = '', path = '', action = ''] = line.split(' ')
    return { route: `${method} ${path}`, method, path, action }
  })
  .filter(({ action }) => action !== 'public')

type Identity = { name: string; token: string; scopes?: Scope[]; roles: Person['viewer'] }
const places = ['own', 'other', 'missing'] as const
type Place = (typeof places)[number]

let database: TestDatabase
let admin: Person
let worlds: Record<Place, World>
let identities: Identity[]

async function identity(name: string, roles: Parameters<typeof person>[0]): Promise<Identity> {
  const made = await person(roles)
  return { name, token: made.token, roles: made.viewer }
}

beforeAll(async () => {
  vi.stubEnv('LOG_LEVEL', 'silent')
  database = await testDatabase()
  admin = await person()
  worlds = {
    own: await accessWorld(admin, 'zzown'),
    other: await accessWorld(admin, 'zzother'),
    missing: nowhere,
  }
  const { own, other } = worlds
  identities = await Promise.all([
    ...Role.options.map((role) => identity(`global ${role}`, { global_role: role })),
    ...Role.options.map((role) => identity(`team ${role}`, { teams: [{ id: own.team, role }] })),
    identity('observer here, maintainer there', {
      teams: [
        { id: own.team, role: 'observer' },
        { id: other.team, role: 'maintainer' },
      ],
    }),
    identity('nobody', { teams: [] }),
  ])
  const reader = await person()
  const scopes: Scope[] = ['read']
  const token = await apiToken(reader, { scopes })
  identities.push({ name: 'token to read', token, scopes, roles: reader.viewer })
  await plantCanaries(identities.map(({ roles }) => roles.user_id))
  // Nothing may change while the matrix asks: what is audited cannot happen, denials aside.
  await sql(
    'people',
    `CREATE FUNCTION hold() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
       IF NEW.type NOT LIKE '%denied%' THEN RAISE EXCEPTION 'held'; END IF; RETURN NEW; END $$`,
  )
  await sql(
    'people',
    'CREATE TRIGGER hold BEFORE INSERT ON activities FOR EACH ROW EXECUTE FUNCTION hold()',
  )
})
afterAll(async () => {
  await database.stop()
  vi.unstubAllEnvs()
})

type Door = (request: Request, context: { params: Promise<unknown> }) => Promise<Response>

/** What a stream says first: it does not end by itself. */
async function firstOf(reply: Response): Promise<string> {
  const reader = reply.body?.getReader()
  const said = await reader?.read()
  await reader?.cancel()
  return new TextDecoder().decode(said?.value)
}

async function ask(path: string, method: string, who: string | undefined, given: Ask) {
  const route: Record<string, Door> = await import(join(api, `${path.slice(1)}/route.ts`))
  const stop = new AbortController()
  const request = new Request(
    `http://localhost:3000/api/v1/fleet/x${given.query ? `?${given.query}` : ''}`,
    {
      method,
      signal: stop.signal,
      headers: {
        ...(who === undefined ? {} : { authorization: `Bearer ${who}` }),
        'content-type': 'application/json',
      },
      ...(given.body === undefined ? {} : { body: JSON.stringify(given.body) }),
    },
  )
  const door = route[method]
  if (!door) throw new Error(`${method} ${path} has no door`)
  const reply = await door(request, { params: Promise.resolve({ version: 'v1', ...given.params }) })
  const text = await (path.endsWith('/stream') ? firstOf(reply) : reply.text())
  stop.abort()
  return { status: reply.status, text }
}

/** Whoever ends a session by asking does so with one of their own. */
const proof = async (who: Identity, row: Row) =>
  row.ends ? (await person(rolesOf(who))).token : who.token

function rolesOf({ roles: { global_role, teams } }: Identity) {
  return { ...(global_role ? { global_role } : {}), teams: [...teams] }
}

const roleIn = (who: Identity, team: number) => who.roles.teams.find(({ id }) => id === team)?.role

type Rule = { roles: readonly Role[]; scope: Scope; global?: true }

/** Whether that person has the right, in that team or, without one, anywhere. */
function holds(who: Identity, action: Action, team?: number): boolean {
  const rule: Rule = rules[action]
  const { global_role, teams } = who.roles
  if (who.scopes && !who.scopes.includes(rule.scope)) return false
  if (global_role) return rule.roles.includes(global_role)
  if (rule.global) return false
  return teams.some(({ id, role }) => (team ?? id) === id && rule.roles.includes(role))
}

/** What the table of rights says of that person, there: the outcomes that may be. */
function expected(who: Identity, door: Action, row: Row, place: Place): string[] {
  const action = row.action ?? door
  if (!holds(who, door)) return ['forbidden']
  if (row.of === 'none') return [holds(who, action) ? 'allowed' : 'forbidden']
  if (row.uniform && !holds(who, action)) return ['forbidden']
  if (place === 'missing' && row.makes) return [who.roles.global_role ? 'allowed' : 'forbidden']
  if (place === 'missing' && row.of === 'filter' && who.roles.global_role) return ['allowed']
  if (place === 'missing') return holds(who, action) ? ['missing'] : ['missing', 'forbidden']
  if (row.of === 'person') return [row.action && holds(who, row.action) ? 'allowed' : 'missing']
  const { global_role } = who.roles
  if (row.of === 'fleet' || global_role) return [holds(who, action) ? 'allowed' : 'forbidden']
  const { team } = worlds[place]
  if (roleIn(who, team) === undefined) return ['missing']
  if (holds(who, action, team)) return ['allowed']
  return [row.hidden ? 'missing' : 'forbidden']
}

const outcomes: Record<number, string> = { 401: 'unknown', 403: 'forbidden', 404: 'missing' }

/** What does not exist may also be said to be a wrong value of a field. */
function outcomeOf(status: number, place: Place): string {
  if (status === 422 && place === 'missing') return 'missing'
  return outcomes[status] ?? 'allowed'
}

/** The canary as text, hexadecimal, Base64 and a list of bytes. */
const canaries = [
  canary,
  Buffer.from(canary).toString('hex'),
  Buffer.from(canary).toString('base64').slice(0, 10),
  [...Buffer.from(canary)].join(','),
]

/** Part of a reply to somebody of the one team that names the other. */
function leakIn(who: Identity, place: Place, text: string): string | undefined {
  const sees = who.roles.global_role || roleIn(who, worlds.other.team) !== undefined
  const at = text.indexOf(worlds.other.mark)
  if (sees || place === 'other' || at === -1) return undefined
  return text.slice(Math.max(0, at - 60), at + 40)
}

describe('the access matrix', () => {
  test('has a row for every route that asks who is there, and no other', () => {
    expect(Object.keys(rows).sort()).toEqual(registry.map(({ route }) => route).sort())
  })

  test('nobody who is not signed in gets past a door', async () => {
    for (const { route, method, path } of registry) {
      const { status } = await ask(path, method, undefined, rows[route]?.ask(worlds.own) ?? {})
      expect([route, status]).toEqual([route, 401])
    }
  })

  test.each(registry)('$route', async ({ route, method, path, action }) => {
    const row = rows[route]
    if (!row) throw new Error(`${route} has no row`)
    const found: string[] = []
    for (const who of identities)
      for (const place of row.of === 'none' ? (['own'] as const) : places) {
        const { status, text } = await ask(
          path,
          method,
          await proof(who, row),
          row.ask(worlds[place]),
        )
        const wanted = expected(who, action as Action, row, place)
        const cell = `${who.name}, ${place}`
        if (!wanted.includes(outcomeOf(status, place)))
          found.push(`${cell}: ${status}, not ${wanted.join(' or ')}: ${text.slice(0, 120)}`)
        if (canaries.some((form) => text.includes(form))) found.push(`${cell}: holds a proof`)
        const leak = leakIn(who, place, text)
        if (leak !== undefined) found.push(`${cell}: names the other team: ${leak}`)
      }
    expect(found).toEqual([])
  })
})
