// Reports of queries: what hosts last reported, as people and scripts read it.
import { z } from 'zod'
import { listQuery, pageShape } from '@/lib/wire/paging'
import { CsvColumns } from '@/lib/wire/result-exports'
import { ResultAction } from '@/lib/wire/results'
import { Moment } from '@/lib/wire/results-latest'
import { Columns, IdText, Timestamp } from '@/lib/wire/values'

/** What a report says of one host's state of one query beside its rows. */
const stateShape = {
  /** When the newest run was received. */
  last_fetched: Timestamp.nullable(),
  mode: z.enum(['snapshot', 'differential']).nullable(),
  /** The first full set was never seen: rows are known only since then. */
  partial_since: Timestamp.nullable(),
}

export const QueryReport = z.object({
  /** Null for a query of a pack that is not saved. */
  query_id: z.int().nullable(),
  results: z.array(
    z.object({
      host_id: z.int(),
      host_name: z.string(),
      last_fetched: Timestamp,
      columns: Columns,
    }),
  ),
  report_clipped: z.boolean(),
  /** Hosts of this page that had a state then, also those whose state has no row. */
  hosts_count: z.int(),
  /** Lines received before are no longer kept: of a time before then little or nothing is known. */
  kept_since: Timestamp.nullable(),
  /** `count`: hosts in view that ever reported and match. */
  ...pageShape,
})
export type QueryReport = z.infer<typeof QueryReport>

export const HostQueryReport = z.object({
  query_id: z.int(),
  host_id: z.int(),
  host_name: z.string(),
  report_clipped: z.boolean(),
  ...stateShape,
  results: z.array(z.object({ columns: Columns })),
})
export type HostQueryReport = z.infer<typeof HostQueryReport>

export const HostQueryParams = z.strictObject({ id: IdText, query_id: IdText })

/** `query_id` is of a scheduled query of that pack. */
export const PackQueryParams = z.strictObject({ id: IdText, query_id: IdText })

/** Pages are of hosts; `query` searches their names. */
export const ReportQuery = listQuery(['id', 'host_name', 'last_fetched']).extend({
  /** Of hosts that are in that team now. */
  team_id: IdText.optional(),
  /** As of the lines that had been received by then. */
  at: Moment.optional(),
  /** Only hosts that reported since then. */
  since: Moment.optional(),
})
export type ReportQuery = z.infer<typeof ReportQuery>

/** The filters of a report, for a file of all of it: as of `at`, else of when it is begun. */
export const ReportNdjsonQuery = ReportQuery.pick({
  ...{ query: true, team_id: true, at: true, since: true },
})

export const ReportCsvQuery = ReportNdjsonQuery.extend({
  /** By default those of the first hosts. */
  columns: CsvColumns.optional(),
})
export type ReportFileQuery = z.infer<typeof ReportCsvQuery>

export const HostReportQuery = z.strictObject({ at: Moment.optional() })

/** The newest result of one scheduled query on a host. */
export const LatestResult = z.object({
  pack_id: z.int(),
  pack: z.string().nullable(),
  pack_query_id: z.int(),
  query_id: z.int().nullable(),
  query: z.string(),
  action: ResultAction,
  received_at: Timestamp,
  unix_time: z.int(),
  /** Rows of the newest snapshot, or lines of the newest differential run. */
  rows: z.int(),
})
export type LatestResult = z.infer<typeof LatestResult>
