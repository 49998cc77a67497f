import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import * as starterOne from '@/app/api/[version]/fleet/packs/starter/[slug]/route'
import * as starterList from '@/app/api/[version]/fleet/packs/starter/route'
import { exportPack } from '@/lib/domain/pack-export'
import { importPacks } from '@/lib/domain/pack-import'
import { addStarterPack, starters } from '@/lib/domain/pack-starters'
import { checkSql } from '@/lib/sql/check'
import { sql } from '@/lib/store/db'
import { listPackQueries } from '@/lib/store/pack-queries'
import { type TestDatabase, testDatabase } from '@/lib/testing/database'
import { call, type Person, person, team } from '@/lib/testing/people'
import { parsePackFile } from '@/lib/wire/pack-file'
import { exportPackFile } from '@/lib/wire/pack-file-write'
import { PackImport } from '@/lib/wire/pack-import'
import { checkInterval, checkPackName, checkQueryName } from '@/lib/wire/pack-rules'
import { StarterInput, StarterPackList } from '@/lib/wire/pack-starters'
import { PackReply } from '@/lib/wire/packs'

const all = starters().flatMap((pack) =>
  pack.queries.map((query) => ({ pack: pack.slug, ...query })),
)

describe('what Muster brings along', () => {
  test('there are at least eight packs for every platform together and a hundred queries', () => {
    expect(starters().length).toBeGreaterThanOrEqual(8)
    expect(all.length).toBeGreaterThanOrEqual(100)
    for (const platform of ['darwin', 'linux', 'windows'] as const)
      expect(all.filter((query) => query.platforms.includes(platform)).length).toBeGreaterThan(40)
  })

  test('names stand once in the whole library, and agents take them', () => {
    const names = all.map(({ name }) => name)
    expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([])
    expect(names.flatMap((name) => checkQueryName(name) ?? [])).toEqual([])
    expect(all.flatMap(({ interval }) => checkInterval(interval) ?? [])).toEqual([])
    const packs = starters().flatMap(({ slug, name }) => [slug, name])
    expect(new Set(packs).size).toBe(packs.length)
    expect(packs.flatMap((name) => checkPackName(name) ?? [])).toEqual([])
  })

  test('each pack and query says what it is for in whole sentences', () => {
    const short = [...starters(), ...all].filter(
      ({ description }) => description.length < 50 || !/[.]$/.test(description),
    )
    expect(short.map(({ name }) => name)).toEqual([])
  })

  test.each(all)(
    '$pack/$name is right on each of its platforms, without a warning',
    async (query) => {
      const check = await checkSql(query.query)
      expect({ errors: check.errors, warnings: check.warnings }).toEqual({
        errors: [],
        warnings: [],
      })
      expect(query.platforms.filter((platform) => !check.platforms[platform])).toEqual([])
    },
  )

  test('the few that cost much run seldom', () => {
    const dear = all.filter(({ cost_class }) => cost_class === 'excessive')
    expect(dear.length).toBeLessThan(4)
    expect(dear.filter(({ interval }) => interval < 6 * 3600)).toEqual([])
  })

  test('no pack loses anything between export and import', () => {
    for (const { name, description, queries } of starters()) {
      const pack = {
        name,
        description,
        platform: '',
        version: '',
        shard: null,
        discovery: [],
        extra: {},
        queries: queries.map(({ platforms: _, cost_class: __, ...query }) => ({
          ...query,
          value: '',
          extra: {},
        })),
      }
      const [again] = parsePackFile(exportPackFile(pack), { name }).packs
      expect(again).toMatchObject({ ...pack, warnings: [], repairs: [] })
    }
  })
})

describe('adding one', () => {
  let database: TestDatabase
  let admin: Person

  beforeAll(async () => {
    database = await testDatabase()
    admin = await person()
  })
  afterAll(() => database.stop())

  const add = async (slug: string, body: object = {}, who = admin) =>
    call(starterOne.POST, { token: who.token, params: { slug }, body })
  const listed = async (slug: string, who = admin) => {
    const { body } = await call(starterList.GET, { token: who.token })
    return StarterPackList.parse(body).packs.find((pack) => pack.slug === slug)
  }

  test('it becomes a pack with all its queries, switched off and for nobody', async () => {
    expect(await listed('containers')).toMatchObject({ added: null })
    const reply = await add('containers')
    expect(reply.status).toBe(201)
    const { pack } = PackReply.parse(reply.body)
    const { queries = [] } = (await listed('containers')) ?? {}
    expect(pack).toMatchObject({ name: 'Containers', disabled: true, total_hosts_count: 0 })
    expect(pack.query_count).toBe(queries.length)
    expect((await listPackQueries(pack.id)).map(({ name }) => name)).toEqual(
      queries.map(({ name }) => name),
    )
    expect((await listed('containers'))?.added).toBe(pack.id)
    const [entry] = await sql<{ type: string }>(
      'people',
      "SELECT type FROM activities WHERE object_kind = 'pack' AND object_id = $1 ORDER BY id",
      [pack.id],
    )
    expect(entry?.type).toBe('added_starter_pack')
  })

  test('a taken name is refused by that name, and another one is taken', async () => {
    await add('agent-watch')
    const again = await add('agent-watch')
    expect(again).toMatchObject({ status: 409, body: { errors: [{ name: 'name' }] } })
    expect(await add('agent-watch', { name: 'Agents, closer' })).toMatchObject({ status: 201 })
  })

  test('an unknown one is not found, and only those who write packs may add', async () => {
    expect(await add('nope')).toMatchObject({ status: 404 })
    const observer = await person({ global_role: 'observer' })
    expect(await add('hardware-health', {}, observer)).toMatchObject({ status: 403 })
    expect(await listed('hardware-health', observer)).toMatchObject({ added: null })
  })

  test('one that a team added shows to that team and not to another', async () => {
    const [ours, theirs] = [await team(), await team()]
    const us = await person({ teams: [{ id: ours, role: 'maintainer' }] })
    const them = await person({ teams: [{ id: theirs, role: 'maintainer' }] })
    expect(await add('first-look', {}, us)).toMatchObject({ status: 403 })
    expect(await add('first-look', { team_id: ours }, us)).toMatchObject({ status: 201 })
    expect((await listed('first-look', us))?.added).toEqual(expect.any(Number))
    expect((await listed('first-look', them))?.added).toBeNull()
  })

  test('its export comes back as the same pack', async () => {
    const { viewer } = admin
    const { id } = await addStarterPack(viewer, 'linux-servers', StarterInput.parse({}), '')
    const { content } = await exportPack(viewer, id, { format: 'osquery' })
    const body = PackImport.parse({ content, name: 'Servers again' })
    const copy = (await importPacks(viewer, body, '')).packs[0]
    const rows = async (packId: number) =>
      (await listPackQueries(packId)).map(({ id: _, ...query }) => query)
    expect(copy?.warnings).toEqual([])
    expect(await rows(copy?.id ?? 0)).toEqual(await rows(id))
  })
})
