// Result lines as files: which columns a CSV has, and what is told of where a file comes from.
import { z } from 'zod'
import { gatherFilters, resultFilterShape } from '@/lib/wire/result-filters'
import { Timestamp } from '@/lib/wire/values'

function parsedNames(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** Names of the agents' columns as a JSON list. */
export const CsvColumns = z
  .string()
  .max(65_536)
  .transform(parsedNames)
  .pipe(z.array(z.string().max(256)).max(512))

export const ResultsCsvQuery = z.preprocess(
  gatherFilters,
  z.strictObject({
    ...resultFilterShape,
    /** By default those that one query brought. */
    columns: CsvColumns.optional(),
  }),
)
export type ResultsCsvQuery = z.infer<typeof ResultsCsvQuery>

export const ResultsNdjsonQuery = z.preprocess(
  gatherFilters,
  z.strictObject({
    ...resultFilterShape,
    /** Begins with a line `{"provenance": …}`. */
    provenance: z
      .enum(['true', 'false', '1', '0'])
      .transform((text) => text === 'true' || text === '1')
      .default(false),
  }),
)
export type ResultsNdjsonQuery = z.infer<typeof ResultsNdjsonQuery>

export const ResultsProvenanceQuery = z.preprocess(gatherFilters, z.strictObject(resultFilterShape))

/** What a file is of, when it was begun, and by what right it is believed. */
export const ResultsProvenance = z.object({
  /** As the query string says them. */
  filters: z.record(z.string(), z.string()),
  /** The oldest line that is kept, when the file was begun; null when there are none. */
  kept_since: Timestamp.nullable(),
  from: Timestamp.nullable(),
  to: Timestamp.nullable(),
  /** Lines that were received later are not in the file. */
  as_of: Timestamp,
  /** Lines of hosts of teams that the reader has no role in are left out. */
  all_teams: z.boolean(),
  exported_by: z.string(),
  server: z.object({ name: z.string(), version: z.string() }),
})
export type ResultsProvenance = z.infer<typeof ResultsProvenance>
export const ResultsProvenanceReply = z.object({ provenance: ResultsProvenance })
