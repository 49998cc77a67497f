// What people read of result lines: newest first, page by page, telling how far back the page has read.
// Scopes every list by team.
import { teamScopeOf } from '@/lib/domain/permissions'
import { lineFiltersOf, readBack, spanOf } from '@/lib/domain/result-scans'
import type { LineFilters, Stretch } from '@/lib/store/result-scans'
import { type LineCursor, listResultLines, type StoredResult } from '@/lib/store/results'
import type { ResultsQuery } from '@/lib/wire/result-filters'
import { withHost } from '@/lib/wire/results'
import type { TeamScope, Viewer } from '@/lib/wire/roles'

const futureSkewMs = 5 * 60_000
const pastSkewMs = 30 * 86_400_000

/** A page is there within this, however little of what is kept was read by then. */
const pageMs = 800
/** As stored; their JSON is a few times that. */
const pageBytes = 4 * 1_048_576
/** A host's lines are found by index, so that a day of them costs no more than an hour. */
const hostStretchMs = 86_400_000

export function resultOf(row: StoredResult) {
  const { content, ...rest } = withHost(row)
  const ahead = row.unix_time * 1_000 - row.received_at.getTime()
  return {
    ...rest,
    clock_suspect: ahead > futureSkewMs || ahead < -pastSkewMs,
    ...(content.columns ? { columns: content.columns } : {}),
    ...(content.snapshot ? { rows: content.snapshot } : {}),
    truncated: content.truncated === true,
  }
}

type Page = {
  limit: number
  /** As stored; one line is told whatever its size. */
  bytes_max: number
  ms: number
  below?: LineCursor | undefined
  signal: AbortSignal
}

export type LinesPage = {
  rows: StoredResult[]
  /** Where to go on; undefined: the span has no more. */
  below: LineCursor | undefined
  read_to: Date
}

/** The newest lines of the span, as many as the page takes or as are found within its time. */
export async function readLines(
  scope: TeamScope,
  filters: LineFilters,
  span: Stretch,
  { limit, bytes_max, ms, below, signal }: Page,
): Promise<LinesPage> {
  const rows: StoredResult[] = []
  let isCut = false
  const first_ms = filters.host_id === undefined ? undefined : hostStretchMs
  const reading = await readBack(
    { from: span.from, to: below ? new Date(below.received_at.getTime() + 1) : span.to },
    { ms, signal, ...(first_ms ? { first_ms } : {}) },
    async (stretch, lookMs) => {
      const most = { limit: limit - rows.length, bytes_max, below, ms: lookMs }
      const found = await listResultLines(scope, filters, stretch, most)
      if (!found) return 'late'
      rows.push(...found.rows)
      isCut = found.more
      return isCut || rows.length >= limit ? 'enough' : 'all'
    },
  )
  const last = rows.at(-1)
  if (isCut && last) return { rows, below: last, read_to: last.received_at }
  const next = reading.complete ? undefined : { received_at: reading.read_to, id: 0 }
  return { rows, below: next, read_to: reading.read_to }
}

function cursorOf(text: string | undefined): LineCursor | undefined {
  const [ms, id] = text?.split('.').map(Number) ?? []
  return ms === undefined || id === undefined ? undefined : { received_at: new Date(ms), id }
}

/**
 * Result lines newest first; unsolicited ones only when neither pack nor query is asked for. Stops
 * reading when `signal` aborts.
 */
export async function listResults(
  viewer: Viewer,
  { cursor, limit, ...query }: ResultsQuery,
  signal: AbortSignal = new AbortController().signal,
) {
  const scope = teamScopeOf(viewer, 'results:read', query.team_id)
  const span = await spanOf(query)
  if (!span) return { results: [], next_cursor: null, read_to: null, read_until: null }
  const page = { limit, bytes_max: pageBytes, ms: pageMs, below: cursorOf(cursor), signal }
  const { rows, below, read_to } = await readLines(scope, await lineFiltersOf(query), span, page)
  return {
    results: rows.map(resultOf),
    next_cursor: below ? `${below.received_at.getTime()}.${below.id}` : null,
    read_to,
    read_until: span.from,
  }
}
