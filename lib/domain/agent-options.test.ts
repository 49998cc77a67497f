import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { GET as factsRoute } from '@/app/api/[version]/fleet/agent_options/facts/route'
import { POST as previewRoute } from '@/app/api/[version]/fleet/agent_options/preview/route'
import { POST as restoreRoute } from '@/app/api/[version]/fleet/agent_options/revisions/[number]/restore/route'
import { GET as revisionRoute } from '@/app/api/[version]/fleet/agent_options/revisions/[number]/route'
import { GET as revisionsRoute } from '@/app/api/[version]/fleet/agent_options/revisions/route'
import { GET as optionsRoute } from '@/app/api/[version]/fleet/agent_options/route'
import { POST as validateRoute } from '@/app/api/[version]/fleet/agent_options/validate/route'
import { PATCH as patchConfig } from '@/app/api/[version]/fleet/config/route'
import { PATCH as patchTeam } from '@/app/api/[version]/fleet/teams/[id]/route'
import { verifyActivities } from '@/lib/domain/activity'
import { sql } from '@/lib/store/db'
import { type TestDatabase, testDatabase } from '@/lib/testing/database'
import { apiToken, call, type Person, person, team } from '@/lib/testing/people'
import type { OptionsPreview, OptionsReply, OptionsRevision } from '@/lib/wire/agent-options'

let database: TestDatabase
let admin: Person
let red = 0
let blue = 0

beforeAll(async () => {
  database = await testDatabase()
  admin = await person()
  red = await team('Red')
  blue = await team('Blue')
  for (const [team_id, platform, count] of [
    [red, 'darwin', 3],
    [red, 'linux', 2],
    [blue, 'linux', 4],
    [null, 'windows', 1],
  ] as const)
    await sql(
      'work',
      `INSERT INTO hosts (team_id, platform, hostname)
       SELECT $1::int, $2, $2 || n FROM generate_series(1, $3::int) n`,
      [team_id, platform, count],
    )
})
afterAll(() => database.stop())

const patch = async (token: string, body: unknown, teamId?: number) =>
  teamId === undefined
    ? call(patchConfig, { token, method: 'PATCH', body })
    : call(patchTeam, { token, method: 'PATCH', body, params: { id: String(teamId) } })
const set = (options: object) => ({ agent_options: { config: { options } } })
const preview = async (who: Person, body: unknown) =>
  (await call(previewRoute, { token: who.token, body })).body as OptionsPreview
const revisions = async (query = '') =>
  (await call(revisionsRoute, { token: admin.token, query })).body as {
    revisions: OptionsRevision[]
    count: number
  }
const current = async (query = '') =>
  (await call(optionsRoute, { token: admin.token, query })).body as OptionsReply

describe('what is wrong is told at its place in the text', () => {
  const validate = async (content: string) =>
    (await call(validateRoute, { token: admin.token, body: { content } })).body as {
      valid: boolean
      errors: { name: string; reason: string; line?: number; column?: number }[]
      text: { json: string; yaml: string } | null
    }

  test.each<[string, string, object]>([
    [
      'a misspelt name, with what was probably meant',
      'config:\n  options:\n    distributed_intervall: 10\n',
      { line: 3, column: 5, reason: expect.stringContaining('Did you mean distributed_interval?') },
    ],
    [
      'a command-line flag, with where it belongs (C39)',
      '{"config": {"options": {\n  "tls_hostname": "x"}}}',
      { line: 2, column: 3, reason: expect.stringContaining('command-line flag') },
    ],
    [
      'an option outside of options',
      'distributed_interval: 5',
      { line: 1, reason: expect.stringContaining('config.options') },
    ],
    [
      'a platform that is none',
      'overrides:\n  platforms:\n    macos: {}\n',
      { line: 3, reason: expect.stringContaining('not a platform') },
    ],
    ['a list where an object belongs', 'config: []', { reason: 'must be an object' }],
    ['text that cannot be read', 'config: {', { name: 'content', line: expect.any(Number) }],
    ['a key twice', '{"config": {}, "config": {}}', { reason: expect.stringContaining('twice') }],
    ['an alias', 'config: &a {}\noverrides: *a', { name: 'content' }],
    [
      'a fraction',
      'config: {options: {logger_tls_period: 1.5}}',
      { reason: expect.stringContaining('fraction') },
    ],
    [
      'no pace at all',
      'config: {options: {distributed_interval: 0}}',
      { reason: expect.stringContaining('at least 1') },
    ],
  ])('%s', async (_, content, fault) => {
    const { valid, errors } = await validate(content)
    expect(valid).toBe(false)
    expect(errors).toEqual([expect.objectContaining(fault)])
  })

  test('what can be read is given in both forms, and nothing at all is no options', async () => {
    const { valid, text } = await validate('{"config": {"options": {"verbose": true}}}')
    expect({ valid, yaml: text?.yaml }).toEqual({
      valid: true,
      yaml: 'config:\n  options:\n    verbose: true\n',
    })
    expect((await validate(text?.yaml ?? '')).text).toEqual(text)
    expect(await validate('')).toMatchObject({ valid: true, text: { json: '{}', yaml: '' } })
  })

  test('the catalogue tells of each option its type, its since and what it does to agents', async () => {
    const { body } = await call(factsRoute, { token: admin.token })
    const { options } = body as { options: { name: string }[] }
    expect(options.length).toBeGreaterThan(200)
    const named = (name: string) => options.find((option) => option.name === name)
    expect(named('yara_sigurl_authenticate')).toMatchObject({ type: 'boolean', since: '5.14.1' })
    expect(named('tls_hostname')).toMatchObject({ command_line: true, effect: 'moves' })
    expect(named('disable_distributed')).toMatchObject({ command_line: false, effect: 'mutes' })
  })
})

