import { createHash } from 'node:crypto'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { wake } from '@/lib/bus/bus'
import { importPacks } from '@/lib/domain/pack-import'
import { createPack, editPack } from '@/lib/domain/packs'
import { createQuery, editQuery } from '@/lib/domain/queries'
import { scheduleQuery } from '@/lib/domain/schedules'
import { closeDatabase, sql, statementCount } from '@/lib/store/db'
import { type AgentDoor, expectFail, expectOk, openAgentDoor } from '@/lib/testing/agent-door'
import { patient } from '@/lib/testing/patience'
import { admin } from '@/lib/testing/people'
import { PackImport } from '@/lib/wire/pack-import'
import { PackInput, ScheduleInput } from '@/lib/wire/packs'

let door: AgentDoor
let key: string
let allHosts: number

beforeAll(async () => {
  door = await openAgentDoor()
  key = await door.enroll()
  const [label] = await sql<{ id: number }>(
    'work',
    "SELECT id FROM labels WHERE name = 'All Hosts'",
  )
  allHosts = label?.id ?? 0
})
afterAll(() => door.stop())

const config = (body: object = {}) => door.send('config', { node_key: key, ...body })
const newPack = (name: string, more: object = {}) =>
  createPack(admin, PackInput.parse({ name, label_ids: [allHosts], ...more }), '')
const schedule = (pack_id: number, more: object) =>
  scheduleQuery(admin, ScheduleInput.parse({ pack_id, interval: 60, ...more }), '')
const hashTwice = (text: string) => {
  const content = createHash('sha1').update(text).digest('hex')
  return createHash('sha1').update(content).digest('hex')
}

test('C29, C33: a host without packs gets options, an explicit schedule and packs', async () => {
  const reply = await config()
  expectOk(reply)
  expect(reply.headers['content-type']).toMatch(/^application\/json/)
  expect(reply.json).toMatchObject({ options: { pack_delimiter: '/' }, schedule: {}, packs: {} })
})

test('C31, C42: the bytes are the same until something changes, compact, and their hash is kept', async () => {
  const pack = await newPack('base')
  await schedule(pack.id, { name: 'users', query: 'SELECT * FROM users' })
  const first = await config()
  const second = await config()
  expect(second.text).toBe(first.text)
  await editPack(admin, pack.id, { description: 'no host can notice' }, '')
  await editPack(admin, pack.id, { disabled: false }, '')
  expect((await config()).text).toBe(first.text)
  expect(JSON.stringify(JSON.parse(first.text))).toBe(first.text)
  const [host] = await sql<{ expected: string; names: object }>(
    'work',
    `SELECT r.expected_config_hash AS expected, r.names FROM hosts h
       JOIN renderings r ON r.hash = h.rendering_hash LIMIT 1`,
  )
  expect(host?.expected).toBe(hashTwice(first.text))
  expect(Object.keys(host?.names ?? {})).toEqual(['pack/base/users'])
})

test('C35: an interval that is not a whole number from 1 to 604800 is refused under its name', () => {
  for (const interval of [0, -1, 1.5, 604_801, 'abc', null]) {
    const parsed = ScheduleInput.safeParse({ pack_id: 1, name: 'q', query: 'SELECT 1', interval })
    expect(parsed.error?.issues[0]?.path).toEqual(['interval'])
  }
})

test('C36: reserved names are refused, and two pairs that would share a full name collide', async () => {
  for (const name of [
    'login_counter',
    'timeepoch',
    'query.x',
    'cache.x',
    'config_views.x',
    'a:b',
    '',
  ]) {
    const parsed = ScheduleInput.safeParse({ pack_id: 1, name, query: 'SELECT 1', interval: 60 })
    expect(parsed.error?.issues[0]?.path).toEqual(['name'])
  }
  const inner = await newPack('a')
  await schedule(inner.id, { name: 'b/c', query: 'SELECT 1' })
  const outer = await newPack('a/b')
  await expect(schedule(outer.id, { name: 'c', query: 'SELECT 2' })).rejects.toMatchObject({
    code: 'conflict',
    errors: [{ name: 'name', reason: expect.stringContaining('pack/a/b/c') }],
  })
  expect(JSON.parse((await config()).text).packs.a.queries['b/c'].query).toBe('SELECT 1')
})

