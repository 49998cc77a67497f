import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { labelGroup, listGroupHosts } from '@/lib/domain/campaign-group-hosts'
import { listGroups } from '@/lib/domain/campaign-groups'
import { exportGroups } from '@/lib/domain/campaign-groups-file'
import { forgetTables, withTable } from '@/lib/domain/campaign-tables'
import { sql } from '@/lib/store/db'
import { newCampaign, tell } from '@/lib/testing/answered'
import { type TestDatabase, testDatabase } from '@/lib/testing/database'
import { fleet, newTeam, person } from '@/lib/testing/live'
import { GroupHostsQuery, GroupsFileQuery, GroupsQuery } from '@/lib/wire/campaign-groups'
import type { Viewer } from '@/lib/wire/roles'

let database: TestDatabase
let admin: Viewer

beforeAll(async () => {
  database = await testDatabase()
  admin = await person('Ada', 'admin')
})
afterAll(() => database.stop())
beforeEach(forgetTables)

const asked = (query: Record<string, string> = {}) => GroupsQuery.parse(query)

test('S31: what answered is what has rows and what has none, and hosts that failed are no part', async () => {
  const [one, two, three, four, five] = await fleet(5)
  const id = await newCampaign(admin)
  await tell(id, [
    { host_id: one?.id ?? 0, rows: [{ name: 'sshd', port: '22' }] },
    {
      host_id: two?.id ?? 0,
      rows: [
        { name: 'sshd', port: '22' },
        { name: 'nc', port: '' },
      ],
    },
    { host_id: three?.id ?? 0, rows: [] },
    { host_id: four?.id ?? 0, rows: [{ name: 'never', port: '1' }], state: 'failed' },
    { host_id: five?.id ?? 0, rows: [{ name: 'nc' }], state: 'too_large' },
  ])
  const reply = await listGroups(admin, id, asked())
  expect(reply).toMatchObject({ answered: 3, too_large: 1, with_rows: 3, without_rows: 1, rows: 4 })
  expect(reply.groups.map(({ values, hosts, no_rows }) => ({ values, hosts, no_rows }))).toEqual([
    { values: { name: 'sshd', port: '22' }, hosts: 2, no_rows: false },
    { values: { name: 'nc', port: '' }, hosts: 1, no_rows: false },
    { values: { name: 'nc' }, hosts: 1, no_rows: false },
    { values: {}, hosts: 1, no_rows: true },
  ])
  expect(reply.groups[0]).toMatchObject({
    share: 0.5,
    first_host: { id: one?.id, hostname: one?.hostname.replace(/\d+$/, '1') },
  })
})

test('a running campaign is read on from the last answer, and new groups wait to be listed', async () => {
  const hosts = await fleet(4)
  const id = await newCampaign(admin)
  const say = (from: number, to: number, name: string) =>
    tell(
      id,
      hosts.slice(from, to).map((host) => ({ host_id: host.id, rows: [{ name }] })),
    )
  await say(0, 2, 'sshd')
  const first = await listGroups(admin, id, asked({ columns: 'name' }))
  expect(first).toMatchObject({ count: 1, listed_seq: 2, as_of_seq: 2, new_groups: 0 })
  await say(2, 3, 'nc')
  await say(3, 4, 'sshd')
  const held = await listGroups(admin, id, asked({ columns: 'name', listed_seq: '2' }))
  expect(held).toMatchObject({ count: 1, listed_seq: 2, as_of_seq: 4, new_groups: 1, answered: 4 })
  expect(held.groups.map(({ hosts }) => hosts)).toEqual([3])
  const shown = await listGroups(admin, id, asked({ columns: 'name' }))
  expect(shown.groups.map(({ values }) => values.name)).toEqual(['sshd', 'nc'])
})

test('a viewer of one team gets groups, counts, columns and example hosts of that team alone', async () => {
  const team = await newTeam('Workstations')
  const mine = await fleet(2, { team })
  const others = await fleet(3)
  const id = await newCampaign(admin)
  await tell(id, [
    ...others.map((host) => ({ host_id: host.id, rows: [{ name: 'sshd', secret: 'x' }] })),
    ...mine.map((host) => ({ host_id: host.id, rows: [{ name: 'sshd' }] })),
  ])
  const observer = await person('Olga', null, [{ id: team, role: 'observer' }])
  const reply = await listGroups(observer, id, asked())
  expect(reply).toMatchObject({ answered: 2, rows: 2, count: 1, all_columns: ['name'] })
  expect(reply.groups[0]).toMatchObject({ hosts: 2, share: 1, first_host: { id: mine[0]?.id } })
  const key = (await listGroups(admin, id, asked({ columns: 'name,secret' }))).groups[0]?.key ?? ''
  const theirs = GroupHostsQuery.parse({ columns: 'name,secret', key })
  await expect(listGroupHosts(observer, id, theirs)).rejects.toMatchObject({ code: 'not_found' })
  const stranger = await person('Sid', null, [{ id: await newTeam('Labs'), role: 'admin' }])
  await expect(listGroups(stranger, id, asked())).rejects.toMatchObject({ code: 'not_found' })
})

