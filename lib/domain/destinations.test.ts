import { join } from 'node:path'
import { afterEach, expect, test, vi } from 'vitest'
import { listLettersFor, replayDestination } from '@/lib/domain/destination-replays'
import { countShed, neededSince } from '@/lib/domain/destination-retention'
import { openSecrets } from '@/lib/domain/destination-secrets'
import { testDestination, testSettings } from '@/lib/domain/destination-trials'
import { startForwarding, stopForwarding } from '@/lib/domain/destination-workers'
import {
  addDestination,
  changeDestination,
  getDestination,
  previewFilter,
  refuseDestinations,
} from '@/lib/domain/destinations'
import { sql } from '@/lib/store/db'
import {
  appendResults,
  appendStatuses,
  destinationWorld,
  fileDestination,
  linesIn,
} from '@/lib/testing/destinations'
import { admin } from '@/lib/testing/people'
import { DestinationCreate, DestinationFilter, DestinationTrial } from '@/lib/wire/destinations'

const world = destinationWorld()
afterEach(async () => {
  await stopForwarding()
  await sql('work', 'DELETE FROM destinations')
})

const until = (check: () => unknown) => vi.waitFor(check, { timeout: 20_000, interval: 50 })
const splunk = {
  kind: 'splunk_hec',
  name: 'Splunk',
  config: { url: 'https://splunk.example:8088', index: 'osquery' },
  secrets: { token: 'hec-secret' },
  enabled: false,
}

test('secrets are sealed, never shown, and end with another address unless they are given again', async () => {
  const made = await addDestination(admin, DestinationCreate.parse(splunk), '')
  expect(made.secrets).toEqual([{ name: 'token', set_at: expect.any(String) }])
  const stored = async () => {
    const [row] = await sql<{ secrets: Buffer }>('work', 'SELECT secrets FROM destinations')
    return row?.secrets ?? Buffer.alloc(0)
  }
  expect((await stored()).includes('hec-secret')).toBe(false)
  expect(openSecrets(made.id, await stored())).toEqual({ token: 'hec-secret' })
  expect(() => openSecrets(made.id + 1, Buffer.from(''))).toThrow()

  const config = { ...splunk.config, index: 'other' }
  const kept = await changeDestination(admin, made.id, { config }, '')
  expect(kept.secrets).toEqual(made.secrets)
  const moved = { config: { ...config, url: 'https://thief.example:8088' } }
  const refusal = { code: 'invalid', errors: [{ name: 'secrets.token' }] }
  await expect(changeDestination(admin, made.id, moved, '')).rejects.toMatchObject(refusal)
  const trial = DestinationTrial.parse({ id: made.id, kind: 'splunk_hec', ...moved })
  await expect(testSettings(admin, trial, '')).rejects.toMatchObject(refusal)
  await changeDestination(admin, made.id, { ...moved, secrets: { token: 'new' } }, '')
  expect(openSecrets(made.id, await stored())).toEqual({ token: 'new' })
  const entries = await sql<{ details: unknown }>('work', 'SELECT details FROM activities')
  expect(JSON.stringify(entries)).not.toContain('hec-secret')
})

test('what is wrong with settings is told by field, and a file has one destination', async () => {
  const bad = { kind: 'file', name: 'f', config: { path: '../etc/passwd' } }
  expect(DestinationCreate.safeParse(bad).error?.issues[0]?.path).toEqual(['config', 'path'])
  const id = await fileDestination({ name: 'one', enabled: false })
  await expect(
    fileDestination({ name: 'two', config: { path: 'one.ndjson' } }),
  ).rejects.toMatchObject({
    errors: [{ name: 'config.path', reason: 'is the file of one already' }],
  })
  await expect(fileDestination({ name: 'one', config: { path: 'x' } })).rejects.toMatchObject({
    code: 'conflict',
  })
  await expect(changeDestination(admin, id, { config: { path: 7 } }, '')).rejects.toMatchObject({
    errors: [{ name: 'config.path' }],
  })
  await expect(fileDestination({ filter: { packs: [99] } })).rejects.toMatchObject({
    errors: [{ name: 'filter.packs[0]', reason: 'there is no pack 99' }],
  })
})

