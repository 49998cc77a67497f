import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { readRows } from '@/lib/domain/campaign-rows'
import { sql } from '@/lib/store/db'
import { answered } from '@/lib/testing/campaign-rows'
import { type TestDatabase, testDatabase } from '@/lib/testing/database'
import { fleet, newTeam, person } from '@/lib/testing/live'
import {
  compareValues,
  passes,
  type RowFilter,
  type RowSort,
  RowsQuery,
  type RowsReply,
  rowOperators,
} from '@/lib/wire/campaign-rows'
import type { Viewer } from '@/lib/wire/roles'

let database: TestDatabase
let admin: Viewer
let hosts: number[]

beforeAll(async () => {
  database = await testDatabase()
  admin = await person('Ada', 'admin')
  hosts = (await fleet(12)).map(({ id }) => id)
})
afterAll(() => database.stop())

type Wish = { sort: RowSort[]; filters: RowFilter[]; q: string }

async function readAll(viewer: Viewer, id: number, wish: Wish, limit: number) {
  const replies: RowsReply[] = []
  let cursor: string | null = ''
  while (cursor !== null) {
    const query = RowsQuery.parse({
      ...(wish.sort.length > 0
        ? { sort: JSON.stringify(wish.sort.map(({ column }) => column)) }
        : {}),
      direction:
        wish.sort.map(({ descending }) => (descending ? 'desc' : 'asc')).join(',') || 'asc',
      filter: JSON.stringify(wish.filters),
      q: wish.q,
      limit: String(limit),
      ...(cursor ? { cursor } : {}),
    })
    const reply: RowsReply = await readRows(viewer, id, query)
    replies.push(reply)
    cursor = reply.next_cursor
  }
  return { rows: replies.flatMap(({ rows }) => rows), count: replies[0]?.count }
}

// Injections, names of ours and odd numbers among the columns and values.
const hostile = `x' OR 1=1; DROP TABLE hosts; --`
const columns = ['a', 'b', hostile, 'e.value', '__proto__', 'host:name'] as const
const value = fc.constantFrom(
  ...['', '0', '10', '9', '-3', '1.5', '01', 'fin-2', 'fin-10', 'Fin-02', 'a01b1', 'a1b01', 'é'],
  ...[hostile, '%', '$1', '\\', '9'.repeat(40), '99', 'NULL'],
)
const row = fc.dictionary(fc.constantFrom(...columns.slice(0, 5)), value, { noNullPrototype: true })
const filter = fc.record({
  column: fc.constantFrom(...columns),
  op: fc.constantFrom(...rowOperators),
  value,
})
const wishes: fc.Arbitrary<Wish> = fc.record({
  sort: fc.array(fc.record({ column: fc.constantFrom(...columns), descending: fc.boolean() }), {
    maxLength: 2,
  }),
  filters: fc.array(filter, { maxLength: 2 }),
  q: fc.constantFrom('', 'fin', '%', 'host 1', hostile),
})

type Placed = { seq: number; row: number; cells: Map<string, string> }

/** The rows one by one, judged and compared by the words that the browser uses too. */
function plainly(given: Record<string, string>[][], { sort, filters, q }: Wish): Placed[] {
  const words = q.toLowerCase().split(/\s+/).filter(Boolean)
  const all = given.flatMap((rows, at) =>
    rows.map((cells, place) => ({
      seq: at + 1,
      row: place + 1,
      cells: new Map([...Object.entries(cells), ['host:name', `Host ${at + 1}`]]),
    })),
  )
  const compare = (one: Placed, other: Placed) => {
    for (const { column, descending } of sort) {
      const [left, right] = [one.cells.get(column), other.cells.get(column)]
      if (left === undefined && right === undefined) continue
      if (left === undefined || right === undefined) return left === undefined ? 1 : -1
      const way = compareValues(left, right)
      if (way !== 0) return descending ? -way : way
    }
    return one.seq - other.seq || one.row - other.row
  }
  return all
    .filter(({ cells }) => filters.every((one) => passes(one, cells.get(one.column))))
    .filter(({ cells }) =>
      words.every((word) => [...cells.values()].some((cell) => cell.toLowerCase().includes(word))),
    )
    .sort(compare)
}

test('the database sorts and filters as the browser does, page by page, whatever names and values say', async () => {
  const answers = fc.array(fc.array(row, { maxLength: 5 }), { minLength: 1, maxLength: 12 })
  await fc.assert(
    fc.asyncProperty(
      answers,
      fc.array(wishes, { minLength: 3, maxLength: 3 }),
      async (given, some) => {
        const id = await answered(hosts.slice(0, given.length), (at) => given[at] ?? [])
        for (const wish of some) {
          const expected = plainly(given, wish)
          const { rows, count } = await readAll(admin, id, wish, 3)
          expect(rows.map(({ seq, row: place }) => [seq, place])).toEqual(
            expected.map(({ seq, row: place }) => [seq, place]),
          )
          expect(count).toBe(expected.length)
        }
      },
    ),
    { numRuns: 40 },
  )
  expect(await sql('people', 'SELECT 1 FROM hosts LIMIT 1')).toHaveLength(1)
})

const plain: Wish = { sort: [], filters: [], q: '' }

test('a reader gets the rows of the hosts of their teams, and no count of any other', async () => {
  const mine = await newTeam('Mine')
  const [own] = await fleet(1, { team: mine })
  const id = await answered([hosts[0] ?? 0, own?.id ?? 0], () => [{ a: '1' }, { a: '2' }])
  const member = await person('Mia', null, [{ id: mine, role: 'observer' }])
  const { rows, count } = await readAll(member, id, { ...plain, q: '' }, 10)
  expect(rows.map(({ host }) => host.id)).toEqual([own?.id, own?.id])
  expect(count).toBe(2)
  const stranger = await person('Sam', null, [{ id: await newTeam('Else'), role: 'observer' }])
  await expect(readAll(stranger, id, plain, 10)).rejects.toThrow('There is no such campaign')
})

test('rows that arrive between two pages do not disturb the pages that follow', async () => {
  const id = await answered(hosts.slice(0, 3), (at) => [{ n: String(at) }])
  const first = await readRows(
    admin,
    id,
    RowsQuery.parse({ limit: '2', sort: 'n', direction: 'desc' }),
  )
  expect(first.rows.map(({ values }) => values.n)).toEqual(['2', '1'])
  await sql(
    'people',
    `INSERT INTO campaign_results (campaign_id, seq, host_id, rows) VALUES ($1, 4, $2, '[{"n":"-5"}]')`,
    [id, hosts[5]],
  )
  await sql('people', 'UPDATE campaigns SET last_seq = 4, rows = rows + 1 WHERE id = $1', [id])
  const cursor = first.next_cursor ?? ''
  const next = await readRows(
    admin,
    id,
    RowsQuery.parse({ limit: '2', sort: 'n', direction: 'desc', cursor }),
  )
  expect(next.rows.map(({ values }) => values.n)).toEqual(['0'])
  expect([next.count, next.next_cursor]).toEqual([3, null])
})
