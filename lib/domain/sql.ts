// What people are told of a query before it is saved or sent.
import { checkSql } from '@/lib/sql/check'
import type { SqlValidation, SqlVerdict } from '@/lib/wire/sql'

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
