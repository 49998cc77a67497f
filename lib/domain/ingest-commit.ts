// Commits gathered requests, and finds the line at fault when the database refuses the data: that line
// becomes a dead letter, the rest is stored. Anything else refuses every request of the batch.
import { countIngest, noteCommit } from '@/lib/domain/ingest-figures'
import type { Waiting } from '@/lib/domain/ingest-gather'
import { refusedLine, type StoredLine } from '@/lib/domain/ingest-letters'
import { countRows, type SortedLines, textsOf } from '@/lib/domain/ingest-lines'
import {
  type Appended,
  appendLines,
  isDataError,
  type LineRows,
  rehearseLines,
} from '@/lib/store/results-append'
import { AppError } from '@/lib/wire/errors'

/** Below this there is no time left to look for single culprits. */
const searchMs = 3_000

/** Stores the requests in one transaction and settles each of them. */
export async function commitRequests(requests: readonly Waiting[]): Promise<void> {
  try {
    const count = requests.reduce((sum, request) => sum + request.count, 0)
    await store(merged(requests), count, timeLeft(requests))
    for (const request of requests) request.resolve()
  } catch (error) {
    if (isDataError(error)) await commitApart(requests)
    else for (const request of requests) request.reject(unavailable(error))
  }
}

function unavailable(cause: unknown): AppError {
  return new AppError('unavailable', 'The logs could not be stored', { cause })
}

function timeLeft(requests: readonly Waiting[]): number {
  const first = Math.min(...requests.map((request) => request.deadline))
  return Math.max(1, first - performance.now())
}

function merged(requests: readonly Waiting[]): LineRows {
  return {
    results: requests.flatMap(({ rows }) => rows.results),
    statuses: requests.flatMap(({ rows }) => rows.statuses),
    dead_letters: requests.flatMap(({ rows }) => rows.dead_letters),
  }
}

const texts = (lines: readonly StoredLine[]) => lines.map((line) => line.json)

async function store(rows: LineRows, count: number, timeoutMs: number): Promise<void> {
  const started = performance.now()
  const appended: Appended = await appendLines(rows, timeoutMs)
  noteCommit(performance.now() - started)
  const stored = appended.results + appended.statuses + appended.dead_letters
  countIngest('lines', stored)
  countIngest('dead_letters', appended.dead_letters)
  countIngest('duplicates', count - stored)
}

/** Halves a refused batch until the request at fault is alone; each half is its own transaction. */
async function commitApart(requests: readonly Waiting[]): Promise<void> {
  const [only] = requests
  if (!only) return
  if (requests.length === 1) {
    await commitWithoutCulprits(only)
    return
  }
  const middle = Math.ceil(requests.length / 2)
  await commitRequests(requests.slice(0, middle))
  await commitRequests(requests.slice(middle))
}

async function commitWithoutCulprits(request: Waiting): Promise<void> {
  try {
    const rows = await request.unpack()
    const kept: SortedLines = { results: [], statuses: [], dead_letters: [...rows.dead_letters] }
    for (const table of ['results', 'statuses'] as const) {
      const culprits = await findCulprits(request, table, rows[table])
      kept[table] = rows[table].filter((line) => !culprits.has(line))
      const sources = new Map([...culprits].map((line) => [line.source, line]))
      for (const line of sources.values()) kept.dead_letters.push(refusedLine(request.host, line))
    }
    await store(textsOf(kept), countRows(kept), timeLeft([request]))
    request.resolve()
  } catch (error) {
    request.reject(unavailable(error))
  }
}

/** The rows that PostgreSQL refuses, found by rehearsing halves; nothing is stored meanwhile. */
async function findCulprits(
  request: Waiting,
  table: 'results' | 'statuses',
  lines: readonly StoredLine[],
): Promise<Set<StoredLine>> {
  const none: LineRows = { results: [], statuses: [], dead_letters: [] }
  const left = timeLeft([request])
  if (lines.length === 0) return new Set()
  if (await rehearseLines({ ...none, [table]: texts(lines) }, left)) return new Set()
  if (lines.length === 1 || left < searchMs) return new Set(lines)
  const middle = Math.ceil(lines.length / 2)
  const first = await findCulprits(request, table, lines.slice(0, middle))
  const second = await findCulprits(request, table, lines.slice(middle))
  return new Set([...first, ...second])
}
