// What people are told of a query before it is saved or sent.
import { authorize } from '@/lib/domain/permissions'
import { type CatalogueTable, catalogueVersion, tables } from '@/lib/sql/catalogue'
import { wordsOfTable } from '@/lib/sql/catalogue-words'
import { checkSql } from '@/lib/sql/check'
import type { Viewer } from '@/lib/wire/roles'
import type { SqlTables, SqlValidation, SqlVerdict } from '@/lib/wire/sql'

/** The checker's verdict, with a warning for each wanted platform where the query does not run. */
export function validateSql({ query, ...options }: SqlValidation): Promise<SqlVerdict> {
  return checkSql(query, options)
}

type Column = SqlTables['tables'][number]['columns'][number]

function columnsOf(table: CatalogueTable, descriptions: readonly string[]): Column[] {
  return table.columns.flatMap(({ name, type, required, hidden, platforms }, i) => {
    if (hidden) return []
    const description = descriptions[i] ?? ''
    return [
      { name, type, required, description, ...(platforms ? { platforms: [...platforms] } : {}) },
    ]
  })
}

/** The catalogue as an editor completes it; hidden columns are left out. */
export function sqlTables(viewer: Viewer): SqlTables {
  authorize(viewer, 'queries:read', 'any')
  return {
    version: catalogueVersion(),
    tables: tables().map((table) => {
      const { name, platforms, evented } = table
      const { description, examples, columns: descriptions } = wordsOfTable(name)
      const columns = columnsOf(table, descriptions)
      return {
        name,
        platforms: [...platforms],
        evented,
        description,
        examples: [...examples],
        columns,
      }
    }),
  }
}
