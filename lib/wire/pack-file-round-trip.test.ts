import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type ParsedLibraryQuery, parsePackFile } from '@/lib/wire/pack-file'
import type { PackRepair, PackWarning, ParsedPack, ParsedQuery } from '@/lib/wire/pack-file-shape'
import { exportPackFile } from '@/lib/wire/pack-file-write'
import { exportPackYaml } from '@/lib/wire/pack-file-yaml-write'

const nasty = fc.constantFrom(
  ...[
    'true',
    'null',
    '10',
    '0x1F',
    '1e3',
    '.inf',
    '~',
    '<<',
    '- a',
    'a: b',
    '# x',
    "it's",
    '"',
    '---',
  ],
  ...[
    '...',
    '&a',
    '*a',
    '!!str',
    '%YAML',
    ' x',
    'x ',
    '\t',
    '\r\n',
    '\u0085',
    '\u2028',
    '\ufeff',
    '|',
    '>',
  ],
)
const text = fc.oneof(fc.string({ unit: 'grapheme', maxLength: 20 }), nasty)
const name = fc.oneof(
  text,
  fc.constantFrom('__proto__', 'b', '10', '9', '// x', '# y', 'constructor'),
)
const sql = fc.oneof(
  fc.string({ unit: 'grapheme' }).map((more) => `select ${more}\\\n// x`),
  fc.array(text, { minLength: 1 }).map((lines) => `select\n  ${lines.join('\n\n    ')}\n`),
  fc.constant('SELECT a,\n  b\nFROM c\nWHERE d = 1'),
)
const shard = fc.option(fc.integer({ min: 1, max: 100 }), { nil: null })
const known =
  /^(queries|query|interval|snapshot|removed|denylist|platform|version|shard|discovery|description|value)$/
const extra = fc
  .dictionary(
    fc.oneof(text, fc.constantFrom('__proto__', '1', 'name', 'sql', 'targets', 'osquery', 'id')),
    fc.jsonValue({ maxDepth: 3, noUnicodeString: false }),
  )
  .map((object) => Object.entries(object).filter(([key]) => !known.test(key)))
  .map((entries) => JSON.parse(JSON.stringify(Object.fromEntries(entries))))
const own = {
  name,
  query: sql,
  interval: fc.integer({ min: 1, max: 604_800 }),
  snapshot: fc.boolean(),
  removed: fc.boolean(),
  denylist: fc.boolean(),
  platform: text,
  version: text,
  shard,
  description: text,
  value: text,
  extra,
}
const queries = (library: fc.Arbitrary<string | null>): fc.Arbitrary<ParsedQuery[]> =>
  fc.uniqueArray(fc.record({ ...own, library }), {
    selector: (entry) => entry.name,
    maxLength: 6,
  })
const base = {
  description: text,
  platform: text,
  version: text,
  shard,
  discovery: fc.array(text, { maxLength: 3 }),
  extra,
}
const told = { warnings: fc.constant<PackWarning[]>([]), repairs: fc.constant<PackRepair[]>([]) }

/** No pack can hold it: the importer refuses it. */
const holdable = (content: unknown) => fc.pre(!JSON.stringify(content).includes('\\u0000'))
const untold = ({ warnings: _, repairs: __, ...pack }: ParsedPack) => pack

test('what is exported as osquery JSON imports as the same pack, whatever it holds', () => {
  const pack = fc.record({ ...base, queries: queries(fc.constant(null)) })
  fc.assert(
    fc.property(pack, (original) => {
      holdable(original)
      const file = parsePackFile(exportPackFile(original), { name: 'base' })
      expect(file.format).toBe('osquery')
      const expected = { ...original, name: 'base', tags: [], disabled: null, targets: null }
      expect(file.packs.map(untold)).toEqual([expected])
    }),
    { numRuns: 300 },
  )
})

/** Some queries of the library, each as its pack holds it. */
function libraryOf(pack: ParsedPack): { pack: ParsedPack; library: ParsedLibraryQuery[] } {
  const library = new Map<string, ParsedLibraryQuery>()
  const scheduled = pack.queries.map((query): ParsedQuery => {
    if (query.library === null) return query
    const { library: held, query: text, description, platform } = query
    const kept = library.get(held) ?? {
      name: held,
      query: text,
      ...{ description, platform, observer_can_run: query.snapshot },
    }
    library.set(held, kept)
    return { ...query, query: kept.query }
  })
  return { pack: { ...pack, queries: scheduled }, library: [...library.values()] }
}

test('what is exported as YAML imports as the same pack, library queries and targets too', () => {
  const names = fc.array(text, { maxLength: 3 })
  const label_match = fc.constantFrom('any' as const, 'all' as const)
  const targets = fc.record({ labels: names, teams: names, exclude_labels: names, label_match })
  const pack: fc.Arbitrary<ParsedPack> = fc.record({
    ...{ ...base, ...told, name, tags: names },
    disabled: fc.option(fc.boolean(), { nil: null }),
    targets: fc.option(targets, { nil: null }),
    queries: queries(fc.option(fc.constantFrom('users', 'b', '10', '__proto__'), { nil: null })),
  })
  fc.assert(
    fc.property(pack, (made) => {
      holdable(made)
      fc.pre(made.name !== '' && made.queries.every((query) => query.name !== ''))
      const original = libraryOf(made)
      const content = exportPackYaml(original.pack, original.library)
      const file = parsePackFile(content)
      expect(file.format).toBe('yaml')
      expect(file.packs.map(untold), content).toEqual([untold(original.pack)])
      expect(file.library).toEqual(original.library)
      expect(file.repairs).toEqual([])
    }),
    { numRuns: 300 },
  )
})
