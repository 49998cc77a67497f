import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import * as diffRoute from '@/app/api/[version]/fleet/packs/[id]/diff/route'
import * as restoreRoute from '@/app/api/[version]/fleet/packs/[id]/revisions/[number]/restore/route'
import * as oneRoute from '@/app/api/[version]/fleet/packs/[id]/revisions/[number]/route'
import * as listRoute from '@/app/api/[version]/fleet/packs/[id]/revisions/route'
import { createPack, editPack, openPack, readPack } from '@/lib/domain/packs'
import { createQuery, deleteQuery, editQuery } from '@/lib/domain/queries'
import { hostsByRevision } from '@/lib/domain/revision-hosts'
import { readRevision, restoreRevision } from '@/lib/domain/revisions'
import { listSchedule } from '@/lib/domain/schedules'
import { sql } from '@/lib/store/db'
import { type TestDatabase, testDatabase } from '@/lib/testing/database'
import { admin, call, type Person, person, team } from '@/lib/testing/people'
import type { PackContent } from '@/lib/wire/pack-content'
import { PackInput, PackPatch } from '@/lib/wire/packs'
import { QueryInput } from '@/lib/wire/queries'

let database: TestDatabase
let owner: Person
let labels: number[] = []
beforeAll(async () => {
  database = await testDatabase()
  owner = await person()
  const rows = await sql<{ id: number }>(
    'work',
    `INSERT INTO labels (name, kind) SELECT 'label ' || n, 'manual' FROM generate_series(1, 4) n
     RETURNING id`,
  )
  labels = rows.map(({ id }) => id)
})
afterAll(() => database.stop())

const inline = (name: string, more: object = {}) => ({
  name,
  query: `SELECT '${name}'`,
  interval: 60,
  ...more,
})
let made = 0
const packOf = (queries: object[], more: object = {}) => {
  made += 1
  return createPack(admin, PackInput.parse({ name: `pack ${made}`, queries, ...more }), '')
}
const edit = (id: number, patch: object) => editPack(admin, id, PackPatch.parse(patch), '')
const restore = (id: number, number: number, input: object = {}) =>
  restoreRevision(admin, { id, number }, input, '')
const contentAt = async (id: number, number: number) =>
  (await readRevision(admin, id, number)).content
const saveQuery = (name: string, query: string) =>
  createQuery(admin, QueryInput.parse({ name, query }), '')

test('a restored query has its old id again, and one that lived on keeps it', async () => {
  const { id } = await packOf([inline('a'), inline('b', { snapshot: true })])
  const [a, b] = (await listSchedule(admin, id)).map((query) => query.id)
  await edit(id, { queries: [{ id: b, ...inline('renamed') }, inline('new')], platform: 'linux' })
  const restored = await restore(id, 1, { note: 'as it was' })
  expect(restored).toMatchObject({ revision: 3, released: 3, platform: '' })
  expect(await listSchedule(admin, id)).toMatchObject([
    { id: a, name: 'a' },
    { id: b, name: 'b', snapshot: true },
  ])
  expect(await readRevision(admin, id, 3)).toMatchObject({
    note: 'as it was',
    summary: '1 query added, 1 removed, 1 changed, platform changed',
  })
  await edit(id, { queries: [inline('later')] })
  const ids = (await listSchedule(admin, id)).map((query) => query.id)
  expect(ids[0]).toBeGreaterThan(b ?? 0)
})

test('saved SQL that the library changed or lost comes back inline as it was frozen', async () => {
  const [kept, changed, lost] = [
    await saveQuery('kept', 'SELECT 1'),
    await saveQuery('changed', 'SELECT 2'),
    await saveQuery('lost', 'SELECT 3'),
  ]
  const entry = ({ id, name }: { id: number; name: string }) => ({
    name,
    query_id: id,
    interval: 60,
  })
  const { id } = await packOf([kept, changed, lost].map(entry))
  const [, , third] = (await listSchedule(admin, id)).map((query) => query.id)
  await editQuery(admin, changed.id, { query: 'SELECT 22' }, '')
  await edit(id, { queries: [entry(kept)] })
  await deleteQuery(admin, lost.id, '')
  await restore(id, 1)
  expect(await listSchedule(admin, id)).toMatchObject([
    { name: 'kept', query_id: kept.id, query: 'SELECT 1' },
    { name: 'changed', query_id: null, query: 'SELECT 2' },
    { id: third, name: 'lost', query_id: null, query: 'SELECT 3' },
  ])
})

