import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { AppError } from '@/lib/wire/errors'
import { type ParsedPack, parsePackFile } from '@/lib/wire/pack-file'
import { exportPackFile } from '@/lib/wire/pack-file-write'

const packDirectory = fileURLToPath(new URL('../../../shared/packs', import.meta.url))

function onlyPack(content: string, name = 'base'): ParsedPack {
  const pack = parsePackFile(content, { name }).packs[0]
  if (!pack) throw new Error('no pack')
  return pack
}

const refused = (content: string, options = { name: 'base' }): AppError => {
  try {
    parsePackFile(content, options)
  } catch (error) {
    if (error instanceof AppError) return error
    throw error
  }
  throw new Error('nothing was refused')
}

const codes = (warnings: { code: string }[]) => warnings.map((warning) => warning.code)

describe.runIf(existsSync(packDirectory))('C72 the ten shipped packs', () => {
  const read = (file: string) => readFileSync(`${packDirectory}/${file}.conf`, 'utf8')
  const counts: Record<string, number> = {
    'hardware-monitoring': 17,
    'incident-response': 35,
    'it-compliance': 32,
    'osquery-monitoring': 3,
    'ossec-rootkit': 60,
    'osx-attacks': 74,
    'unwanted-chrome-extensions': 14,
    'vuln-management': 18,
    'windows-attacks': 14,
    'windows-hardening': 39,
  }

  test('are ten files with 306 queries', () => {
    const files = readdirSync(packDirectory).filter((file) => file.endsWith('.conf'))
    expect(files.map((file) => file.replace('.conf', '')).sort()).toEqual(Object.keys(counts))
    expect(Object.values(counts).reduce((sum, count) => sum + count)).toBe(306)
  })

  test.each(Object.entries(counts))(
    '%s holds %i queries and survives a round trip',
    (file, count) => {
      const pack = onlyPack(read(file), file)
      expect(pack.queries).toHaveLength(count)
      for (const query of pack.queries) expect(query.interval).toSatisfy(Number.isInteger)
      const { repairs, ...rest } = pack
      expect(onlyPack(exportPackFile(pack), file)).toEqual({ ...rest, repairs: [] })
      for (const { code } of repairs) expect(code).toBe('interval')
      const odd = pack.warnings.map((warning) => `${warning.query} ${warning.code}`)
      expect(odd).toEqual(file === 'it-compliance' ? ['portage_packages odd_platform'] : [])
    },
  )

  test('the lines of a continued SQL are joined without backslash or newline', () => {
    const pack = onlyPack(read('osx-attacks'))
    expect(pack).toMatchObject({ platform: 'darwin', version: '', extra: {} })
    const wireLurker = pack.queries.find((query) => query.name === 'WireLurker')
    expect(wireLurker?.query).toMatch(/^select \* from launchd where +name = /)
    expect(wireLurker?.query).not.toMatch(/[\\\n]/)
    expect(wireLurker).toMatchObject({ interval: 3600, version: '1.4.5' })
  })

  test('a CRLF copy with a BOM gives the same pack', () => {
    const content = read('osx-attacks')
    const copy = `\ufeff${content.replaceAll('\n', '\r\n')}`
    expect(onlyPack(copy)).toEqual(onlyPack(content))
    const codesOf = (text: string) => parsePackFile(text, { name: 'base' }).repairs
    expect(codesOf(content)).toEqual([
      { code: 'continuations', message: '88 lines joined at a backslash' },
    ])
    expect(codesOf(copy).map(({ code }) => code)).toEqual([
      'byte_order_mark',
      'line_ends',
      'continuations',
    ])
  })
})

