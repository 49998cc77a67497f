// What leaves as a file is on record before its first byte does: who took what, filtered how, from where.
import { recordActivity } from '@/lib/domain/activity'
import { pinned } from '@/lib/global'
import { transaction } from '@/lib/store/db'
import type { Viewer } from '@/lib/wire/roles'

type Export = {
  /** `activities`, `campaign_rows`, `campaign_groups`, `pack` … */
  what: string
  format: string
  object_kind?: string
  object_id?: number
  object_name?: string
  /** As it was asked for. */
  filter?: Record<string, unknown>
  address: string
  /** A part of what is read on and on by cursor: one entry every ten minutes stands for all of them. */
  by_pages?: boolean
}

const quietMs = 600_000
const rememberedMax = 10_000

const recorded = () => pinned('activity.exports', () => new Map<string, number>())

/** Whether the reader was put on record for this a moment ago. */
function isToldAlready(viewer: Viewer, { what, object_id }: Export): boolean {
  const key = `${viewer.user_id} ${viewer.token_id ?? ''} ${what} ${object_id ?? ''}`
  const nowMs = performance.now()
  if ((recorded().get(key) ?? 0) > nowMs) return true
  if (recorded().size >= rememberedMax) recorded().clear()
  recorded().set(key, nowMs + quietMs)
  return false
}

/** Throws `unavailable` when it cannot be put on record; then nothing may leave. */
export async function recordExport(viewer: Viewer, given: Export): Promise<void> {
  const { what, format, filter = {}, by_pages, ...rest } = given
  if (by_pages && isToldAlready(viewer, given)) return
  const set = Object.entries(filter).filter(([, value]) => value !== undefined && value !== '')
  await transaction('people', (tx) =>
    recordActivity(tx, viewer, {
      type: `exported_${what}`,
      ...rest,
      details: { format, ...(set.length > 0 ? { filter: Object.fromEntries(set) } : {}) },
    }),
  )
}