test('a target that is gone is left out, but not where its absence would reach more hosts', async () => {
  const rows = await sql<{ id: number }>(
    'work',
    "INSERT INTO labels (name, kind) VALUES ('gone a', 'manual'), ('gone b', 'manual') RETURNING id",
  )
  const gone = rows.map(({ id }) => id)
  const any = await packOf([], { label_ids: gone })
  const all = await packOf([], { label_ids: gone, label_match: 'all' })
  for (const { id } of [any, all]) await edit(id, { label_ids: [] })
  await sql('work', 'DELETE FROM labels WHERE id = $1', [gone[0]])
  expect(await restore(any.id, 1)).toMatchObject({ label_ids: [gone[1]], revision: 3 })
  await expect(restore(all.id, 1)).rejects.toMatchObject({ errors: [{ name: 'label_ids' }] })
  expect(await openPack(admin, all.id)).toMatchObject({ revision: 2, label_ids: [] })
})

test('restoring follows the rules of a save: drafts, rollouts, the base, and nothing for nothing', async () => {
  const { id } = await packOf([inline('a')])
  await edit(id, { queries: [inline('b')] })
  await expect(restore(id, 1, { base_revision: 1 })).rejects.toMatchObject({ code: 'conflict' })
  expect(await restore(id, 2)).toMatchObject({ revision: 2 })
  expect(await restore(id, 1, { release: false })).toMatchObject({ revision: 3, released: 2 })
  await sql('work', `INSERT INTO rollouts (pack_id, "from", "to", share) VALUES ($1, 2, 3, 10)`, [
    id,
  ])
  expect(await restore(id, 2)).toMatchObject({ revision: 4, released: 2 })
  await expect(restore(id, 99)).rejects.toMatchObject({ code: 'not_found' })
})

const word = fc.constantFrom('a', 'b', 'c', 'd')
const step = fc.record({
  names: fc.uniqueArray(word, { maxLength: 4 }),
  keepIds: fc.boolean(),
  interval: fc.integer({ min: 1, max: 604_800 }),
  fromLibrary: fc.boolean(),
  librarySql: fc.option(fc.constantFrom('SELECT 1', 'SELECT 2', 'SELECT 3')),
  labels: fc.subarray([0, 1, 2, 3]),
  excluded: fc.boolean(),
  disabled: fc.boolean(),
  shard: fc.option(fc.integer({ min: 0, max: 100 })),
  discovery: fc.subarray(['SELECT 1', 'SELECT 2']),
  release: fc.boolean(),
})

/** What hosts get of it: whether SQL stands in the library or in the pack is not of that. */
const withoutLinks = (content: PackContent) => ({
  ...content,
  queries: content.queries.map((query) => ({ ...query, query_id: null })),
})

test('whatever was edited since, restoring a revision gives its content', async () => {
  let round = 0
  await fc.assert(
    fc.asyncProperty(
      fc.array(step, { minLength: 1, maxLength: 5 }),
      fc.nat(),
      async (steps, pick) => {
        round += 1
        const library = await saveQuery(`of round ${round}`, 'SELECT 0')
        const { id } = await packOf([inline('a'), { name: 'b', query_id: library.id, interval: 5 }])
        for (const { names, keepIds, interval, fromLibrary, librarySql, ...rest } of steps) {
          const held = (await listSchedule(admin, id)).map((query) => query.id)
          const queries = names.map((name, index) => ({
            ...(keepIds && held[index] !== undefined ? { id: held[index] } : {}),
            ...inline(name, { interval, ...(fromLibrary ? { query_id: library.id } : {}) }),
          }))
          const ids = rest.labels.map((at) => labels[at] ?? 0)
          const targets = rest.excluded
            ? { label_ids: [], exclude_label_ids: ids }
            : { label_ids: ids, exclude_label_ids: [] }
          const { disabled, shard, discovery, release } = rest
          await edit(id, { queries, ...targets, disabled, shard, discovery, release })
          if (librarySql) await editQuery(admin, library.id, { query: librarySql }, '')
        }
        const { revision } = await openPack(admin, id)
        const number = 1 + (pick % revision)
        const wanted = await contentAt(id, number)
        const { revision: last } = await restore(id, number)
        expect(withoutLinks(await contentAt(id, last))).toEqual(withoutLinks(wanted))
      },
    ),
    { numRuns: 12 },
  )
}, 120_000)

async function reportedHosts(count: number, label: number): Promise<number[]> {
  const rows = await sql<{ id: number }>(
    'work',
    `WITH made AS (INSERT INTO hosts (hostname, platform)
       SELECT 'run-' || $2::text || '-' || n, 'linux' FROM generate_series(1, $1) n RETURNING id),
     labelled AS (INSERT INTO label_verdicts (label_id, host_id, member)
       SELECT $2::int, id, true FROM made)
     SELECT id FROM made`,
    [count, label],
  )
  return rows.map(({ id }) => id)
}
const renderingOf = async (packId: number, hash: string, revisions: number[]) => {
  await sql(
    'work',
    `INSERT INTO renderings (hash, body, expected_config_hash, etag_config_hash, names)
     VALUES ($1, '{}', $1 || '-plain', $1 || '-etag', '{}')`,
    [hash],
  )
  await sql('work', 'INSERT INTO rendering_packs SELECT $1, $2, unnest($3::int[])', [
    hash,
    packId,
    revisions,
  ])
}
const report = (ids: number[], hash: string) =>
  sql('work', 'UPDATE hosts SET reported_config_hash = $2 WHERE id = ANY($1)', [ids, hash])

