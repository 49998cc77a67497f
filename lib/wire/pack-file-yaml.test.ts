import { describe, expect, test } from 'vitest'
import { AppError } from '@/lib/wire/errors'
import { formatOf, parsePackFile } from '@/lib/wire/pack-file'

const refused = (content: string): AppError => {
  try {
    parsePackFile(content, { name: 'base', format: 'yaml' })
  } catch (error) {
    if (error instanceof AppError) return error
    throw error
  }
  throw new Error('nothing was refused')
}

const fleet = `apiVersion: v1
kind: query
spec:
  name: users
  description: Who is there
  query: |
    SELECT *
    FROM users
---
apiVersion: v1
kind: label
spec: {name: Macs, query: SELECT 1}
---
apiVersion: v1
kind: pack
spec:
  id: 7
  name: base
  platform: darwin
  version: 5.10
  targets:
    labels: [All Hosts]
    teams: null
  queries:
    - query: users
      interval: 60
      removed: false
    - query: users
      name: users often
      interval: "10"
      snapshot: true
      denylist: false
      color: red
    - {query: users, interval: 30}
    - {query: elsewhere, interval: 30}
    - {name: own, sql: SELECT 1, interval: 90}
  owner: Ada
`

describe('Fleet’s YAML', () => {
  const file = parsePackFile(fleet)
  const [pack] = file.packs

  test('gives packs with the SQL of the queries they name, and the queries for the library', () => {
    expect(file.format).toBe('yaml')
    expect(file.library).toEqual([
      {
        name: 'users',
        query: 'SELECT *\nFROM users\n',
        description: 'Who is there',
        platform: '',
        observer_can_run: false,
      },
    ])
    expect(pack).toMatchObject({
      name: 'base',
      platform: 'darwin',
      version: '5.10',
      disabled: null,
      targets: { labels: ['All Hosts'], teams: [], exclude_labels: [], label_match: 'any' },
      extra: { owner: 'Ada' },
    })
    expect(pack?.queries).toMatchObject(
      [
        { name: 'users', library: 'users', interval: 60, removed: false, query: /FROM users/ },
        {
          name: 'users often',
          interval: 10,
          snapshot: true,
          denylist: false,
          extra: { color: 'red' },
        },
        { name: 'users-1', library: 'users' },
        { name: 'elsewhere', library: 'elsewhere', query: '' },
        { name: 'own', library: null, query: 'SELECT 1' },
      ].map((query) =>
        expect.objectContaining({
          ...query,
          ...(query.query instanceof RegExp ? { query: expect.stringMatching(query.query) } : {}),
        }),
      ),
    )
  })

  test('tells what it leaves out and what it reads otherwise', () => {
    expect(file.warnings).toEqual([
      { code: 'ignored_document', message: 'Documents of kind "label" are not read' },
    ])
    expect(pack?.repairs).toEqual([
      { code: 'text', message: 'version 5.10 read as the text "5.10"' },
      { query: 'users often', code: 'interval', message: 'interval "10" read as a number' },
    ])
  })

  test('osquery’s own shape is read from YAML too', () => {
    const { packs } = parsePackFile('queries:\n  10:\n    query: SELECT 1\n    interval: 60\n', {
      name: 'plain',
    })
    expect(packs).toMatchObject([{ name: 'plain', queries: [{ name: '10', interval: 60 }] }])
  })

  test.each([
    ['a: 1\nb:\n  - x\n  - *y\n', 'line 4, column 5: aliases are not read'],
    [
      'queries:\n  a: {query: x}\n  a: {query: y}\n',
      'line 3, column 3: the key "a" is given twice',
    ],
    ['a:\n  !!binary x\n', 'line 2, column 12: tags are not read'],
    ['a: {b: 1}\n<<: {c: 1}\n', 'line 2, column 1: merge keys are not read'],
    ['\ufeffa: 1\n? [b]\n: 1\n', 'line 2, column 3: a key must be a text'],
    ['a: .inf\n', 'line 1, column 4: number out of range'],
  ])('%j is refused: %s', (content, reason) => {
    expect(refused(content).errors).toEqual([{ name: 'content', reason }])
  })

  test('what is no YAML is refused with its place', () => {
    expect(refused('a:\n  - [1, 2\nb: 3\n').message).toMatch(/line [23], column \d+: /)
    expect(refused('just text').message).toContain('content: ')
    expect(refused('kind: team\nspec: {}\n').message).toContain('kind "team"')
  })
})

test('the format is told by the content', () => {
  expect(formatOf('\ufeff# a comment\n// another\n {"queries": {}}')).toBe('osquery')
  expect(formatOf('# a comment\nkind: pack\n')).toBe('yaml')
  expect(formatOf('---\n{}')).toBe('yaml')
  expect(formatOf('')).toBe('osquery')
})
