import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import * as queries from '@/app/api/[version]/fleet/queries/route'
import { sql } from '@/lib/store/db'
import { type TestDatabase, testDatabase } from '@/lib/testing/database'
import { importDoor, packText, queryEntry } from '@/lib/testing/pack-imports'
import { call, type Person, person } from '@/lib/testing/people'

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

const { ok, refused, preview } = importDoor(() => admin)
const q = queryEntry
const file = packText
const rowsOf = (name: string) =>
  sql<{ id: number; name: string; query: string; interval: number; revision: number }>(
    'work',
    `SELECT q.id, q.name, coalesce(q.query, s.query) AS query, q.interval, p.revision FROM packs p
     JOIN pack_queries q ON q.pack_id = p.id LEFT JOIN queries s ON s.id = q.query_id
     WHERE p.name = $1 ORDER BY q.position`,
    [name],
  )

const base = {
  name: 'Hardware',
  content: file({
    usb_devices: q('SELECT vendor FROM usb_devices'),
    cpu: q('SELECT * FROM cpu_info'),
    gone: q('SELECT 1'),
  }),
}
const newer = {
  name: 'Hardware',
  content: file({
    usb_devices: q('SELECT vendor, model FROM usb_devices', { interval: 900 }),
    cpu: q('SELECT * FROM cpu_info'),
    fresh: q('SELECT pid FROM processes'),
    lost: q('SELECT * FROM portage_packages', { platform: 'gentoo' }),
    broken: q('SELECT * FROM no_such_table'),
  }),
}

describe('the preview', () => {
  test('puts every query in one of four kinds, and they add up', async () => {
    await ok(base)
    const {
      counts,
      packs: [pack],
    } = await preview(newer)
    expect(counts).toEqual({ queries: 5, new: 1, identical: 1, conflict: 1, runs_nowhere: 2 })
    expect(pack?.statuses).toEqual([
      {
        query: 'usb_devices',
        status: 'conflict',
        changes: [
          { field: 'query', from: 'SELECT vendor FROM usb_devices', to: expect.any(String) },
          { field: 'interval', from: 60, to: 900 },
        ],
      },
      { query: 'cpu', status: 'identical', changes: [] },
      { query: 'fresh', status: 'new', changes: [] },
      { query: 'lost', status: 'runs_nowhere', changes: [] },
      { query: 'broken', status: 'runs_nowhere', changes: [] },
    ])
    expect(pack?.existing).toMatchObject({ revision: 1, others: ['gone'] })
    expect(pack?.conflicts).toMatchObject([{ code: 'name_taken', field: 'name' }])
    expect(await rowsOf('Hardware')).toHaveLength(3)
  })

  test('says in words what agents could not run, what the library has, and what was mended', async () => {
    await call(queries.POST, {
      token: admin.token,
      body: { name: 'who', query: 'select * from users;' },
    })
    const {
      packs: [pack],
    } = await preview({
      name: 'words',
      content: file(
        {
          reg: q('SELECT * FROM registry', { platform: 'windows,darwin' }),
          plist: q('SELECT * FROM launchd', { platform: 'linux' }),
          who: q('SELECT  * FROM users', { interval: '3600', platform: 'macos' }),
          fast: q('SELECT 1', { interval: 1 }),
        },
        { platform: 'Darwin,windows,linux' },
      ),
    })
    expect(pack?.warnings.map(({ query, code }) => [query, code])).toEqual([
      ['fast', 'interval'],
      ['reg', 'absent_on_platform'],
      ['plist', 'runs_nowhere'],
      ['who', 'in_library'],
    ])
    expect(pack?.warnings[1]?.message).toBe(
      'Table registry or a column of it does not exist on macOS',
    )
    expect(pack?.repairs.map(({ query, message }) => [query, message])).toEqual([
      ['who', 'interval "3600" read as a number'],
      [undefined, 'platform "Darwin,windows,linux" read as "darwin,windows,linux"'],
      ['who', 'platform "macos" read as "darwin"'],
    ])
    expect(pack?.counts).toMatchObject({ new: 3, runs_nowhere: 1 })
  })

  test('of several files one that cannot be read does not hide the others', async () => {
    const files = [
      { name: 'a', content: file({ x: q('SELECT 1') }) },
      { name: 'b', content: '{\n]' },
    ]
    const { packs: read, files: reports } = await preview({ files })
    expect(read.map(({ name }) => name)).toEqual(['a'])
    expect(reports).toMatchObject([
      { name: 'a', format: 'osquery', packs: 1, error: null },
      { name: 'b', format: null, error: 'line 2, column 1: unexpected "]"' },
    ])
    const failed = await refused({ files })
    expect(failed).toMatchObject({ status: 422, errors: [{ name: 'files[1].content' }] })
    expect(await sql('work', 'SELECT 1 FROM packs')).toEqual([])
  })

  test('two files of one name are kept apart by a new name', async () => {
    const content = file({ x: q('SELECT 1') })
    const { packs: read } = await preview({
      files: [
        { name: 'a', content },
        { name: 'a', content },
      ],
    })
    expect(read.map(({ name }) => name)).toEqual(['a', 'a-2'])
    expect(read[1]?.repairs).toMatchObject([{ code: 'renamed' }])
  })
})

