import { afterAll, beforeAll, expect, test } from 'vitest'
import * as packs from '@/app/api/[version]/fleet/packs/route'
import * as clone from '@/app/api/[version]/fleet/queries/[id]/clone/route'
import * as one from '@/app/api/[version]/fleet/queries/[id]/route'
import * as queries from '@/app/api/[version]/fleet/queries/route'
import * as specs from '@/app/api/[version]/fleet/spec/queries/route'
import { ensurePartitions } from '@/lib/store/partitions'
import { type TestDatabase, testDatabase } from '@/lib/testing/database'
import { call, type Person, person } from '@/lib/testing/people'

let database: TestDatabase
let admin: Person

beforeAll(async () => {
  database = await testDatabase()
  await ensurePartitions()
  admin = await person()
})
afterAll(() => database.stop())

type Reply = { status: number; body: Record<string, never> }
const ask = (route: Parameters<typeof call>[0], more: object): Promise<Reply> =>
  call(route, { token: admin.token, ...more })

const port = { name: 'port', type: 'number', description: 'The lowest one', default: 1024 }
const name = { name: 'name', type: 'text' }
const query = 'SELECT * FROM listening_ports WHERE port > {{port}} AND path = {{name}}'

const make = (body: object) => ask(queries.POST, { body: { query, ...body } })
const idOf = ({ body }: Reply) => String(Object(body.query).id)

test('parameters are kept, told, copied and changed with the query', async () => {
  const made = await make({ name: 'ports', parameters: [port, name] })
  expect(made.status).toBe(200)
  const params = { id: idOf(made) }
  const read = await ask(one.GET, { params })
  expect(read.body.query).toMatchObject({ parameters: [port, name] })
  const copied = await ask(clone.POST, { params, body: {} })
  expect(copied.body.query).toMatchObject({ query, parameters: [port, name] })
  const body = { query: 'SELECT {{port}}', parameters: [port] }
  const edited = await ask(one.PATCH, { method: 'PATCH', params, body })
  expect(edited.body.query).toMatchObject(body)
})

test('what is undeclared, unused or of another type is refused by the name of its field', async () => {
  const refusal = async (parameters: object[]) => {
    const { status, body } = await make({ name: 'x', parameters })
    return { status, errors: body.errors }
  }
  expect(await refusal([port])).toEqual({
    status: 422,
    errors: [{ name: 'query', reason: '{{name}} is not among its parameters' }],
  })
  expect(await refusal([port, name, { name: 'more', type: 'list' }])).toEqual({
    status: 422,
    errors: [{ name: 'parameters[2].name', reason: '{{more}} does not stand in the query' }],
  })
  expect(await refusal([{ ...port, default: 'high' }, name])).toEqual({
    status: 422,
    errors: [{ name: 'parameters[0].default', reason: 'must be a number' }],
  })
  expect(await refusal([{ name: 'a b', type: 'text' }])).toMatchObject({
    status: 422,
    errors: [{ name: 'parameters[0].name' }],
  })
})

test('a change of the SQL alone is refused while it leaves a parameter behind', async () => {
  const params = { id: idOf(await make({ name: 'left', parameters: [port, name] })) }
  const body = { query: 'SELECT {{port}}' }
  expect(await ask(one.PATCH, { method: 'PATCH', params, body })).toMatchObject({
    status: 422,
    body: { errors: [{ name: 'parameters[1].name' }] },
  })
  const described = { description: 'still fine' }
  expect(await ask(one.PATCH, { method: 'PATCH', params, body: described })).toMatchObject({
    status: 200,
  })
})

test('specs carry parameters, and leave them when they say nothing of them', async () => {
  const spec = { name: 'from a spec', query: 'SELECT {{port}}' }
  const applied = await ask(specs.POST, { body: { specs: [{ ...spec, parameters: [port] }] } })
  expect(applied.status).toBe(200)
  expect(await ask(specs.POST, { body: { specs: [spec] } })).toMatchObject({ status: 200 })
  const { body } = await ask(specs.GET, {})
  expect(body.specs).toContainEqual(expect.objectContaining({ ...spec, parameters: [port] }))
  const other = { ...spec, query: 'SELECT {{other}}' }
  expect(await ask(specs.POST, { body: { specs: [other] } })).toMatchObject({
    status: 422,
    body: { errors: [{ name: 'specs[0].query' }, { name: 'specs[0].parameters[0].name' }] },
  })
})

test('a pack takes no SQL with a parameter in it, neither its own nor the library’s', async () => {
  const query_id = Number(idOf(await make({ name: 'asked live', parameters: [port, name] })))
  const refusal = {
    status: 422,
    body: { errors: [{ name: 'queries[0].query', reason: expect.stringContaining('{{') }] },
  }
  const scheduled = { name: 'q', interval: 60 }
  const inline = { ...scheduled, query: 'SELECT {{port}}' }
  expect(await ask(packs.POST, { body: { name: 'p', queries: [inline] } })).toMatchObject(refusal)
  const linked = { ...scheduled, query_id }
  expect(await ask(packs.POST, { body: { name: 'p', queries: [linked] } })).toMatchObject(refusal)
  const quoted = { ...scheduled, query: "SELECT '{{port}}'" }
  const made = await ask(packs.POST, { body: { name: 'p', queries: [quoted] } })
  expect(made).toMatchObject({ status: 200 })
})

test('a saved query that a pack schedules takes no parameters', async () => {
  const made = await ask(queries.POST, { body: { name: 'scheduled', query: 'SELECT 1' } })
  const scheduled = { name: 'q', interval: 60, query_id: Number(idOf(made)) }
  const pack = await ask(packs.POST, { body: { name: 'holds it', queries: [scheduled] } })
  expect(pack).toMatchObject({ status: 200 })
  const body = { query: 'SELECT {{port}}', parameters: [port] }
  const edited = await ask(one.PATCH, { method: 'PATCH', params: { id: idOf(made) }, body })
  expect(edited).toMatchObject({ status: 422, body: { errors: [{ name: 'queries[0].query' }] } })
})