test('the hosts of a group are exact over all pages, by its key or by its values', async () => {
  const hosts = await fleet(25)
  const id = await newCampaign(admin)
  await tell(
    id,
    hosts.map((host, index) => ({
      host_id: host.id,
      rows: index % 2 === 0 ? [{ name: 'a,"b', port: '' }] : [{ name: 'a,"b' }],
    })),
  )
  const even = hosts.filter((_, index) => index % 2 === 0).map((host) => host.id)
  const { groups, columns } = await listGroups(admin, id, asked())
  const group = groups.find(({ values }) => values.port === '')
  const collected = async (which: Record<string, string>) => {
    const found: number[] = []
    for (let cursor: string | null = '0'; cursor !== null; ) {
      const query = { columns: JSON.stringify(columns), limit: '4', cursor, ...which }
      const page = await listGroupHosts(admin, id, GroupHostsQuery.parse(query))
      expect(page.count).toBe(even.length)
      found.push(...page.hosts.map(({ host }) => host.id))
      cursor = page.next_cursor
    }
    return found
  }
  expect(await collected({ key: group?.key ?? '' })).toEqual(even)
  expect(await collected({ values: JSON.stringify(group?.values) })).toEqual(even)
  const only = await listGroups(admin, id, asked({ key: group?.key ?? '' }))
  expect(only.groups).toEqual([group])
  const absent = GroupHostsQuery.parse({
    columns: JSON.stringify(columns),
    values: '{"name":"a,\\"b"}',
  })
  expect((await listGroupHosts(admin, id, absent)).count).toBe(12)
})

test('a label of a group has all of its hosts that are still there, and only an editor makes one', async () => {
  const hosts = await fleet(1_500)
  const id = await newCampaign(admin)
  await tell(
    id,
    hosts.map((host) => ({ host_id: host.id, rows: [{ name: 'nc' }] })),
  )
  await sql('people', 'DELETE FROM hosts WHERE id = $1', [hosts[0]?.id])
  const { groups, columns } = await listGroups(admin, id, asked())
  const body = { name: `nc ${id}`, columns, key: groups[0]?.key ?? '' }
  const label = await labelGroup(admin, id, body, '')
  expect(label).toMatchObject({ count: 1_499, label_membership_type: 'manual' })
  const [entry] = await sql<{ type: string }>(
    'people',
    "SELECT type FROM activities WHERE object_kind = 'label' AND object_id = $1",
    [label.id],
  )
  expect(entry?.type).toBe('created_label')
  const observer = await person('Otto', 'observer_plus')
  await expect(labelGroup(observer, id, body, '')).rejects.toMatchObject({ code: 'forbidden' })
})

test('S76: the file has every group whole, and no cell that a spreadsheet would run', async () => {
  const [host] = await fleet(1)
  const id = await newCampaign(admin)
  const long = 'x'.repeat(10_000)
  await tell(id, [{ host_id: host?.id ?? 0, rows: [{ name: '=1+1' }, { name: long }] }])
  const file = await exportGroups(admin, id, GroupsFileQuery.parse({}))
  let text = ''
  for await (const chunk of file.chunks) text += chunk
  expect(text.split('\r\n')).toHaveLength(4)
  expect(text).toContain(",'=1+1\r\n")
  expect(text).toContain(long)
  expect((await listGroups(admin, id, asked())).groups[1]?.cut).toEqual(['name'])
})

test('a table that is full says that its figures are of the first answers only', async () => {
  const hosts = await fleet(3)
  const id = await newCampaign(admin)
  await tell(
    id,
    hosts.map((host) => ({ host_id: host.id, rows: [{ name: 'x'.repeat(50_000) }] })),
  )
  await withTable(id, async () => undefined, { bytesMax: 60_000 })
  const reply = await listGroups(admin, id, asked())
  expect(reply).toMatchObject({ complete: false, answered: 1 })
})
