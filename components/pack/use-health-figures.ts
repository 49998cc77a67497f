'use client'
// What the editor's table says of health beside each query: hosts that failed or gave it up.
import { useMemo } from 'react'
import { usePoll } from '@/lib/client/use-poll'
import { PackHealth } from '@/lib/wire/health'
import type { QueryFigures } from './query-grid-state'

/** By pack_query_id; empty until it was read. */
export function useHealthFigures(packId: number): ReadonlyMap<number, QueryFigures> {
  const { value } = usePoll(PackHealth, `/api/v1/fleet/packs/${packId}/health`, 60)
  return useMemo(
    () =>
      new Map(
        value?.queries.map(({ pack_query_id, denylisted, failing }) => [
          pack_query_id,
          { denylisted, failing },
        ]),
      ),
    [value],
  )
}
