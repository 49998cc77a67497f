// What leaves as a file is on record before its first byte does: who took what, filtered how, from where.
import { recordActivity } from '@/lib/domain/activity'
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
}

/** Throws `unavailable` when it cannot be put on record; then nothing may leave. */
export function recordExport(viewer: Viewer, given: Export): Promise<void> {
  const { what, format, filter = {}, ...rest } = given
  const set = Object.entries(filter).filter(([, value]) => value !== undefined && value !== '')
  return transaction('people', (tx) =>
    recordActivity(tx, viewer, {
      type: `exported_${what}`,
      ...rest,
      details: { format, ...(set.length > 0 ? { filter: Object.fromEntries(set) } : {}) },
    }),
  )
}