describe('decisions', () => {
  const decide = (choice: object, more: object = {}) =>
    ok({ ...newer, choices: { packs: { Hardware: choice }, ...more } })

  test('without one, a taken name is refused and nothing is saved', async () => {
    await ok(base)
    const failed = await refused(newer)
    expect(failed).toMatchObject({ status: 409, errors: [{ name: 'name' }] })
    expect(await rowsOf('Hardware')).toHaveLength(3)
  })

  test('replace makes its queries the file’s; names keep their ids, and a revision is written', async () => {
    await ok(base)
    const before = await rowsOf('Hardware')
    const {
      packs: [pack],
    } = await decide({ action: 'replace' })
    expect(pack).toMatchObject({ outcome: 'replaced', id: expect.any(Number) })
    const after = await rowsOf('Hardware')
    expect(after.map(({ name }) => name)).toEqual(['usb_devices', 'cpu', 'fresh', 'lost', 'broken'])
    expect(after[0]).toMatchObject({ id: before[0]?.id, interval: 900, revision: 2 })
    expect(after[1]?.id).toBe(before[1]?.id)
  })

  test('merge keeps what is there, and asks for each query that differs', async () => {
    await ok(base)
    const choices = { packs: { Hardware: { action: 'merge' } } }
    const failed = await refused({ ...newer, choices })
    expect(failed).toMatchObject({
      status: 409,
      errors: [{ name: 'choices.queries.Hardware.usb_devices' }],
    })
    expect(failed.message).toBe(
      'usb_devices is already in Hardware; the file has it with other SQL, every 900 s instead of 60 s',
    )
    const queriesOf = { Hardware: { usb_devices: { action: 'rename' }, lost: { action: 'skip' } } }
    await decide({ action: 'merge' }, { queries: queriesOf })
    const after = await rowsOf('Hardware')
    expect(after.map(({ name, interval }) => [name, interval])).toEqual([
      ['usb_devices', 60],
      ['cpu', 60],
      ['gone', 60],
      ['usb_devices-2', 900],
      ['fresh', 60],
      ['broken', 60],
    ])
  })

  test('rename saves beside it, skip leaves it out', async () => {
    await ok(base)
    const {
      packs: [renamed],
    } = await decide({ action: 'rename' })
    expect(renamed).toMatchObject({
      name: 'Hardware-2',
      given_name: 'Hardware',
      outcome: 'created',
    })
    const {
      packs: [skipped],
    } = await decide({ action: 'skip' })
    expect(skipped).toMatchObject({ outcome: 'skipped' })
    expect(skipped?.id).toBeUndefined()
    const clash = await refused({
      ...newer,
      choices: { packs: { Hardware: { action: 'rename', name: 'Hardware-2' } } },
    })
    expect(clash).toMatchObject({ status: 409, errors: [{ name: 'choices.packs.Hardware.name' }] })
  })

  test('a decision about nothing is a mistake that is named', async () => {
    const failed = await refused({
      ...base,
      choices: { queries: { Hardware: { no: { action: 'skip' } } } },
    })
    expect(failed).toMatchObject({ status: 422, errors: [{ name: 'choices.queries.Hardware.no' }] })
    expect(
      await refused({ ...base, choices: { packs: { Hardware: { action: 'burn' } } } }),
    ).toMatchObject({
      status: 422,
      errors: [{ name: 'choices.packs.Hardware.action' }],
    })
  })

  test('C36 reserved names and full names that collide are refused under their field', async () => {
    const content = file({ login_counter: q('SELECT 1'), 'a:b': q('SELECT 1') })
    expect(await refused({ name: 'odd', content })).toMatchObject({
      status: 422,
      errors: [{ name: 'queries.login_counter.name' }, { name: 'queries.a:b.name' }],
    })
    expect(await refused({ name: 'main', content: base.content })).toMatchObject({
      status: 422,
      errors: [{ name: 'name' }],
    })
    const names = {
      odd: { login_counter: { action: 'rename', name: 'logins' }, 'a:b': { action: 'skip' } },
    }
    await ok({ name: 'odd', content, choices: { queries: names } })
    expect((await rowsOf('odd')).map(({ name }) => name)).toEqual(['logins'])
    await ok({ name: 'base', content: file({ 'linux/users': q('SELECT 1') }) })
    expect(
      await refused({ name: 'base/linux', content: file({ users: q('SELECT 2') }) }),
    ).toMatchObject({
      status: 409,
      errors: [{ name: 'name', reason: expect.stringContaining('pack/base/linux/users') }],
    })
  })
})

test('S80 texts that the API would not take are refused under their field', async () => {
  const content = packText(
    { a: queryEntry('SELECT 1', { version: 'x'.repeat(256), description: 'x'.repeat(10_001) }) },
    { discovery: Array.from({ length: 101 }, () => 'SELECT 1') },
  )
  expect(await refused({ name: 'long', content })).toMatchObject({
    status: 422,
    errors: [
      { name: 'discovery' },
      { name: 'queries.a.description' },
      { name: 'queries.a.version' },
    ],
  })
})
