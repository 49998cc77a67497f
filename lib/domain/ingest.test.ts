import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { recordLog } from '@/lib/domain/ingest'
import { sql } from '@/lib/store/db'
import { ensurePartitions } from '@/lib/store/partitions'
import { type TestDatabase, testDatabase } from '@/lib/testing/database'
import {
  L1,
  L2,
  L3,
  L4,
  logHost,
  results,
  rowCount,
  statuses,
  storedResults,
} from '@/lib/testing/log-lines'
import { parseAgentJson } from '@/lib/wire/osquery'

let database: TestDatabase
beforeAll(async () => {
  database = await testDatabase()
  await ensurePartitions()
})
afterAll(() => database.stop())

describe('result lines', () => {
  test('C43: an event line is stored under the host of the key, with its meaning and receipt', async () => {
    const host = await logHost()
    await recordLog(host, results(L1))
    const [line, ...more] = await storedResults(host.id)
    expect(more).toEqual([])
    expect(line).toMatchObject({
      host_id: host.id,
      name: 'pack/base/users',
      pack_id: 1,
      pack_query_id: 7,
      query_id: 70,
      action: 'added',
      unix_time: L1.unixTime,
      epoch: '0',
      counter: '3',
      content: { columns: L1.columns },
      unsolicited: false,
      claimed_by: null,
    })
    expect(Math.abs((line?.received_at.getTime() ?? 0) - Date.now())).toBeLessThan(60_000)
  })

  test('C44: a batch line becomes one row per change, a snapshot one row, also when empty', async () => {
    const host = await logHost()
    await recordLog(host, results(L2, L3, { ...L3, unixTime: L3.unixTime + 1, snapshot: [] }))
    const lines = await storedResults(host.id)
    expect(lines.map(({ action, content }) => [action, content])).toEqual([
      ['removed', { columns: { uid: '9' } }],
      ['added', { columns: { uid: '0' } }],
      ['added', { columns: { uid: '1' } }],
      ['snapshot', { snapshot: [{ pid: '1' }, { pid: '2' }] }],
      ['snapshot', { snapshot: [] }],
    ])
  })

  test('C45: an event-format snapshot line is one snapshot row', async () => {
    const host = await logHost()
    await recordLog(host, results({ ...L1, action: 'snapshot' }))
    expect(await storedResults(host.id)).toMatchObject([
      { action: 'snapshot', content: { columns: L1.columns } },
    ])
  })

  test('C46: an empty difference is remembered as a run that found nothing', async () => {
    const host = await logHost()
    await recordLog(host, results({ ...L2, counter: 0, diffResults: { removed: [], added: [] } }))
    await recordLog(host, results({ ...L2, counter: 0, diffResults: { removed: '', added: '' } }))
    expect(await storedResults(host.id)).toMatchObject([
      { action: 'empty', counter: '0', content: {} },
    ])
  })

  test('C48, S25: decorations, nested or on top, are kept and never choose the host', async () => {
    const host = await logHost()
    const other = await logHost('evil')
    await recordLog(
      host,
      results(
        { ...L1, decorations: { host_uuid: '4C4C' }, hostIdentifier: 'evil' },
        { ...L1, counter: 9, name: 'collision', hostIdentifier: 'evil', site: 'hq' },
      ),
    )
    expect(await storedResults(other.id)).toEqual([])
    expect(await storedResults(host.id)).toMatchObject([
      { decorations: { host_uuid: '4C4C' }, claimed_by: 'evil', unsolicited: false },
      { name: 'collision', decorations: { site: 'hq' }, claimed_by: 'evil', unsolicited: true },
    ])
  })

  test('C50: odd elements become dead letters and the lines beside them are stored', async () => {
    const host = await logHost()
    await recordLog(host, results(L1, 'text', [1], null, { foo: 1 }, { ...L1, counter: 4 }))
    expect((await storedResults(host.id)).map((line) => line.counter)).toEqual(['3', '4'])
    const letters = await sql<{ reason: string; sample: string }>(
      'work',
      'SELECT reason, sample FROM dead_letters WHERE host_id = $1 ORDER BY id',
      [host.id],
    )
    expect(letters).toEqual([
      { reason: 'not_an_object', sample: '"text"' },
      { reason: 'not_an_object', sample: '[1]' },
      { reason: 'not_an_object', sample: 'null' },
      { reason: 'no_name', sample: '{"foo":1}' },
    ])
  })

  test('C51: an empty, missing or foreign batch is acknowledged and what it held is kept', async () => {
    const host = await logHost()
    await recordLog(host, results())
    await recordLog(host, { log_type: 'result' })
    await recordLog(host, {})
    expect(await rowCount('dead_letters', host.id)).toBe(0)
    await recordLog(host, { log_type: 'other', data: [L1] })
    await recordLog(host, { data: [L1] })
    await recordLog(host, { log_type: 'result', data: { '0': L1 } })
    expect(await storedResults(host.id)).toEqual([])
    expect(await rowCount('dead_letters', host.id)).toBe(3)
  })

  test('C52: counters are stored as sent, whatever the order and size', async () => {
    const host = await logHost()
    const counters = [5, 3, 4, '18446744073709551615']
    await recordLog(host, results(...counters.map((counter) => ({ ...L1, counter }))))
    const stored = (await storedResults(host.id)).map((line) => line.counter)
    expect(stored).toEqual(['5', '3', '4', '18446744073709551615'])
  })

  test('C53: impossible times are stored as claimed, or 0, beside the time of receipt', async () => {
    const host = await logHost()
    const times = [0, 4_102_444_800, undefined, 'garbage', -5, 1e300, '1756803601']
    await recordLog(
      host,
      results(
        ...times.map((unixTime, counter) => ({ ...L1, unixTime, counter, calendarTime: '?' })),
      ),
    )
    const stored = (await storedResults(host.id)).map((line) => line.unix_time)
    expect(stored).toEqual([0, 4_102_444_800, 0, 0, 0, 0, 1_756_803_601])
  })

  test('C54: escapes that osquery writes as text stay as they are', async () => {
    const host = await logHost()
    await recordLog(
      host,
      results({ ...L1, columns: { name: '\\xD0\\x96', path: '\\u0000 \\ud83d' } }),
    )
    expect((await storedResults(host.id))[0]?.content.columns).toEqual({
      name: '\\xD0\\x96',
      path: '\\u0000 \\ud83d',
    })
  })

  test('C13, C14, C15, S19: NUL, lone surrogates, odd names, large numbers and nesting are storable', async () => {
    const host = await logHost()
    const text = `{"log_type":"result","data":[{"name":"users","unixTime":1,"epoch":0,"counter":0,
      "action":"added","columns":{"__proto__":"p","constructor":"c","toString":"t","a\\u0000b":"x\\u0000y",
      "lone":"\\ud83d.","pair":"\\ud83d\\ude00","inode":18446744073709551615,"d":0.1,"one":1.0,
      "none":null,"yes":true,"deep":{"a":[1,{"b":2}]}}}]}`
    const body = parseAgentJson(text) as { log_type: string; data: unknown[] }
    await recordLog(host, body)
    const [line] = await storedResults(host.id)
    expect(Object.entries(line?.content.columns ?? {}).sort()).toEqual(
      Object.entries({
        ['__proto__']: 'p',
        constructor: 'c',
        toString: 't',
        ab: 'xy',
        lone: '\ufffd.',
        pair: '😀',
        inode: '18446744073709551615',
        d: '0.1',
        one: '1.0',
        none: '',
        yes: 'true',
        deep: '{"a":[1,{"b":2}]}',
      }).sort(),
    )
    expect(({} as { x?: unknown }).x).toBeUndefined()
  })

  test('S20: what is beyond the caps is cut, flagged, and still told apart', async () => {
    const host = await logHost()
    const long = 'é'.repeat(40_000)
    const wide = Object.fromEntries(Array.from({ length: 600 }, (_, i) => [`c${i}`, 'x']))
    await recordLog(
      host,
      results(
        { ...L1, columns: { a: `${long}1` } },
        { ...L1, columns: { a: `${long}2` } },
        { ...L1, columns: wide },
        { ...L1, columns: { ['n'.repeat(300)]: '1' } },
      ),
    )
    const lines = await storedResults(host.id)
    expect(lines.map((line) => line.content.truncated)).toEqual([true, true, true, true])
    expect(Buffer.byteLength(lines[0]?.content.columns?.a ?? '')).toBe(65_536)
    expect(Object.keys(lines[2]?.content.columns ?? {})).toHaveLength(512)
    expect(Object.keys(lines[3]?.content.columns ?? {})[0]).toHaveLength(256)
  })

  test('S27: a name never served to this host is unsolicited, one just served elsewhere is not', async () => {
    const host = await logHost()
    const late = { ...host, renderings: [], rendering_hash: null }
    await sql('work', "INSERT INTO host_renderings (host_id, rendering_hash) VALUES ($1, 'r1')", [
      host.id,
    ])
    await recordLog(late, results(L1, { ...L1, name: 'pack/base/never' }))
    expect(await storedResults(host.id)).toMatchObject([
      { pack_query_id: 7, unsolicited: false },
      { pack_query_id: null, unsolicited: true },
    ])
  })
})

describe('status lines', () => {
  test('C47: statuses with numbers as text are the same lines', async () => {
    const host = await logHost()
    const old = { ...L4, unixTime: '1756803601', severity: '1', line: '226' }
    await recordLog(host, statuses(L4))
    await recordLog(host, statuses(old))
    const lines = await sql('work', 'SELECT * FROM status_lines WHERE host_id = $1', [host.id])
    expect(lines).toMatchObject([
      {
        unix_time: 1_756_803_601,
        severity: 1,
        line: 226,
        filename: 'packs.cpp',
        version: '5.23.1',
      },
    ])
  })
})
