// The explorer over twenty million lines of a week: the first page of filters that leave much, little and
// nothing, counts, groups of a day, and a million lines as a file.

import { exportResultsCsv, exportResultsNdjson } from '@/lib/domain/result-exports'
import { readFacets } from '@/lib/domain/result-facets'
import { listResultGroups } from '@/lib/domain/result-groups'
import { readHistogram } from '@/lib/domain/result-histogram'
import { listResults } from '@/lib/domain/results'
import { sql } from '@/lib/store/db'
import type { Download } from '@/lib/wire/csv'
import { ResultsCsvQuery, ResultsNdjsonQuery } from '@/lib/wire/result-exports'
import { FacetsQuery } from '@/lib/wire/result-facets'
import { ResultsQuery } from '@/lib/wire/result-filters'
import { ResultGroupsQuery } from '@/lib/wire/result-groups'
import { HistogramQuery } from '@/lib/wire/result-histogram'
import type { Viewer } from '@/lib/wire/roles'
import { seedLines } from './explorer-seed'
import { limitRow, type Row, rounded, shown, spread } from './figures'
import { administrator } from './packs'
import { openRig } from './rig'
import { seedHosts, seedLabels } from './seed'

const lines = 20_000_000
const hosts = 10_000
const labels = 8
const rounds = 3
const pageMs = 1_000
const groupMs = 3_000
const exported = 1_000_000
const growthMostMb = 200
const slowest = 4

type Words = Record<string, string>

const { signal } = new AbortController()
const ago = (days: number) => new Date(Date.now() - days * 86_400_000).toISOString()

/** What a person may ask for: common, rare, of the past, of any column, and what is nowhere. */
const asked = (label: number): Words[] => [
  ...[{}, { limit: '1000' }, { host_id: '77' }, { host_id: '77', query: 'query_1' }],
  ...['query_1', 'query_30', 'query_60'].map((query) => ({ query })),
  ...['1', '5', '8', '0'].map((pack_id) => ({ pack_id })),
  ...['removed', 'snapshot', 'empty'].map((action) => ({ action })),
  ...[{ label_id: String(label) }, { platform: 'linux' }, { platform: 'freebsd' }],
  ...[{ unsolicited: 'true' }, { from: ago(5), to: ago(4) }, { from: ago(4), to: ago(3.99) }],
  { from: ago(6), to: ago(5), query: 'query_60', platform: 'darwin' },
  ...[{ 'column.vendor': 'Acme' }, { 'column.serial': 'nowhere' }, { 'column.path~': 'app-69' }],
  ...[{ q: 'flesh blood' }, { q: 'nowhere' }, { q: 'host-77' }, { q: 'nowhere', query: 'query_4' }],
]

type Taken = { what: string; ms: number; told: string }

async function timed(what: Words, read: () => Promise<string>): Promise<Taken> {
  const taken: number[] = []
  let told = ''
  for (let round = 0; round < rounds; round++) {
    const started = performance.now()
    told = await read()
    taken.push(performance.now() - started)
  }
  return { what: JSON.stringify(what), ms: spread(taken).median, told }
}

async function pageTimes(viewer: Viewer, label: number): Promise<Taken[]> {
  const taken: Taken[] = []
  for (const words of asked(label))
    taken.push(
      await timed(words, async () => {
        const { results, next_cursor } = await listResults(
          viewer,
          ResultsQuery.parse(words),
          signal,
        )
        return `${results.length} lines${results.length === 0 && next_cursor ? ' so far' : ''}`
      }),
    )
  return taken.sort((a, b) => b.ms - a.ms)
}

const far = ({ at_least, lines: count }: { at_least: boolean; lines: number }) =>
  `${at_least ? 'at least ' : ''}${count.toLocaleString('en')} lines`