test('a test event is sent once, is on record, and a failure says why', async () => {
  const id = await fileDestination({ name: 'tested', enabled: false })
  expect(await testDestination(admin, id, '')).toMatchObject({ ok: true })
  expect(linesIn(join(world.folder, 'tested.ndjson'))).toMatchObject([
    { name: 'muster_test', muster: { test: true } },
  ])
  const trial = DestinationTrial.parse({ kind: 'file', config: { path: 'tested.ndjson/below' } })
  expect(await testSettings(admin, trial, '')).toMatchObject({
    ok: false,
    message: 'A part of the path is a file',
  })
  const types = await sql<{ type: string }>(
    'work',
    'SELECT type FROM activities ORDER BY id DESC LIMIT 2',
  )
  expect(types.map(({ type }) => type)).toEqual(['tested_destination', 'tested_destination'])
})

test('a replay from a time sends again what is kept since then, with the keys that it had', async () => {
  const id = await fileDestination({ name: 'replayed' })
  startForwarding()
  await appendResults(world.host, 20)
  await appendStatuses(world.host, 5)
  const file = join(world.folder, 'replayed.ndjson')
  await until(async () => expect((await getDestination(admin, id)).delivered).toBe(25))
  // The older half was received two hours ago.
  await sql(
    'work',
    `UPDATE result_lines SET received_at = received_at - interval '2 hours'
      WHERE (content->'columns'->>'n')::int <= 10`,
  ).catch(() => {})
  const from = new Date(Date.now() - 3_600_000).toISOString()
  const counted = await replayDestination(admin, id, { from, dry_run: true }, '')
  expect(counted.at_least).toBe(false)
  expect(linesIn(file)).toHaveLength(25)
  expect(await replayDestination(admin, id, { from, dry_run: false }, '')).toEqual(counted)
  await until(() => expect(linesIn(file)).toHaveLength(25 + counted.lines))
  const [first, again] = [linesIn(file).slice(0, 25), linesIn(file).slice(25)]
  const known = new Set(first.map((line) => line.muster.key))
  expect(again.every((line) => known.has(line.muster.key))).toBe(true)
  const [since] = await sql<{ lines: number }>(
    'work',
    `SELECT (SELECT count(*) FROM result_lines WHERE received_at >= $1)
          + (SELECT count(*) FROM status_lines WHERE received_at >= $1) AS lines`,
    [from],
  )
  expect(counted.lines).toBe(since?.lines)
})

test('a live query may name destinations that take its answers, and only they get them', async () => {
  const takes = await fileDestination({ name: 'live', filter: { log_types: [], live: true } })
  await fileDestination({ name: 'other', filter: { live: true } })
  const deaf = await fileDestination({ name: 'deaf' })
  await refuseDestinations(admin, [takes])
  await expect(refuseDestinations(admin, [takes, deaf, 99_999])).rejects.toMatchObject({
    errors: [
      { name: 'destinations[1]', reason: `destination ${deaf} takes no live answers` },
      { name: 'destinations[2]', reason: 'there is no destination 99999' },
    ],
  })
  const maintainer = { ...admin, global_role: 'maintainer' as const }
  await expect(refuseDestinations(maintainer, [takes])).rejects.toMatchObject({ code: 'forbidden' })
  const [campaign] = await sql<{ id: number }>(
    'work',
    `INSERT INTO campaigns (query, sql_digest, selected, expires_at, destinations)
     VALUES ('SELECT 1', gen_random_uuid(), '{}', now(), $1) RETURNING id`,
    [[takes]],
  )
  startForwarding()
  await appendResults(world.host, 3, { campaign_id: campaign?.id ?? 0, action: 'snapshot' })
  await appendResults(world.host, 2)
  await until(() => expect(linesIn(join(world.folder, 'live.ndjson'))).toHaveLength(3))
  expect(linesIn(join(world.folder, 'live.ndjson'))[0]?.muster.campaign_id).toBe(campaign?.id)
  await until(() => expect(linesIn(join(world.folder, 'other.ndjson'))).toHaveLength(2))
  await until(() => expect(linesIn(join(world.folder, 'deaf.ndjson'))).toHaveLength(2))
})

