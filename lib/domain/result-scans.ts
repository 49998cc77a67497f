// How far one request reads through stored lines: from the newest back, stretch by stretch, each as
// wide as the one before was quick, until it has enough, its patience ends or its reader leaves.
import {
  findKeptSpan,
  type LineFilters,
  listPackQueriesNamed,
  type Stretch,
} from '@/lib/store/result-scans'
import { AppError } from '@/lib/wire/errors'
import type { ResultFilters } from '@/lib/wire/result-filters'

/** A look at a stretch: `late` means that it took too long and must be asked of a narrower one. */
export type Look = (stretch: Stretch, ms: number) => Promise<'all' | 'enough' | 'late'>

export type Reading = {
  /** The whole range is read. */
  complete: boolean
  /** Everything from here to the end of the range was looked at. */
  read_to: Date
}

type Patience = {
  /** Infinity: to the end. */
  ms: number
  signal: AbortSignal
  /** The width of the first stretch. */
  first_ms?: number
}

const lookMs = 500
/** What even a stretch of one batch may take. */
const lastLookMs = 8_000
const quickMs = 60
const slowMs = 250
const leastMs = 50
const firstWidthMs = 300_000

/** What the reader asked for is clipped to what is kept; undefined: no line can match. */
export async function spanOf({
  from,
  to,
  campaign_id,
}: Pick<ResultFilters, 'from' | 'to' | 'campaign_id'>): Promise<Stretch | undefined> {
  const kept = await findKeptSpan(campaign_id)
  if (!kept) return undefined
  const span = {
    from: from && from > kept.from ? from : kept.from,
    to: to && to < kept.to ? to : kept.to,
  }
  return span.from < span.to ? span : undefined
}

/** The filters as the store takes them. */
export async function lineFiltersOf(filters: ResultFilters): Promise<LineFilters> {
  const { team_id: _team, from: _from, to: _to, ...rest } = filters
  if (!rest.query) return rest
  return { ...rest, pack_query_ids: await listPackQueriesNamed(rest.query) }
}

/**
 * Reads backwards through the span; not a stretch further once `signal` aborts. Throws `unavailable`
 * when not even one moment can be read.
 */
export async function readBack(
  span: Stretch,
  { ms, signal, first_ms = firstWidthMs }: Patience,
  look: Look,
): Promise<Reading> {
  const started = performance.now()
  const begin = span.from.getTime()
  let end = span.to.getTime()
  let width = first_ms
  while (end > begin) {
    if (signal.aborted) break
    const left = ms - (performance.now() - started)
    const hasRead = end < span.to.getTime()
    if (hasRead && left < leastMs) break
    const from = Math.max(begin, end - width)
    const looked = performance.now()
    const most = end - from <= 1 ? lastLookMs : Math.max(leastMs, Math.min(lookMs, left))
    const outcome = await look(
      { from: new Date(from), to: new Date(end) },
      hasRead ? most : Math.max(most, lookMs),
    )
    const took = performance.now() - looked
    if (outcome === 'late') {
      if (end - from <= 1)
        throw new AppError('unavailable', 'The database is too busy to read results')
      width = Math.max(1, Math.floor((end - from) / 8))
      continue
    }
    end = from
    if (outcome === 'enough') break
    if (took < quickMs) width *= 4
    else if (took > slowMs) width = Math.max(1, Math.floor(width / 2))
  }
  return { complete: end <= begin, read_to: new Date(end) }
}