/** Groups, histogram and facets of the last day: of everything, and of queries common and rare. */
async function countTimes(viewer: Viewer): Promise<Row[]> {
  const rows: Row[] = []
  for (const more of [{}, { query: 'query_1' }, { query: 'query_30' }] as Words[]) {
    const words = { ...more, from: ago(1) }
    const grouped = { ...words, by: more.query === 'query_30' ? 'name,version' : 'vendor,model' }
    const groups = await timed(grouped, async () =>
      far(await listResultGroups(viewer, ResultGroupsQuery.parse(grouped), signal)),
    )
    const histogram = await timed(words, async () =>
      far(await readHistogram(viewer, HistogramQuery.parse(words), signal)),
    )
    const facets = await timed(words, async () => {
      const { at_least, facets: all } = await readFacets(viewer, FacetsQuery.parse(words), signal)
      const actions = all.find(({ name }) => name === 'action')?.values ?? []
      return far({ at_least, lines: actions.reduce((sum, value) => sum + value.lines, 0) })
    })
    const of = more.query ?? 'everything'
    rows.push(
      limitRow(
        `groups of 24 h of ${of}`,
        toldText(groups),
        `< ${groupMs / 1_000} s`,
        groups.ms < groupMs,
      ),
      limitRow(`histogram of 24 h of ${of}`, toldText(histogram), ''),
      limitRow(`facets of 24 h of ${of}`, toldText(facets), ''),
    )
  }
  return rows
}

const toldText = ({ ms, told }: Taken) => `${rounded(ms)} ms, ${told}`

/** Reads a file until it has told enough lines: how long, how large, and how much memory rose. */
async function exportRow(name: string, file: Promise<Download>): Promise<Row> {
  const started = performance.now()
  global.gc?.()
  const before = process.memoryUsage.rss()
  let most = before
  let [told, bytes] = [0, 0]
  for await (const chunk of (await file).chunks) {
    told += String(chunk).split('\n').length - 1
    bytes += chunk.length
    most = Math.max(most, process.memoryUsage.rss())
    if (told >= exported) break
  }
  const growth = (most - before) / 1_048_576
  const seconds = (performance.now() - started) / 1_000
  const text = `${rounded(seconds)} s, ${rounded(bytes / 1e6)} MB, memory +${rounded(growth)} MB`
  return limitRow(
    `${told.toLocaleString('en')} lines as ${name}`,
    ...([
      text,
      `memory + < ${growthMostMb} MB`,
      told >= exported && growth < growthMostMb,
    ] as const),
  )
}

async function weightRow(): Promise<Row> {
  const [size] = await sql<{ bytes: number }>(
    'work',
    `SELECT sum(pg_total_relation_size(inhrelid))::float8 AS bytes
       FROM pg_inherits WHERE inhparent = 'result_lines'::regclass`,
  )
  return limitRow(
    'a line of them, indexes included',
    `${rounded((size?.bytes ?? 0) / lines)} bytes`,
    '',
  )
}

export async function benchExplorer(): Promise<Row[]> {
  const rig = await openRig()
  try {
    await seedHosts(1, hosts)
    const [label = 0] = await seedLabels(labels)
    await seedLines(lines, hosts)
    const viewer = await administrator()
    const pages = await pageTimes(viewer, label)
    const times = spread(pages.map(({ ms }) => ms))
    const csv = exportResultsCsv(viewer, ResultsCsvQuery.parse({ query: 'query_1' }), signal)
    const ndjson = exportResultsNdjson(viewer, ResultsNdjsonQuery.parse({}), signal)
    return [
      limitRow(
        `first page of ${lines.toLocaleString('en')} lines, ${pages.length} filters`,
        ...([shown(times, ' ms'), `< ${pageMs} ms each`, times.max < pageMs] as const),
      ),
      ...pages
        .slice(0, slowest)
        .map((taken) => limitRow(`among the slowest: ${taken.what}`, toldText(taken), '')),
      ...(await countTimes(viewer)),
      await exportRow('CSV', csv),
      await exportRow('NDJSON', ndjson),
      await weightRow(),
    ]
  } finally {
    await rig.close()
  }
}
