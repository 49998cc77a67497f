// The audit trail as people read it and take it away: administrators of the installation only.
import { verifyActivities } from '@/lib/domain/activity'
import { recordExport } from '@/lib/domain/activity-exports'
import { authorize } from '@/lib/domain/permissions'
import {
  type ChainedRow,
  findActivity,
  listActivities,
  listActivityChoices,
  listChained,
} from '@/lib/store/activity-feed'
import type { ActivityFilter, ActivityQuery, Verification } from '@/lib/wire/activity'
import { csvLine, type Download } from '@/lib/wire/csv'
import { AppError } from '@/lib/wire/errors'
import type { Viewer } from '@/lib/wire/roles'

const installation = { team_id: null }
const pageEntries = 500

export async function readActivities(viewer: Viewer, query: ActivityQuery) {
  authorize(viewer, 'activities:read', installation)
  const { activities, count } = await listActivities(query)
  const last = activities.length < query.per_page ? undefined : activities.at(-1)
  return { activities, count, next_cursor: last ? String(last.id) : null }
}

export async function readActivity(viewer: Viewer, id: number): Promise<ChainedRow> {
  authorize(viewer, 'activities:read', installation)
  const activity = await findActivity(id)
  if (!activity) throw new AppError('not_found', 'There is no such entry')
  return activity
}

/** The types that occur and the people who could have acted, for the filters. */
export function readActivityChoices(viewer: Viewer) {
  authorize(viewer, 'activities:read', installation)
  return listActivityChoices()
}

/** Walks the whole chain as it is now. */
export async function verifyFor(viewer: Viewer): Promise<Verification> {
  authorize(viewer, 'activities:read', installation)
  return verifyActivities()
}

async function* entriesOf(filter: ActivityFilter): AsyncGenerator<ChainedRow[]> {
  let before = Number.MAX_SAFE_INTEGER
  for (;;) {
    const page = await listChained(filter, before, pageEntries)
    if (page.length > 0) yield page
    const last = page.at(-1)
    if (!last || page.length < pageEntries) return
    before = last.id
  }
}

const timeOf = ({ created_at }: ChainedRow) => new Date(created_at).toISOString()

const names = [
  ...['id', 'created_at', 'actor_kind', 'actor_id', 'actor_name', 'type', 'object_kind'],
  ...['object_id', 'object_name', 'hosts', 'address', 'details', 'prev_hash', 'hash'],
] as const

function csvOfEntry(row: ChainedRow): string {
  const cells = { ...row, created_at: timeOf(row), details: JSON.stringify(row.details) }
  return csvLine(names.map((name) => String(cells[name] ?? '')))
}

async function* csvOf(filter: ActivityFilter): AsyncGenerator<string> {
  yield csvLine(names)
  for await (const page of entriesOf(filter)) yield page.map(csvOfEntry).join('')
}

async function* ndjsonOf(filter: ActivityFilter): AsyncGenerator<string> {
  for await (const page of entriesOf(filter))
    yield page.map((row) => `${JSON.stringify({ ...row, created_at: timeOf(row) })}\n`).join('')
}

/**
 * The entries that match as a file, newest first. With both hashes of each, so that whoever holds the
 * file can check it against a later one. That it was taken is on record first.
 */
export async function exportActivities(
  viewer: Viewer,
  filter: ActivityFilter,
  { format, address }: { format: 'csv' | 'ndjson'; address: string },
): Promise<Download> {
  authorize(viewer, 'activities:read', installation)
  await recordExport(viewer, { what: 'activities', format, filter, address })
  const day = new Date().toISOString().slice(0, 10)
  return format === 'csv'
    ? {
        file_name: `activity-${day}.csv`,
        content_type: 'text/csv; charset=utf-8',
        chunks: csvOf(filter),
      }
    : {
        file_name: `activity-${day}.ndjson`,
        content_type: 'application/x-ndjson',
        chunks: ndjsonOf(filter),
      }
}
