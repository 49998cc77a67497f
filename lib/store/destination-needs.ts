// What destinations still need of the log, for retention: since when, and what a partition holds that
// one of them has not had.
import { sql } from '@/lib/store/db'
import type { DestinationKind } from '@/lib/wire/destination-kinds'
import type { LogType } from '@/lib/wire/destinations'

export type DestinationLog = 'result_lines' | 'status_lines'

const needs = {
  result_lines: {
    cursor: 'd.result_id',
    wanted: "(d.live OR d.log_types && ARRAY['result', 'snapshot'])",
  },
  status_lines: { cursor: 'd.status_id', wanted: "'status' = ANY(d.log_types)" },
} as const

/** When the oldest line was received that a destination which blocks has not passed. */
export async function findNeededSince(log: DestinationLog): Promise<Date | null> {
  const { cursor, wanted } = needs[log]
  const [row] = await sql<{ since: Date | null }>(
    'work',
    `SELECT min(l.received_at) AS since
       FROM destinations d,
            LATERAL (SELECT received_at FROM ${log} WHERE id > ${cursor} ORDER BY id LIMIT 1) l
      WHERE d.when_full = 'block' AND ${wanted}`,
  )
  return row?.since ?? null
}

export type Behind = {
  id: number
  kind: DestinationKind
  packs: number[] | null
  log_types: LogType[]
  live: boolean
  /** The first and the last id in the partition that it has not passed. */
  from: number
  to: number
}

/** The destinations that have not passed the whole partition; its name is ours, never from outside. */
export async function listBehind(log: DestinationLog, partition: string): Promise<Behind[]> {
  const { cursor, wanted } = needs[log]
  return sql(
    'work',
    `SELECT d.id, d.kind, CASE WHEN d.all_packs THEN NULL ELSE d.filter_packs END AS packs,
            d.log_types, d.live, greatest(${cursor}, ends.first - 1) AS from, ends.last AS to
       FROM destinations d,
            (SELECT min(id) AS first, max(id) AS last FROM "${partition}") ends
      WHERE ${wanted} AND ends.last > ${cursor}`,
  )
}

export async function addShed(id: number, lines: number): Promise<void> {
  await sql('work', 'UPDATE destinations SET shed = shed + $2 WHERE id = $1', [id, lines])
}
