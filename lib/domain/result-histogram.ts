// Lines over time. The steps are those of clocks and calendars (UTC), so that a bucket is the same
// bucket whichever range it is asked in.
import { teamScopeOf } from '@/lib/domain/permissions'
import { lineFiltersOf, readBack, spanOf } from '@/lib/domain/result-scans'
import { countBuckets } from '@/lib/store/result-histogram'
import {
  type HistogramQuery,
  type HistogramReply,
  histogramSteps,
} from '@/lib/wire/result-histogram'
import type { Viewer } from '@/lib/wire/roles'

const daySeconds = 86_400

/** The smallest step that leaves no more buckets than asked. */
export function stepOf(rangeMs: number, buckets: number): number {
  const least = rangeMs / 1_000 / Math.max(1, buckets - 1)
  return histogramSteps.find((step) => step >= least) ?? Math.ceil(least / daySeconds) * daySeconds
}

const nothing = {
  ...{ buckets: [], step_seconds: 1, lines: 0, hosts: 0, at_least: false },
  ...{ read_to: null, from: null, to: null },
}

/** Stops reading when `signal` aborts. */
export async function readHistogram(
  viewer: Viewer,
  query: HistogramQuery,
  signal: AbortSignal,
): Promise<HistogramReply> {
  const { team_id, buckets: room, patience_seconds, ...filters } = query
  const scope = teamScopeOf(viewer, 'results:read', team_id)
  const span = await spanOf(filters)
  const from = filters.from ?? span?.from
  const to = filters.to ?? span?.to
  if (!from || !to || from >= to) return nothing
  const step = stepOf(to.getTime() - from.getTime(), room)
  const counts = new Map<number, number>()
  const hosts = new Set<number>()
  const wanted = await lineFiltersOf(filters)
  const reading =
    span &&
    (await readBack(span, { ms: patience_seconds * 1_000, signal }, async (stretch, ms) => {
      const found = await countBuckets(scope, wanted, stretch, { step_seconds: step, ms })
      if (!found) return 'late'
      for (const { bucket, host_id, lines } of found) {
        if (bucket !== null) counts.set(bucket, (counts.get(bucket) ?? 0) + lines)
        else if (host_id !== null) hosts.add(host_id)
      }
      return 'all'
    }))
  const buckets = bucketsOf({ from, to }, step, counts)
  return {
    buckets,
    step_seconds: step,
    lines: buckets.reduce((sum, { lines }) => sum + lines, 0),
    hosts: hosts.size,
    at_least: reading ? !reading.complete : false,
    read_to: (reading?.read_to ?? from).toISOString(),
    from: from.toISOString(),
    to: to.toISOString(),
  }
}

function bucketsOf(range: { from: Date; to: Date }, step: number, counts: Map<number, number>) {
  const first = Math.floor(range.from.getTime() / 1_000 / step)
  const last = Math.floor((range.to.getTime() - 1) / 1_000 / step)
  return Array.from({ length: last - first + 1 }, (_, at) => ({
    at: new Date((first + at) * step * 1_000).toISOString(),
    lines: counts.get(first + at) ?? 0,
  }))
}