describe('C73 what agents tolerate in a file, and what nobody does', () => {
  test('comment lines, continuations, BOM and CRLF are read as agents read them', () => {
    const content = [
      '\ufeff// a comment',
      '  # another "with quotes',
      '{"queries": {',
      '  "a": {"query": "select 1 \\',
      '    from time where x = \'# // not a comment\'", "interval": "60"}',
      '// "b": {}',
      '}}',
    ]
    for (const end of ['\n', '\r\n']) {
      expect(onlyPack(content.join(end)).queries).toMatchObject([
        { name: 'a', query: "select 1     from time where x = '# // not a comment'", interval: 60 },
      ])
    }
  })

  test.each([
    ['{\n"queries": {\n"a": {"query": "select 1"},\n}}', 'line 4, column 1: unexpected "}"'],
    ['{\n// c\n"queries": {"a: 1}\n}', 'line 3, column 13: string without an end'],
    ['{\n/* c */\n"queries": {}}', 'line 2, column 1: unexpected "/"'],
    ['\ufeff{"queries": {} x', 'line 1, column 17: unexpected "x"'],
    ['{"queries": {"a": {"query": "x \\\n y \\\r\n z"\n 1}}}', 'line 4, column 2: unexpected "1"'],
    ['{"queries": {"a": {"query": "x" // y\n}}}', 'line 1, column 33: unexpected "/"'],
  ])('%j is refused: %s', (content, reason) => {
    const error = refused(content)
    expect(error.code).toBe('invalid')
    expect(error.errors).toEqual([{ name: 'content', reason }])
  })

  test('of two queries of one name the first is kept, with a warning', () => {
    const content = '{"queries":{"a":{"query":"select 1"},"a":{"query":"select 2"}}}'
    const pack = onlyPack(content)
    expect(pack.queries.map((query) => query.query)).toEqual(['select 1'])
    expect(pack.warnings).toMatchObject([{ query: 'a', code: 'duplicate_query' }])
  })

  test('texts stand for numbers and flags; what agents ignore is left out with a warning', () => {
    const query = `{"query":"select 1","interval":"120","snapshot":"TRUE","removed":"no","denylist":0,
      "shard":"40","version":5,"startup_priority":2,"interval":7,"platform":""}`
    const pack = onlyPack(`{"shard":"0","discovery":["select 1",2],"queries":{"a":${query}}}`)
    expect(pack).toMatchObject({ shard: null, discovery: ['select 1'] })
    expect(pack.queries[0]).toMatchObject({
      interval: 120,
      snapshot: true,
      removed: false,
      denylist: false,
      shard: 40,
      version: '',
      platform: '',
      extra: { startup_priority: 2 },
    })
    expect(codes(pack.warnings).sort()).toEqual(['duplicate_key', 'ignored_value', 'ignored_value'])
  })

  test.each([
    ['"interval":0', 3600, ['interval']],
    ['"interval":"abc"', 3600, ['interval']],
    ['"interval":1.5', 3600, ['interval']],
    ['"interval":604801', 3600, ['interval']],
    ['"interval":1', 1, ['interval']],
    ['"interval":604800', 604_800, []],
    ['"value":"x"', 3600, []],
  ])('C35 with %s the interval is %i and the warnings %j', (field, interval, expected) => {
    const pack = onlyPack(`{"queries":{"a":{"query":"select 1",${field}}}}`)
    expect(pack.queries[0]?.interval).toBe(interval)
    expect(codes(pack.warnings)).toEqual(expected)
  })

  test('C36 C40 reserved names and odd platforms are kept and warned', () => {
    const pack = onlyPack(
      '{"platform":"Darwin","queries":{"login_counter":{"query":"select 1","platform":"macos"},"b":{}}}',
    )
    expect(pack.queries).toMatchObject([{ name: 'login_counter', platform: 'macos' }])
    expect(codes(pack.warnings)).toEqual([
      'odd_platform',
      'reserved_name',
      'odd_platform',
      'no_sql',
    ])
  })
})

describe('a whole configuration', () => {
  const query = '{"q":{"query":"select 1"}}'

  test('gives each of its packs, those under "*" too, and the schedule as one more', () => {
    const file = parsePackFile(
      `{"options":{"a":1},"schedule":${query},"packs":{"a":{"queries":${query},"oncall":"x"},
        "*":{"b":{"queries":${query}},"a":{"queries":{}}},"c":"/etc/c.conf"}}`,
    )
    expect(file.packs.map((pack) => [pack.name, pack.queries.length])).toEqual([
      ['schedule', 1],
      ['a', 1],
      ['b', 1],
    ])
    expect(file.packs[1]?.extra).toEqual({ oncall: 'x' })
    expect(codes(file.warnings).sort()).toEqual(['duplicate_pack', 'outside_pack', 'schedule'])
  })

  test.each(['[]', '{}', 'null', '"x"', '{"packs":{}}', '{"packs":{"a":"/a.conf"}}'])(
    '%s holds no pack and is refused for its content',
    (content) => {
      expect(refused(content)).toMatchObject({ code: 'invalid', errors: [{ name: 'content' }] })
    },
  )

  test('the file of one pack needs a name', () => {
    expect(refused('{"queries":{}}', { name: '' }).errors).toMatchObject([{ name: 'name' }])
  })
})
