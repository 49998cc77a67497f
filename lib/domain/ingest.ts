// The log door's rule: a batch is acknowledged only when every line of it, or its dead letter, is
// committed. Attribution is by the host of the node key; what a line says of itself is a claim.
import { commitRequests } from '@/lib/domain/ingest-commit'
import { countIngest, startIngestFigures, stopIngestFigures } from '@/lib/domain/ingest-figures'
import { type Gathered, gather } from '@/lib/domain/ingest-gather'
import { quotaLetter } from '@/lib/domain/ingest-letters'
import {
  countRows,
  type FindName,
  isChatter,
  type SortedLines,
  sortLines,
  textsOf,
} from '@/lib/domain/ingest-lines'
import { type NamedHost, nameLookup } from '@/lib/domain/ingest-names'
import { noteProof, proofOf } from '@/lib/domain/ingest-proofs'
import { takeQuota } from '@/lib/domain/ingest-quota'
import { ensurePartitions } from '@/lib/store/partitions'

export type LogHost = NamedHost & { readonly host_identifier?: string }

/** A batch as it was decoded. */
type LogBatch = {
  readonly log_type?: unknown
  readonly data?: unknown
  /** Decodes `data` anew. With it `data` is emptied once it is sorted: lines are dear to keep in memory. */
  readonly reread?: () => Promise<unknown>
}

/**
 * Stores a log batch of that host. Resolves after COMMIT; throws to refuse, so that the agent keeps
 * its lines and sends them again, when storing failed or took over 10 s. A batch sent twice, also as
 * part of a larger or smaller one, is stored once.
 */
export async function recordLog(host: LogHost, body: LogBatch): Promise<void> {
  const proof = body.log_type === 'result' ? proofOf(body.data) : null
  const gathered = await packed(host, body)
  if (gathered.count === 0) return
  await gather(host, gathered, commitRequests)
  noteProof(host.id, proof)
}

/** What waits for its commit. The parsed and the sorted lines end with this function. */
async function packed(host: LogHost, body: LogBatch): Promise<Gathered> {
  const findName = await nameLookup(host, body.log_type === 'result' ? body.data : undefined)
  const sorted = await sortLines(host, body, findName)
  const rows = await withinQuota(host, sorted)
  const { log_type, data, reread } = body
  const isKept = rows === sorted && reread !== undefined
  const unpack = isKept ? sortAgain(host, { log_type, reread }, findName) : remembering(rows)
  if (reread && Array.isArray(data)) data.length = 0
  return { rows: textsOf(rows), count: countRows(rows), units: unitsOf(rows), unpack }
}

// Functions of their own, so that what each returns holds on to nothing but its own arguments.
const remembering = (rows: SortedLines) => async () => rows
const sortAgain =
  (host: LogHost, { log_type, reread }: Required<Omit<LogBatch, 'data'>>, findName: FindName) =>
  async () =>
    sortLines(host, { log_type, data: await reread() }, findName)

function unitsOf(rows: SortedLines): number {
  let units = 0
  for (const table of [rows.results, rows.statuses, rows.dead_letters]) {
    for (const line of table) units += line.json.length
  }
  return units
}

const none: SortedLines = { results: [], statuses: [], dead_letters: [] }
const sizeOf = (rows: SortedLines) => ({ rows: countRows(rows), bytes: unitsOf(rows) })

async function withinQuota(host: LogHost, rows: SortedLines): Promise<SortedLines> {
  const chatter = { ...none, statuses: rows.statuses.filter(isChatter) }
  const { drop, tell } = await takeQuota(host.id, { all: sizeOf(rows), chatter: sizeOf(chatter) })
  if (drop === 'nothing') return rows
  countIngest('dropped', countRows(drop === 'all' ? rows : chatter))
  const letters = tell ? [quotaLetter(host, drop)] : []
  if (drop === 'all') return { ...none, dead_letters: letters }
  const { results, statuses, dead_letters } = rows
  const kept = statuses.filter((line) => !isChatter(line))
  return { results, statuses: kept, dead_letters: [...dead_letters, ...letters] }
}

/** Makes the partitions that lines go to and begins to flush figures. */
export async function startIngest(): Promise<void> {
  await ensurePartitions()
  startIngestFigures()
}

/** Ends the flushing with a last one. Requests under way are the front door's to wait for. */
export async function stopIngest(): Promise<void> {
  await stopIngestFigures()
}
