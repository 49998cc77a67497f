// The checker's verdict on a query, and osquery's tables as an editor knows them.
import { z } from 'zod'
import { tablePlatforms } from '@/lib/wire/platforms'

export const SqlValidation = z.strictObject({
  query: z.string().max(1_000_000),
  /** Where it is meant to run; a table that is missing there becomes a warning. */
  platforms: z.array(z.enum(tablePlatforms)).optional(),
  /** Names that may stand in the text as {{name}}, each for one value. */
  parameters: z.array(z.string().max(200)).max(100).optional(),
})
export type SqlValidation = z.infer<typeof SqlValidation>

/** One change of the text that would mend the finding; offsets in UTF-16 units. */
export const SqlFix = z.object({
  title: z.string(),
  from: z.number(),
  to: z.number(),
  text: z.string(),
})
export type SqlFix = z.infer<typeof SqlFix>

/** Line and column count from 1, in UTF-16 units; `length` is of the marked text on that line. */
export const SqlError = z.object({
  message: z.string(),
  line: z.number(),
  column: z.number(),
  length: z.number().optional(),
  fix: SqlFix.optional(),
})
export type SqlError = z.infer<typeof SqlError>

export const SqlWarning = z.object({
  code: z.string(),
  message: z.string(),
  line: z.number().optional(),
  column: z.number().optional(),
  length: z.number().optional(),
  fix: SqlFix.optional(),
})
export type SqlWarning = z.infer<typeof SqlWarning>

/** What a platform lacks of what the query names: a table, or a column of one it has. */
export const SqlAbsence = z.object({ kind: z.enum(['table', 'column']), name: z.string() })
export type SqlAbsence = z.infer<typeof SqlAbsence>

const eachPlatform = <S extends z.ZodType>(shape: S) =>
  z.object({ darwin: shape, linux: shape, windows: shape })

export const SqlVerdict = z.object({
  valid: z.boolean(),
  errors: z.array(SqlError),
  /** Real names, aliases resolved, in order of name. */
  tables: z.array(z.string()),
  platforms: eachPlatform(z.boolean()),
  /** Empty where the query runs, and where it is not valid. */
  absent: eachPlatform(z.array(SqlAbsence)),
  warnings: z.array(SqlWarning),
})
export type SqlVerdict = z.infer<typeof SqlVerdict>
/** The same by another name: what an editor shows, whoever said it. */
export type SqlReport = SqlVerdict

/** osquery's tables as the editor completes them. */
export const SqlTables = z.object({
  /** The osquery release they were taken from. */
  version: z.string(),
  tables: z.array(
    z.object({
      name: z.string(),
      platforms: z.array(z.enum(tablePlatforms)),
      evented: z.boolean(),
      /** One line of help. */
      description: z.string(),
      examples: z.array(z.string()),
      columns: z.array(
        z.object({
          name: z.string(),
          type: z.string(),
          required: z.boolean(),
          description: z.string(),
          /** Only of a column that not every platform of its table has. */
          platforms: z.array(z.enum(tablePlatforms)).optional(),
        }),
      ),
    }),
  ),
})
export type SqlTables = z.infer<typeof SqlTables>