test('retention is told what destinations that block still need, and what others lose is counted', async () => {
  expect(await neededSince()).toBeNull()
  const blocks = await fileDestination({ enabled: false, filter: { log_types: ['result'] } })
  const sheds = await fileDestination({ enabled: false, when_full: 'shed' })
  expect(await neededSince()).toBeNull()
  await appendResults(world.host, 30)
  await appendResults(world.host, 5, { action: 'snapshot' })
  const since = await neededSince('result_lines')
  expect(since?.getTime()).toBeLessThan(Date.now() - 55_000)
  expect(since?.getTime()).toBeGreaterThan(Date.now() - 120_000)
  expect(await neededSince('status_lines')).toBeNull()
  const [{ name } = { name: '' }] = await sql<{ name: string }>(
    'work',
    `SELECT tableoid::regclass::text AS name FROM result_lines ORDER BY id DESC LIMIT 1`,
  )
  expect(await countShed('result_lines', name)).toBe(65)
  expect((await getDestination(admin, blocks)).shed).toBe(30)
  expect((await getDestination(admin, sheds)).shed).toBe(35)
})

test('a preview tells how many lines a day a filter lets through', async () => {
  const all = DestinationFilter.parse({})
  const before = await previewFilter(admin, all)
  await appendResults(world.host, 40)
  await appendResults(world.host, 10, { action: 'snapshot' })
  await appendStatuses(world.host, 7)
  expect(await previewFilter(admin, all)).toBe(before + 57)
  const snapshots = DestinationFilter.parse({ log_types: ['snapshot'] })
  expect(await previewFilter(admin, snapshots)).toBeGreaterThanOrEqual(10)
  expect(
    await previewFilter(admin, DestinationFilter.parse({ packs: [1], log_types: ['result'] })),
  ).toBe(0)
})

test('dead letters are listed by page, newest first, with their host and a sample', async () => {
  const id = await fileDestination({ enabled: false })
  await sql(
    'work',
    `INSERT INTO destination_dead_letters (destination_id, reason, key, kind, host_id, host,
                                           received_at, text)
     SELECT $1, 'reason ' || n, 'k' || n, 'result', $2, 'h', now(), repeat('x', 5000)
       FROM generate_series(1, 5) n`,
    [id, world.host],
  )
  const page = await listLettersFor(admin, id, { limit: 3 })
  expect(page).toMatchObject({ count: 5, next_cursor: expect.any(String) })
  expect(page.dead_letters.map(({ reason }) => reason)).toEqual([
    'reason 5',
    'reason 4',
    'reason 3',
  ])
  expect(page.dead_letters[0]).toMatchObject({ host: { id: world.host }, replaying: false })
  expect(page.dead_letters[0]?.sample).toHaveLength(4_096)
  const rest = await listLettersFor(admin, id, { limit: 3, cursor: Number(page.next_cursor) })
  expect(rest).toMatchObject({ dead_letters: [{ key: 'k2' }, { key: 'k1' }], next_cursor: null })
})

test('one file belongs to one destination, also when two are saved for it at once', async () => {
  const config = { path: 'shared.ndjson' }
  const made = await Promise.allSettled(
    ['a', 'b', 'c'].map((name) => fileDestination({ name, config, enabled: false })),
  )
  expect(made.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
  const [refused] = made.filter((each) => each.status === 'rejected')
  expect(refused?.reason).toMatchObject({ code: 'invalid', errors: [{ name: 'config.path' }] })
})