test('hosts count under what they report to run, once each, and add up to those reached', async () => {
  const [label = 0] = labels
  const hosts = await reportedHosts(10, label)
  const { id } = await packOf([inline('a')], { label_ids: [label] })
  await edit(id, { queries: [inline('b')] })
  await edit(id, { queries: [inline('c')] })
  await renderingOf(id, `one-${id}`, [1])
  await renderingOf(id, `two-${id}`, [2, 3])
  await report(hosts.slice(0, 2), `one-${id}-plain`)
  await report(hosts.slice(2, 5), `two-${id}-plain`)
  await report(hosts.slice(5, 6), `two-${id}-etag`)
  await report(hosts.slice(6, 7), 'nobody knows')
  const runs = [
    { revision: 3, hosts: 4 },
    { revision: 1, hosts: 2 },
    { revision: null, hosts: 4 },
  ]
  expect((await hostsByRevision([id], { all: true })).get(id)).toEqual(runs)
  expect(await readPack(admin, id)).toMatchObject({
    total_hosts_count: 10,
    hosts_by_revision: runs,
  })
  const list = await call(listRoute.GET, { token: owner.token, params: { id: String(id) } })
  expect(list.body).toMatchObject({
    count: 3,
    revisions: [
      { number: 3, hosts: 4, released: true },
      { number: 2, hosts: 0, released: false },
      { number: 1, hosts: 2, released: false, summary: 'made with 1 query' },
    ],
  })
  // Bytes shared by two revisions are those of the one that the host should run.
  await sql('work', 'UPDATE packs SET released = 2 WHERE id = $1', [id])
  await edit(id, { description: 'no matter', name: `renamed ${id}` })
  expect((await hostsByRevision([id], { all: true })).get(id)).toMatchObject([
    { revision: 2, hosts: 4 },
    {},
    {},
  ])
  await edit(id, { disabled: true })
  expect(await readPack(admin, id)).toMatchObject({ total_hosts_count: 0, hosts_by_revision: [] })
})

test('two revisions are compared with the names of their targets and whom they reach', async () => {
  const [, , first = 0, second = 0] = labels
  await reportedHosts(3, first)
  await reportedHosts(2, second)
  const { id } = await packOf([inline('a')], { label_ids: [first] })
  await edit(id, { label_ids: [second], queries: [inline('a', { interval: 90 })] })
  const ask = (query: string) =>
    call(diffRoute.GET, { token: owner.token, params: { id: String(id) }, query })
  expect(await ask('')).toMatchObject({
    body: {
      from: 1,
      to: 2,
      diff: { targets: [{ kind: 'label', gained: [second], lost: [first] }] },
      hosts: { gained: 2, lost: 3 },
      names: { label: { [first]: 'label 3', [second]: 'label 4' } },
    },
  })
  expect(await ask('from=2&to=2')).toMatchObject({
    body: { diff: { fields: [], targets: [] }, hosts: { gained: 0, lost: 0 } },
  })
  expect(await ask('from=0&to=1')).toMatchObject({
    body: { diff: { queries: { added: [{ name: 'a' }] } }, hosts: { gained: 3 } },
  })
  expect((await ask('from=1&to=9')).status).toBe(404)
  expect((await ask('from=x')).status).toBe(422)
})

test('observers see revisions and restore none; a team’s are nobody else’s', async () => {
  const [mine, other] = [await team(), await team()]
  const { id } = await packOf([inline('a')], { team_id: mine })
  const observer = await person({ global_role: 'observer' })
  const stranger = await person({ teams: [{ id: other, role: 'maintainer' }] })
  const keeper = await person({ teams: [{ id: mine, role: 'maintainer' }] })
  const params = { id: String(id), number: '1' }
  const status = async (who: Person, route: Parameters<typeof call>[0], more: object = {}) =>
    (await call(route, { token: who.token, params, ...more })).status
  expect(await status(observer, oneRoute.GET)).toBe(200)
  expect(await status(observer, restoreRoute.POST, { body: {} })).toBe(403)
  expect(await status(stranger, oneRoute.GET)).toBe(404)
  expect(await status(stranger, restoreRoute.POST, { body: {} })).toBe(404)
  expect(await status(keeper, restoreRoute.POST, { body: {} })).toBe(200)
})
