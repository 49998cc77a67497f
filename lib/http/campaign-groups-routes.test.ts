import { afterAll, beforeAll, expect, test } from 'vitest'
import * as diff from '@/app/api/[version]/fleet/campaigns/[id]/diff/route'
import * as diffCsv from '@/app/api/[version]/fleet/campaigns/[id]/diff.csv/route'
import * as hosts from '@/app/api/[version]/fleet/campaigns/[id]/groups/hosts/route'
import * as label from '@/app/api/[version]/fleet/campaigns/[id]/groups/label/route'
import * as groups from '@/app/api/[version]/fleet/campaigns/[id]/groups/route'
import * as groupsCsv from '@/app/api/[version]/fleet/campaigns/[id]/groups.csv/route'
import { forgetTables } from '@/lib/domain/campaign-tables'
import { newCampaign, tell } from '@/lib/testing/answered'
import { type TestDatabase, testDatabase } from '@/lib/testing/database'
import { fleet } from '@/lib/testing/live'
import { call, type Person, person, team } from '@/lib/testing/people'

let database: TestDatabase
let admin: Person
let id: number
let other: number
let hostIds: number[]

beforeAll(async () => {
  database = await testDatabase()
  admin = await person()
  hostIds = (await fleet(3)).map((host) => host.id)
  id = await newCampaign(admin.viewer)
  other = await newCampaign(admin.viewer)
  const rows = [{ name: 'sshd', __proto__: 'x', 'a,b': '1' }]
  await tell(
    id,
    hostIds.map((host_id) => ({ host_id, rows })),
  )
  await tell(
    other,
    hostIds.map((host_id) => ({ host_id, rows: [...rows, { name: '=cmd' }] })),
  )
})
afterAll(() => {
  forgetTables()
  return database.stop()
})

type Reply = { status: number; body: Record<string, never>; headers: Headers }
type Asked = { query?: string; body?: object; params?: Record<string, string> }
const as = (who: Person, route: Parameters<typeof call>[0], more: Asked = {}): Promise<Reply> =>
  call(route, { token: who.token, params: { id: String(id) }, ...more })

test('groups are told by columns whose names have commas too, and their hosts by key', async () => {
  const columns = encodeURIComponent('["name","a,b"]')
  const reply = await as(admin, groups.GET, { query: `columns=${columns}&measure=hosts` })
  expect(reply).toMatchObject({ status: 200, body: { columns: ['name', 'a,b'], count: 1 } })
  const [group] = Object(reply.body.groups)
  expect(group).toMatchObject({ values: { name: 'sshd', 'a,b': '1' }, hosts: 3, value: 3 })
  const told = await as(admin, hosts.GET, { query: `columns=${columns}&key=${group.key}&limit=2` })
  expect(told).toMatchObject({ status: 200, body: { count: 3, next_cursor: '2' } })
})

test('S57: what is no column list, order, cursor or key is refused by name', async () => {
  for (const query of ['order=pid', 'columns=["', 'cursor=x', 'limit=0', 'measure=median', 'x=1'])
    expect((await as(admin, groups.GET, { query })).status, query).toBe(422)
  for (const query of ['', 'key=1', 'values={', 'key=1.0&values={}'])
    expect((await as(admin, hosts.GET, { query })).status, query).toBe(422)
  expect((await as(admin, hosts.GET, { query: 'columns=name&key=9.9' })).status).toBe(404)
  for (const query of ['', `with=${id}`, `with=${other}&columns=nowhere`, `with=${other}&only=x`])
    expect((await as(admin, diff.GET, { query })).status, query).toBe(422)
})

test('S55: somebody of another team finds neither groups nor a comparison', async () => {
  const stranger = await person({ teams: [{ id: await team(), role: 'admin' }] })
  expect((await as(stranger, groups.GET)).status).toBe(404)
  expect((await as(stranger, groupsCsv.GET)).status).toBe(404)
  expect((await as(stranger, diff.GET, { query: `with=${other}` })).status).toBe(404)
  expect((await as(stranger, diffCsv.GET, { query: `with=${other}` })).status).toBe(404)
})

test('a label of a group is for those who edit labels of all teams', async () => {
  const body = { name: 'Has sshd', columns: ['name'], key: '1.0' }
  const observer = await person({ global_role: 'observer_plus' })
  expect((await as(observer, label.POST, { body })).status).toBe(403)
  expect(await as(admin, label.POST, { body })).toMatchObject({
    ...{ status: 201, body: { label: { name: 'Has sshd', count: 3 } } },
  })
  expect((await as(admin, label.POST, { body })).status).toBe(409)
  expect((await as(admin, label.POST, { body: { ...body, x: 1 } })).status).toBe(422)
})

test('S77: files are saved under a name of ours', async () => {
  const headersOf = async (route: typeof groupsCsv.GET, query: string) => {
    const url = `http://localhost:3000/api/v1/fleet/x?${query}`
    const request = new Request(url, { headers: { authorization: `Bearer ${admin.token}` } })
    const reply = await route(request, {
      params: Promise.resolve({ version: 'v1', id: String(id) }),
    })
    await reply.text()
    return reply.headers
  }
  const file = await headersOf(groupsCsv.GET, '')
  expect(file.get('content-disposition')).toMatch(/^attachment; filename="groups-\d+-3-/)
  const compared = await headersOf(diffCsv.GET, `with=${other}`)
  expect(compared.get('x-content-type-options')).toBe('nosniff')
  expect(compared.get('content-disposition')).toMatch(/filename="compare-\d+-with-\d+-3-/)
})
