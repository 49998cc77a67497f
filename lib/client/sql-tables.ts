// osquery's tables for completion and the schema panel: asked for once a page, when an editor opens.
import { useEffect, useState } from 'react'
import { SqlTables } from '@/lib/wire/sql'
import { api } from './api'

let tables: Promise<SqlTables> | undefined

/** A failure is forgotten, so that the next call asks again. */
export function loadTables(): Promise<SqlTables> {
  tables ??= api(SqlTables, '/api/v1/fleet/osquery/tables').catch((error: unknown) => {
    tables = undefined
    throw error
  })
  return tables
}

type TablesState = { tables: SqlTables | undefined; failed: boolean; again: () => void }

export function useTables(): TablesState {
  const [state, setState] = useState<{ tables?: SqlTables; failed: boolean }>({ failed: false })
  const [round, setRound] = useState(0)
  useEffect(() => {
    let current = round >= 0
    loadTables().then(
      (found) => current && setState({ tables: found, failed: false }),
      () => current && setState({ failed: true }),
    )
    return () => {
      current = false
    }
  }, [round])
  return { tables: state.tables, failed: state.failed, again: () => setRound((n) => n + 1) }
}
