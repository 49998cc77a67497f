import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { exportDiff } from '@/lib/domain/campaign-diff-file'
import { diffCampaigns } from '@/lib/domain/campaign-diffs'
import { forgetTables } from '@/lib/domain/campaign-tables'
import { newCampaign, tell } from '@/lib/testing/answered'
import { type TestDatabase, testDatabase } from '@/lib/testing/database'
import { fleet, newTeam, person } from '@/lib/testing/live'
import { DiffFileQuery, DiffQuery } from '@/lib/wire/campaign-diffs'
import type { Viewer } from '@/lib/wire/roles'

let database: TestDatabase
let admin: Viewer

beforeAll(async () => {
  database = await testDatabase()
  admin = await person('Ada', 'admin')
})
afterAll(() => database.stop())
beforeEach(forgetTables)

const asked = (id: number, query: Record<string, string> = {}) =>
  DiffQuery.parse({ with: String(id), ...query })

const rows = (...names: string[]) => names.map((name) => ({ name }))

/** Two runs over five hosts: three answered both, one each only one of them. */
async function twoRuns() {
  const hosts = await fleet(5)
  const ids = hosts.map(({ id }) => id)
  const [a = 0, b = 0, c = 0, d = 0, e = 0] = ids
  const yesterday = await newCampaign(admin, 'SELECT name FROM processes')
  const today = await newCampaign(admin, 'SELECT name FROM processes ')
  await tell(yesterday, [
    { host_id: a, rows: rows('init', 'sshd', 'sshd') },
    { host_id: b, rows: rows('init') },
    { host_id: c, rows: [] },
    { host_id: d, rows: rows('init') },
    { host_id: e, rows: rows('init'), state: 'failed' },
  ])
  await tell(today, [
    { host_id: e, rows: rows('init') },
    { host_id: c, rows: rows('=nc', 'init') },
    { host_id: b, rows: rows('init') },
    { host_id: a, rows: rows('sshd', 'nc') },
    { host_id: d, rows: [], state: 'denylisted' },
  ])
  return { ids, yesterday, today }
}

test('only hosts that answered both are compared, and a row told twice counts twice', async () => {
  const { ids, yesterday, today } = await twoRuns()
  const reply = await diffCampaigns(admin, yesterday, asked(today))
  expect(reply).toMatchObject({
    hosts: { both: 3, only_from: 1, only_to: 1, changed: 2 },
    ...{ added: 3, removed: 2, unchanged: 2, same_sql: true, count: 2, complete: true },
    columns: { shared: ['name'], compared: ['name'], only_from: [], only_to: [] },
  })
  const told = reply.changes.map(({ host, added, removed, unchanged }) => ({
    ...{ id: host.id, added, removed, unchanged },
  }))
  expect(told).toEqual([
    { id: ids[0], added: rows('nc'), removed: rows('init', 'sshd'), unchanged: 1 },
    { id: ids[2], added: rows('=nc', 'init'), removed: [], unchanged: 0 },
  ])
  const every = await diffCampaigns(admin, yesterday, asked(today, { only: 'all' }))
  expect(every.changes.map(({ host }) => host.id)).toEqual([ids[0], ids[2], ids[1]])
})

test('pages hold every changed host once, also when more answers arrive between them', async () => {
  const hosts = await fleet(7)
  const yesterday = await newCampaign(admin)
  const today = await newCampaign(admin)
  await tell(
    yesterday,
    hosts.map(({ id }) => ({ host_id: id, rows: rows('a') })),
  )
  await tell(
    today,
    hosts.slice(0, 6).map(({ id }) => ({ host_id: id, rows: rows('b') })),
  )
  const first = await diffCampaigns(admin, yesterday, asked(today, { limit: '4' }))
  await tell(
    today,
    hosts.slice(6).map(({ id }) => ({ host_id: id, rows: rows('b', 'c', 'd') })),
  )
  const cursor = first.next_cursor ?? ''
  const second = await diffCampaigns(admin, yesterday, asked(today, { limit: '4', cursor }))
  const seen = [...first.changes, ...second.changes].map(({ host }) => host.id)
  expect(seen).toEqual(hosts.slice(0, 6).map(({ id }) => id))
  expect(second.next_cursor).toBeNull()
})

