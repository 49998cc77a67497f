// The fleet in one line for the frame around every page. Asked every five seconds by every open tab,
// so counts are kept for two seconds and shared by all who may see the same teams.
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { shownDestinations } from '@/lib/domain/destination-shown'
import { checkInsPerSecond } from '@/lib/domain/directory'
import { ingestFigures } from '@/lib/domain/ingest-figures'
import { permits, teamScope } from '@/lib/domain/permissions'
import { pinned } from '@/lib/global'
import { listDestinations } from '@/lib/store/destinations'
import { findFleetTotals } from '@/lib/store/fleet-minutes'
import { countFrame, type FrameCounts, findMoment } from '@/lib/store/overview'
import type { FrameStatus } from '@/lib/wire/frame'
import type { Viewer } from '@/lib/wire/roles'

const keptMs = 2_000
const scopesKept = 500

type Reading = FrameCounts & { commit_ms: number | null; now: Date }
type Kept = { at_ms: number; reading: Promise<Reading> }

const kept = () => pinned('domain.frame', () => new Map<string, Kept>())

async function read(scope: ReturnType<typeof teamScope>): Promise<Reading> {
  const [counts, totals, moment] = await Promise.all([
    countFrame(scope),
    findFleetTotals(3_600),
    findMoment(),
  ])
  return { ...counts, commit_ms: totals.latest_commit_ms, now: moment.now }
}

function readShared(viewer: Viewer, nowMs: number): Promise<Reading> {
  const scope = teamScope(viewer, 'hosts:read')
  const key = JSON.stringify(scope)
  const held = kept().get(key)
  if (held && nowMs - held.at_ms < keptMs) return held.reading
  if (kept().size >= scopesKept) kept().clear()
  const reading = read(scope)
  kept().set(key, { at_ms: nowMs, reading })
  reading.catch(() => kept().delete(key))
  return reading
}

type KeptCount = { at_ms: number; count: Promise<number> | undefined }

async function countBehind(): Promise<number> {
  const shown = await shownDestinations(await listDestinations())
  return shown.filter(({ state }) => state === 'failing' || state === 'behind').length
}

/** Destinations that fail or lag; null for who may not see them. */
async function destinationsBehind(viewer: Viewer, nowMs: number): Promise<number | null> {
  if (!permits(viewer, 'destinations:read', { team_id: null })) return null
  const held = pinned<KeptCount>('domain.frame.behind', () => ({ at_ms: 0, count: undefined }))
  if (!held.count || nowMs - held.at_ms >= keptMs) {
    held.at_ms = nowMs
    held.count = countBehind()
    held.count.catch(() => {
      held.count = undefined
    })
  }
  return held.count
}

/** Of the server that runs; its package.json stands where it was started, as for the server itself. */
export const serverVersion = () =>
  pinned('domain.version', () =>
    String(JSON.parse(readFileSync(resolve('package.json'), 'utf8')).version),
  )

/** Figures no older than two seconds. */
export async function readFrame(viewer: Viewer, nowMs = Date.now()): Promise<FrameStatus> {
  const [{ now, commit_ms, ...counts }, destinations_behind] = await Promise.all([
    readShared(viewer, nowMs),
    destinationsBehind(viewer, nowMs),
  ])
  return {
    ...counts,
    destinations_behind,
    check_ins_per_second: checkInsPerSecond(nowMs),
    commit_ms: ingestFigures().commit_ms ?? commit_ms,
    version: serverVersion(),
    server_time: now.toISOString(),
  }
}
