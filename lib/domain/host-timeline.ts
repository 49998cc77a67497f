// The last hours of one host in lanes. Results and live queries are shown to those who may read them.
import { readHost } from '@/lib/domain/hosts'
import { authorize, permits } from '@/lib/domain/permissions'
import { listHostEvents, type StoredEvent } from '@/lib/store/host-events'
import {
  countLinesOver,
  listAsked,
  listFaults,
  listFleetHeard,
  listServed,
  type ServedAt,
} from '@/lib/store/host-timeline'
import { findMoment } from '@/lib/store/overview'
import type { HostTimeline, HostTimelineQuery } from '@/lib/wire/host-timeline'
import type { HostDetail } from '@/lib/wire/hosts'
import type { Viewer } from '@/lib/wire/roles'

const dayMs = 86_400_000
/** Stretches that the lane of results is counted in. */
const buckets = 96

/** "Base r7 to r8", "Disks r2 came", "Old went". */
export function servedChanges(was: ServedAt | undefined, is: ServedAt): string[] {
  if (!was) return []
  const before = new Map(was.packs.map((pack) => [pack.id, pack]))
  const after = new Map(is.packs.map((pack) => [pack.id, pack]))
  const moved = is.packs.flatMap(({ id, name, revision }) => {
    const old = before.get(id)
    if (!old) return [`${name} r${revision} came`]
    return old.revision === revision ? [] : [`${name} r${old.revision} to r${revision}`]
  })
  const gone = was.packs.filter(({ id }) => !after.has(id)).map(({ name }) => `${name} went`)
  const changes = [...moved, ...gone]
  return changes.length > 0 || was.hash === is.hash ? changes : ['options']
}

type Window = { from: Date; to: Date }

/** Gaps that ended, and the one that lasts if the host is not online. */
async function gapsOf(host: HostDetail, events: readonly StoredEvent[], now: Date) {
  const ended = events.flatMap(({ kind, since, at }) =>
    kind === 'silent' && since ? [{ from: since, to: at }] : [],
  )
  const heard = await listFleetHeard(ended)
  const gaps: HostTimeline['gaps'] = ended.map(({ from, to }, index) => ({
    from: from.toISOString(),
    to: to.toISOString(),
    server_away: heard[index] === false,
  }))
  if (host.status === 'online') return gaps
  const since = host.seen_time ?? host.enrolled_at
  if (Date.parse(since) > now.getTime()) return gaps
  return [...gaps, { from: since, to: null, server_away: false }]
}

async function windowOf({ from, to }: HostTimelineQuery): Promise<Window & { now: Date }> {
  const { now } = await findMoment()
  const end = to ?? (from ? new Date(Math.min(now.getTime(), from.getTime() + dayMs)) : now)
  return { from: from ?? new Date(end.getTime() - dayMs), to: end, now }
}

export async function readHostTimeline(
  viewer: Viewer,
  id: number,
  query: HostTimelineQuery,
): Promise<HostTimeline> {
  const host = await readHost(viewer, id)
  authorize(viewer, 'hosts:read', host)
  const { now, ...window } = await windowOf(query)
  const seconds = (window.to.getTime() - window.from.getTime()) / 1000
  const bucket_seconds = Math.max(60, Math.ceil(seconds / buckets / 60) * 60)
  const seesResults = permits(viewer, 'results:read', host)
  const [events, served, lines, asked, faults] = await Promise.all([
    listHostEvents(id, window),
    listServed(id, window),
    seesResults ? countLinesOver(id, window, bucket_seconds) : [],
    permits(viewer, 'campaigns:read', host) ? listAsked(id, window) : [],
    seesResults ? listFaults(id, window) : [],
  ])
  const startOf = (bucket: number) =>
    new Date(window.from.getTime() + bucket * bucket_seconds * 1000).toISOString()
  const stamped = <T extends { at: Date }>(list: readonly T[]) =>
    list.map((one) => ({ ...one, at: one.at.toISOString() }))
  return {
    from: window.from.toISOString(),
    to: window.to.toISOString(),
    enrolled_at: host.enrolled_at,
    gaps: await gapsOf(host, events, now),
    configurations: stamped(
      served.map((one, at) => ({ ...one, changes: servedChanges(served[at - 1], one) })),
    ),
    bucket_seconds,
    results: lines.map(({ bucket, lines }) => ({ at: startOf(bucket), lines })),
    live: stamped(asked),
    errors: stamped(faults),
    events: stamped(events.filter(({ kind }) => kind !== 'silent')),
  }
}
