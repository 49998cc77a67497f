// What people are told of a query before it is saved or sent.
import { authorize } from '@/lib/domain/permissions'
import { catalogueVersion, tables } from '@/lib/sql/catalogue'
import { checkSql } from '@/lib/sql/check'
import type { Viewer } from '@/lib/wire/roles'
import type { SqlTables, SqlValidation, SqlVerdict } from '@/lib/wire/sql'

const shown = { darwin: 'macOS', linux: 'Linux', windows: 'Windows' }

/** The checker's verdict, with a warning for each wanted platform where the query does not run. */
export async function validateSql({ query, platforms = [] }: SqlValidation): Promise<SqlVerdict> {
  const check = await checkSql(query)
  const absent = check.valid ? platforms.filter((platform) => !check.platforms[platform]) : []
  const warnings = absent.map((platform) => ({
    code: 'absent_on_platform',
    message: `A table or column of the query does not exist on ${shown[platform]}`,
  }))
  return { ...check, warnings: [...check.warnings, ...warnings] }
}

/** The catalogue as an editor completes it; hidden columns are left out. */
export function sqlTables(viewer: Viewer): SqlTables {
  authorize(viewer, 'queries:read', 'any')
  return {
    version: catalogueVersion(),
    tables: tables().map(({ name, platforms, evented, columns }) => ({
      name,
      platforms: [...platforms],
      evented,
      columns: columns
        .filter(({ hidden }) => !hidden)
        .map(({ name: column, type, required }) => ({ name: column, type, required })),
    })),
  }
}