test('a viewer of one team compares the hosts of that team alone, on both sides', async () => {
  const team = await newTeam('Workstations')
  const [mine] = await fleet(1, { team })
  const [other] = await fleet(1)
  const yesterday = await newCampaign(admin)
  const today = await newCampaign(admin)
  const tellBoth = async (id: number, name: string) =>
    tell(id, [
      { host_id: mine?.id ?? 0, rows: rows(name) },
      { host_id: other?.id ?? 0, rows: [{ name, secret: name }] },
    ])
  await tellBoth(yesterday, 'a')
  await tellBoth(today, 'b')
  const observer = await person('Olga', null, [{ id: team, role: 'observer' }])
  const reply = await diffCampaigns(observer, yesterday, asked(today, { only: 'all' }))
  expect(reply).toMatchObject({ hosts: { both: 1 }, added: 1, columns: { shared: ['name'] } })
  const theirs = await diffCampaigns(observer, yesterday, asked(today, { host_id: `${other?.id}` }))
  expect(theirs.changes).toEqual([])
  const stranger = await person('Sid', null, [{ id: await newTeam('Labs'), role: 'admin' }])
  await expect(diffCampaigns(stranger, yesterday, asked(today))).rejects.toMatchObject({
    code: 'not_found',
  })
})

test('other SQL is compared by the columns of both, and fewer when so asked', async () => {
  const [host] = await fleet(1)
  const id = host?.id ?? 0
  const yesterday = await newCampaign(admin, 'SELECT name, pid FROM processes')
  const today = await newCampaign(admin, 'SELECT name, pid, path FROM processes')
  await tell(yesterday, [{ host_id: id, rows: [{ name: 'sshd', pid: '1' }] }])
  await tell(today, [{ host_id: id, rows: [{ name: 'sshd', pid: '2', path: '/' }] }])
  const reply = await diffCampaigns(admin, yesterday, asked(today))
  expect(reply).toMatchObject({
    ...{ same_sql: false, added: 1, removed: 1 },
    columns: { shared: ['name', 'pid'], only_to: ['path'] },
  })
  const fewer = await diffCampaigns(admin, yesterday, asked(today, { columns: 'name' }))
  expect(fewer).toMatchObject({ added: 0, removed: 0, unchanged: 1 })
  const one = diffCampaigns(admin, yesterday, asked(today, { columns: 'path' }))
  await expect(one).rejects.toMatchObject({ code: 'invalid' })
  await expect(diffCampaigns(admin, today, asked(today))).rejects.toMatchObject({ code: 'invalid' })
})

test('two comparisons of the same campaigns in opposite directions both end', async () => {
  const { yesterday, today } = await twoRuns()
  const [forth, back] = await Promise.all([
    diffCampaigns(admin, yesterday, asked(today)),
    diffCampaigns(admin, today, asked(yesterday)),
  ])
  expect([forth.added, forth.removed]).toEqual([back.removed, back.added])
})

test('S76: the files have every added and removed row, and CSV none that a spreadsheet would run', async () => {
  const { yesterday, today } = await twoRuns()
  const fileOf = async (format: 'csv' | 'ndjson') => {
    const query = DiffFileQuery.parse({ with: String(today) })
    const file = await exportDiff(admin, yesterday, query, format)
    let text = ''
    for await (const chunk of file.chunks) text += chunk
    return text.trim().split(/\r?\n/)
  }
  const csv = await fileOf('csv')
  expect(csv).toHaveLength(6)
  expect(csv.some((line) => line.endsWith(",added,'=nc"))).toBe(true)
  const lines = (await fileOf('ndjson')).map((line) => JSON.parse(line))
  expect(lines.filter(({ change }) => change === 'removed')).toHaveLength(2)
  expect(lines.some(({ row }) => row.name === '=nc')).toBe(true)
})