test('a preview merges layers with the source of each leaf, and counts only hosts that would be told otherwise', async () => {
  await patch(admin.token, set({ distributed_interval: 30 }))
  await patch(
    admin.token,
    {
      agent_options: {
        config: { options: { distributed_interval: 20 } },
        overrides: { platforms: { darwin: { options: { logger_tls_period: 60 } } } },
      },
    },
    red,
  )
  const told = await preview(admin, {
    agent_options: { config: { options: { distributed_interval: 45, verbose: true } } },
    of_team_id: red,
    platform: 'darwin',
  })
  const source = (path: string) => told.merged.provenance.find((leaf) => leaf.path === path)?.source
  expect(source('options.distributed_interval')).toBe('team Red')
  expect(source('options.logger_tls_period')).toBe('team Red, darwin')
  expect(source('options.verbose')).toBe('organisation')
  expect(source('options.pack_delimiter')).toBe('Muster')
  expect(told.merged.changes).toEqual([{ path: 'options.verbose', is: true }])
  expect(told.hosts.affected).toBe(10)
  const hidden = await preview(admin, {
    agent_options: { config: { options: { distributed_interval: 45 } } },
  })
  expect(hidden.hosts.affected).toBe(5)
  expect(hidden.hosts.groups.map(({ team: name, hosts }) => ({ name, hosts }))).toEqual([
    { name: null, hosts: 1 },
    { name: 'Blue', hosts: 4 },
  ])
  const ofTeam = await preview(admin, { team_id: red, agent_options: {} })
  expect(ofTeam.hosts.affected).toBe(5)
})

test('a preview for a host weighs its whole configuration before and after', async () => {
  const [host] = await sql<{ id: number }>('work', 'SELECT id FROM hosts WHERE team_id = $1', [red])
  const { merged } = await preview(admin, {
    host_id: host?.id,
    agent_options: { config: { options: { distributed_interval: 30, custom_text: 'x' } } },
  })
  expect(merged.bytes.after - merged.bytes.before).toBe('"custom_text":"x",'.length)
})

