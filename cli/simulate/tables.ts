// Every table that simulated computers can tell something about, by name. A table of the catalogue
// that is missing here exists and is empty.
import type { Cells } from './executor'
import type { Machine } from './machine'
import { fileTables } from './tables-files'
import { hardwareTables } from './tables-hardware'
import { historyTables } from './tables-histories'
import { networkTables } from './tables-network'
import { processTables } from './tables-processes'
import { securityTables } from './tables-security'
import { serviceTables } from './tables-services'
import { softwareTables } from './tables-software'
import { systemTables } from './tables-system'
import { userTables } from './tables-users'

export interface TableSource {
  rows(machine: Machine, nowSeconds: number): Cells[]
  /** After this long the rows may differ; without it they never do. */
  lifetimeSeconds?: number
}

export const tableSources: Readonly<Record<string, TableSource>> = {
  ...systemTables,
  ...hardwareTables,
  ...processTables,
  ...serviceTables,
  ...networkTables,
  ...softwareTables,
  ...userTables,
  ...fileTables,
  ...securityTables,
  ...historyTables,
}
