// A pack as YAML documents: the pack, then its queries with their SQL. The SQL of a query that is not
// of the library stands in a document marked inline, so that Fleet finds it by name all the same.
import { Scalar, stringify } from 'yaml'
import {
  type ParsedLibraryQuery,
  yamlPackKeys,
  yamlQueryKeys,
} from '@/lib/wire/pack-file-documents'
import type {
  ParsedPack,
  ParsedQuery,
  ParsedTargets,
  PlainObject,
  PlainValue,
} from '@/lib/wire/pack-file-shape'
import { packMembers, scheduleMembers } from '@/lib/wire/pack-file-write'

type Mapping = Map<string | Scalar, unknown>

const packKeys: ReadonlySet<string> = new Set(yamlPackKeys)
const queryKeys: ReadonlySet<string> = new Set(yamlQueryKeys)

/** What a block of lines can hold as it is; any other text is quoted. */
const plainLines = /^(?:[!-~][ -~]{0,500}\n)+$/

function quoted(text: string): Scalar {
  const scalar = new Scalar(text)
  scalar.type = 'QUOTE_DOUBLE'
  return scalar
}

/** A text in the form that reads best and surely reads back. */
function textOf(text: string): Scalar | string {
  if (/^[A-Za-z][\w ./-]*[\w/]$/.test(text)) return text
  if (plainLines.test(`${text}\n`) && text.includes('\n')) {
    const scalar = new Scalar(text)
    scalar.type = 'BLOCK_LITERAL'
    return scalar
  }
  return quoted(text)
}

/** Keys that YAML would read as something else are quoted, merge keys among them. */
const keyOf = (key: string): string | Scalar => (/^[A-Za-z]\w*$/.test(key) ? key : quoted(key))

function nodeOf(value: unknown): unknown {
  if (typeof value === 'string') return textOf(value)
  if (Array.isArray(value)) return value.map(nodeOf)
  if (value instanceof Map || value instanceof Scalar) return value
  if (typeof value === 'object' && value !== null) return mapping(Object.entries(value))
  return value
}

function mapping(members: readonly (readonly [string, unknown])[]): Mapping {
  return new Map(members.map(([key, value]) => [keyOf(key), nodeOf(value)] as const))
}

/** Unknown keys in their place, those that collide with known ones in a mapping of their own. */
function extraMembers(extra: PlainObject, known: ReadonlySet<string>): [string, PlainValue][] {
  const entries = Object.entries(extra)
  const nested: PlainObject = Object.create(null)
  const colliding = entries.filter(([key]) => known.has(key))
  for (const [key, value] of colliding) nested[key] = value
  return [
    ...entries.filter(([key]) => !known.has(key)),
    ...(colliding.length > 0 ? [['osquery', nested] as [string, PlainValue]] : []),
  ]
}

function targetMembers(targets: ParsedTargets): [string, unknown][] {
  const { labels, teams, exclude_labels, label_match } = targets
  return [
    ['labels', labels],
    ['teams', teams],
    ...(exclude_labels.length > 0 ? [['exclude_labels', exclude_labels] as [string, unknown]] : []),
    ...(label_match === 'all' ? [['label_match', label_match] as [string, unknown]] : []),
  ]
}

/** The name under which each query's SQL stands in the file; library queries keep theirs. */
function documentNames({ queries }: ParsedPack): Map<ParsedQuery, string> {
  const taken = new Set(queries.flatMap(({ library }) => library ?? []))
  const names = new Map<ParsedQuery, string>()
  for (const query of queries) {
    let name = query.library ?? query.name
    if (query.library === null)
      for (let suffix = 2; taken.has(name); suffix += 1) name = `${query.name}-${suffix}`
    taken.add(name)
    names.set(query, name)
  }
  return names
}

const documentOf = (kind: string, spec: readonly (readonly [string, unknown])[]): string =>
  stringify(
    mapping([
      ['apiVersion', 'v1'],
      ['kind', kind],
      ['spec', mapping(spec)],
    ]),
    {
      lineWidth: 0,
      aliasDuplicateObjects: false,
      version: '1.2',
    },
  )

function packDocument(pack: ParsedPack, names: ReadonlyMap<ParsedQuery, string>): string {
  const queries = pack.queries.map((query) =>
    mapping([
      ['query', names.get(query) ?? query.name],
      ['name', query.name],
      ...scheduleMembers(query),
      ...extraMembers(query.extra, queryKeys),
    ]),
  )
  return documentOf('pack', [
    ['name', pack.name],
    ...packMembers(pack),
    ...(pack.tags.length > 0 ? [['tags', pack.tags] as const] : []),
    ...(pack.disabled === null ? [] : [['disabled', pack.disabled] as const]),
    ...(pack.targets ? [['targets', mapping(targetMembers(pack.targets))] as const] : []),
    ['queries', queries],
    ...extraMembers(pack.extra, packKeys),
  ])
}

/** A library query as a document of its own. */
function libraryDocument(query: ParsedLibraryQuery): string {
  return documentOf('query', [
    ['name', query.name],
    ...(query.description ? [['description', query.description] as const] : []),
    ['query', query.query],
    ...(query.platform ? [['platform', query.platform] as const] : []),
    ...(query.observer_can_run ? [['observer_can_run', true] as const] : []),
  ])
}

/** The pack and all SQL it needs; `library` describes the library queries that it schedules. */
export function exportPackYaml(pack: ParsedPack, library: readonly ParsedLibraryQuery[]): string {
  const names = documentNames(pack)
  const inline = pack.queries
    .filter((query) => query.library === null)
    .map((query) => {
      const name = names.get(query) ?? query.name
      return documentOf('query', [
        ['name', name],
        ['query', query.query],
        ['inline', true],
      ])
    })
  const documents = [packDocument(pack, names), ...library.map(libraryDocument), ...inline]
  return documents.map((text) => `---\n${text}`).join('')
}