describe('what moves or mutes agents', () => {
  const mute = set({ disable_distributed: true })

  test('asks a browser for the typed number of hosts and a fresh password', async () => {
    const told = await preview(admin, { team_id: blue, ...mute })
    expect(told.moves).toEqual([{ option: 'disable_distributed', effect: 'mutes', hosts: 4 }])
    await sql('work', "UPDATE sessions SET proved_at = now() - interval '1 hour'")
    const refused = await patch(admin.token, mute, blue)
    expect(refused).toMatchObject({ status: 403, body: { errors: [{ name: 'password' }] } })
    await sql('work', 'UPDATE sessions SET proved_at = now()')
    expect((await patch(admin.token, { ...mute, confirm: 3 }, blue)).status).toBe(409)
    expect((await patch(admin.token, { ...mute, confirm: 4 }, blue)).status).toBe(200)
  })

  test('setting it back asks nothing, and what a team hides from its hosts is not counted', async () => {
    expect((await preview(admin, { team_id: blue, agent_options: {} })).moves).toEqual([])
    expect((await patch(admin.token, set({}), blue)).status).toBe(200)
    await patch(admin.token, set({ disable_distributed: false }), red)
    const { moves } = await preview(admin, mute)
    expect(moves).toEqual([{ option: 'disable_distributed', effect: 'mutes', hosts: 5 }])
  })

  test('needs the admin scope of a token', async () => {
    const narrow = await apiToken(admin, { scopes: ['read', 'write'] })
    const moving = set({ logger_tls_endpoint: '/elsewhere' })
    expect(await patch(narrow, moving, blue)).toMatchObject({
      status: 403,
      body: { errors: [{ name: 'scopes' }] },
    })
    expect((await patch(await apiToken(admin), moving, blue)).status).toBe(200)
    expect((await patch(narrow, set({ verbose: true }), red)).status).toBe(200)
  })
})

describe('revisions', () => {
  test('each save is one, with who, why and what in words; the same options again are none', async () => {
    const own = await team()
    const query = `team_id=${own}`
    await patch(admin.token, { ...set({ verbose: true }), note: 'to see why' }, own)
    await patch(admin.token, { ...set({ verbose: false }), base_revision: 1 }, own)
    await patch(admin.token, set({ verbose: false }), own)
    expect((await revisions(query)).revisions).toMatchObject([
      { number: 2, summary: 'verbose true → false', author: { name: admin.viewer.name } },
      { number: 1, summary: 'verbose set to true', note: 'to see why' },
    ])
    const stale = { ...set({ verbose: true }), base_revision: 1 }
    expect((await patch(admin.token, stale, own)).status).toBe(409)
    const restored = await call(restoreRoute, {
      token: admin.token,
      params: { number: '1' },
      body: { team_id: own, base_revision: 2 },
    })
    expect(restored).toMatchObject({
      status: 200,
      body: { revision: 3, ...set({ verbose: true }) },
    })
    const { body } = await call(revisionRoute, {
      token: admin.token,
      params: { number: '3' },
      query,
    })
    expect(body).toMatchObject({
      revision: {
        note: 'restored revision 1',
        diff: [{ path: 'config.options.verbose', was: false, is: true }],
        diff_now: [],
      },
    })
    const trail = await sql(
      'work',
      `SELECT type, details->>'revision' AS revision FROM activities
        WHERE object_kind = 'team' AND object_id = $1 ORDER BY id`,
      [own],
    )
    expect(trail).toEqual([
      { type: 'edited_agent_options', revision: '1' },
      { type: 'edited_agent_options', revision: '2' },
      { type: 'restored_agent_options', revision: '3' },
    ])
    expect(await verifyActivities()).toMatchObject({ unbroken: true })
  })

  test('saves that race get numbers of their own, and one base wins', async () => {
    const { revision } = await current()
    const replies = await Promise.all(
      Array.from({ length: 8 }, (_, n) =>
        patch(admin.token, { ...set({ events_max: n + 1 }), base_revision: revision }),
      ),
    )
    expect(replies.filter(({ status }) => status === 200)).toHaveLength(1)
    expect((await current()).revision).toBe(revision + 1)
  })

  test('a team’s admin reads and writes the team’s; the organisation’s and others’ stay closed', async () => {
    const chief = await person({ teams: [{ id: red, role: 'admin' }] })
    const keeper = await person({ teams: [{ id: red, role: 'maintainer' }] })
    const status = async (who: Person, query = '') =>
      (await call(optionsRoute, { token: who.token, query })).status
    expect([await status(chief, `team_id=${red}`), await status(chief, `team_id=${blue}`)]).toEqual(
      [200, 404],
    )
    expect([await status(chief), await status(keeper, `team_id=${red}`)]).toEqual([403, 200])
    expect((await patch(chief.token, set({ verbose: true }), red)).status).toBe(200)
    expect((await patch(keeper.token, set({ verbose: false }), red)).status).toBe(403)
    const told = await call(previewRoute, {
      token: chief.token,
      body: { team_id: red, of_team_id: blue },
    })
    expect(told.status).toBe(404)
  })
})
