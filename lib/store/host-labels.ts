// What is known of one host and every label: membership, since when, and how the last evaluation went.
import { sql } from '@/lib/store/db'

type HostLabel = {
  id: number
  name: string
  kind: 'builtin' | 'sql' | 'manual'
  member: boolean
  since: Date | null
  evaluated_at: Date | null
  error: string | null
}

/** Every label, those that the host was never judged by among them. */
export function listHostLabels(hostId: number): Promise<HostLabel[]> {
  return sql<HostLabel>(
    'people',
    `SELECT l.id, l.name, l.kind, coalesce(v.member, false) AS member, v.since, v.evaluated_at, v.error
     FROM labels l LEFT JOIN label_verdicts v ON v.label_id = l.id AND v.host_id = $1`,
    [hostId],
  )
}

/** Every label by name, without counting anybody: built-in ones first. */
export function listLabelNames(): Promise<{ id: number; name: string; manual: boolean }[]> {
  return sql(
    'people',
    `SELECT id, name, kind = 'manual' AS manual FROM labels
     ORDER BY kind <> 'builtin', lower(name), id`,
  )
}
