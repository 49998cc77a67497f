// Packs whose newest revision is not the one that hosts get.
import { sql } from '@/lib/store/db'

export type DraftQueries = { pack_id: number; revision: number; names: string[] }

/** The names of their queries. */
export function listDraftQueries(): Promise<DraftQueries[]> {
  return sql<DraftQueries>(
    'people',
    `SELECT p.id AS pack_id, p.revision, array_agg(q.name ORDER BY q.position, q.id) AS names
     FROM packs p JOIN pack_queries q ON q.pack_id = p.id
     WHERE p.released IS NOT NULL AND p.released < p.revision GROUP BY p.id`,
  )
}