test('C37: what would grow a configuration over 900 kB is refused when saved; the old one is served', async () => {
  const before = await config()
  const pack = await newPack('huge')
  const large = `SELECT '${'x'.repeat(64_000)}'`
  const add = (index: number) => schedule(pack.id, { name: `q${index}`, query: large })
  for (let index = 0; index < 14; index += 1) await add(index)
  await expect(add(99)).rejects.toMatchObject({
    code: 'invalid',
    message: expect.stringContaining('huge'),
  })
  const after = await config()
  expect(Object.keys(JSON.parse(after.text).packs.huge.queries)).toHaveLength(14)
  expect(after.text.length).toBeLessThan(900_000)
  await editPack(admin, pack.id, { disabled: true }, '')
  expect((await config()).text).toContain(before.text.slice(0, 200))
})

test('C38: a lone surrogate in SQL is stored and served well-formed', async () => {
  const pack = await newPack('surrogate')
  await schedule(pack.id, { name: 'odd', query: "SELECT '\ud800'" })
  expectOk(await config())
})

test('C40: macos and Darwin are mended to darwin', () => {
  const platforms = ['macos', 'Darwin', 'darwin,Linux'].map(
    (platform) => PackInput.parse({ name: 'p', platform }).platform,
  )
  expect(platforms).toEqual(['darwin', 'darwin', 'darwin,linux'])
})

test('C41: the same query in two packs is served twice, each under its own name', async () => {
  const { id } = await createQuery(
    admin,
    {
      name: 'shared',
      query: 'SELECT 3',
      description: '',
      platform: '',
      observer_can_run: false,
      team_id: null,
      tags: [],
      parameters: [],
    },
    '',
  )
  for (const name of ['one', 'two']) {
    const pack = await newPack(name)
    await schedule(pack.id, { query_id: id, interval: name === 'one' ? 60 : 3600 })
    if (name === 'one') expect((await schedule(pack.id, { query_id: id })).name).toBe('shared-1')
  }
  const { packs } = JSON.parse((await config()).text)
  expect(packs.one.queries.shared.interval).toBe(60)
  expect(packs.two.queries.shared.interval).toBe(3600)
  await editQuery(admin, id, { query: 'SELECT 4' }, '')
  expect(JSON.parse((await config()).text).packs.two.queries.shared.query).toBe('SELECT 4')
})

test('the etag that a host sends spares it a configuration it has', async () => {
  const full = await config({ etag: '' })
  const etag: string = JSON.parse(full.text).etag
  expect((await config({ etag })).text).toBe('{"etag":"ok"}')
  const pack = await newPack('after the etag')
  await schedule(pack.id, { name: 'q', query: 'SELECT 5' })
  expect(JSON.parse((await config({ etag })).text).etag).not.toBe(etag)
})

test('a configuration served before is answered without any statement', async () => {
  await config()
  await config()
  const before = statementCount()
  expectOk(await config())
  expect(statementCount()).toBe(before)
})

test('C34, R11: while nothing can be read, the last good bytes are served, never an empty schedule', async () => {
  const good = await config()
  const url = process.env.DATABASE_URL
  await closeDatabase()
  vi.stubEnv('DATABASE_URL', 'postgresql://nobody@127.0.0.1:1/none')
  try {
    wake('configuration')
    const reply = await config()
    expect(reply.text).toBe(good.text)
    const stranger = await door.send('config', { node_key: 'x'.repeat(43) })
    expectFail(stranger)
  } finally {
    await closeDatabase()
    vi.stubEnv('DATABASE_URL', url)
  }
  await vi.waitFor(async () => expectOk(await config()), patient)
})

test('an imported pack is served, and its import leaves nothing when one name is in the way', async () => {
  const content = JSON.stringify({
    packs: {
      fresh: { queries: { q: { query: 'SELECT 6', interval: '60' } } },
      base: { queries: { q: { query: 'SELECT 7', interval: 60 } } },
    },
  })
  const input = PackImport.parse({ content, label_ids: [allHosts] })
  await expect(importPacks(admin, input, '')).rejects.toMatchObject({ code: 'conflict' })
  expect(JSON.parse((await config()).text).packs).not.toHaveProperty('fresh')
  const preview = await importPacks(admin, { ...input, dry_run: true }, '')
  expect(preview.packs.map(({ conflicts }) => conflicts.length)).toEqual([0, 1])
})
