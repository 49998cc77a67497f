// Queries that packs hold and hosts do not get: of newest revisions that are drafts, and switched off.
import { sql } from '@/lib/store/db'

export type HeldBack = {
  pack_id: number
  /** The newest. */
  revision: number
  /** Whether it is not the one that hosts get. */
  draft: boolean
  /** Of the newest revision, switched on. */
  names: string[]
  /** Switched off in it. */
  off: string[]
}

/** Packs with drafts or with queries that are off. */
export function listHeldBack(): Promise<HeldBack[]> {
  return sql<HeldBack>(
    'people',
    `SELECT p.id AS pack_id, p.revision, coalesce(p.released < p.revision, false) AS draft,
       coalesce(array_agg(q.name ORDER BY q.position, q.id) FILTER (WHERE NOT q.disabled), '{}')
         AS names,
       coalesce(array_agg(q.name ORDER BY q.position, q.id) FILTER (WHERE q.disabled), '{}') AS off
     FROM packs p JOIN pack_queries q ON q.pack_id = p.id
     GROUP BY p.id HAVING bool_or(q.disabled) OR coalesce(p.released < p.revision, false)`,
  )
}
