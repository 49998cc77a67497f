// Whom an edited pack gains and loses: counted over shapes of hosts, cut to what the viewer may see.
import type { Comparison } from '@/lib/domain/pack-preview-content'
import { switchedOn } from '@/lib/domain/pack-reach'
import { teamScope } from '@/lib/domain/permissions'
import { isInCohort, isReached } from '@/lib/domain/targeting'
import { listHostNames } from '@/lib/store/host-names'
import type { HostShape } from '@/lib/store/host-shapes'
import type { PreviewHosts } from '@/lib/wire/pack-preview'
import { platforms } from '@/lib/wire/platforms'
import type { Viewer } from '@/lib/wire/roles'

const namedMax = 10

type Change = { hosts: number; gained: number; lost: number }

class Changes {
  readonly by = new Map<string, Change>()

  add(key: string, shape: HostShape, before: boolean, after: boolean): void {
    const change = this.by.get(key) ?? { hosts: 0, gained: 0, lost: 0 }
    if (after) change.hosts += shape.hosts
    if (after && !before) change.gained += shape.hosts
    if (before && !after) change.lost += shape.hosts
    this.by.set(key, change)
  }
}

const sum = (shapes: readonly HostShape[]) => shapes.reduce((all, { hosts }) => all + hosts, 0)

async function namesOf(viewer: Viewer, shapes: readonly HostShape[]) {
  // One of each shape before a second of any, so that the names stand for all of them.
  const turns = Array.from({ length: namedMax }, (_, at) => at)
  const ids = turns.flatMap((at) => shapes.flatMap(({ sample }) => sample[at] ?? []))
  if (ids.length === 0) return []
  const hosts = await listHostNames(teamScope(viewer, 'hosts:read'), ids.slice(0, namedMax))
  return hosts.map(({ id, hostname, display_name }) => ({
    id,
    display_name: display_name || hostname || `host ${id}`,
  }))
}

/** Known platforms first in their order, then the rest. */
function byPlatform(changes: Changes) {
  const order: readonly string[] = platforms
  const place = (name: string) => (order.includes(name) ? order.indexOf(name) : order.length)
  return [...changes.by]
    .map(([platform, change]) => ({ platform, ...change }))
    .sort((a, b) => place(a.platform) - place(b.platform))
}

/** Newest first; numbers by value. */
function byVersion(changes: Changes) {
  return [...changes.by]
    .map(([version, change]) => ({ version, ...change }))
    .sort((a, b) => b.version.localeCompare(a.version, 'en', { numeric: true }))
}

/** The effect on hosts, over the shapes of those that the viewer may see. */
export async function previewHosts(
  viewer: Viewer,
  { now, after }: Comparison,
  shapes: readonly HostShape[],
): Promise<PreviewHosts> {
  const had = shapes.filter((shape) => now !== undefined && isReached(shape, now))
  const has = shapes.filter((shape) => isReached(shape, after))
  const [before, reached] = [new Set(had), new Set(has)]
  const [platformChanges, versionChanges] = [new Changes(), new Changes()]
  for (const shape of new Set([...had, ...has])) {
    const args = [shape, before.has(shape), reached.has(shape)] as const
    platformChanges.add(shape.platform, ...args)
    versionChanges.add(shape.osquery_version, ...args)
  }
  const gained = has.filter((shape) => !before.has(shape))
  const lost = had.filter((shape) => !reached.has(shape))
  const { rollout } = after
  const on = after.disabled ? switchedOn(after) : null
  const platformList = byPlatform(platformChanges)
  return {
    before: sum(had),
    matched: sum(has),
    gained: sum(gained),
    lost: sum(lost),
    cohort: rollout ? sum(has.filter((shape) => isInCohort(shape, rollout))) : null,
    if_enabled: on ? sum(shapes.filter((shape) => isReached(shape, on))) : null,
    by_platform: Object.fromEntries(platformList.map(({ platform, hosts }) => [platform, hosts])),
    platforms: platformList,
    by_version: byVersion(versionChanges),
    gained_sample: await namesOf(viewer, gained),
    lost_sample: await namesOf(viewer, lost),
  }
}
