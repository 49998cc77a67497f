// Sorts the elements of a log batch into rows to store: results, statuses and dead letters. Pure; a
// line that cannot be understood becomes a dead letter and never costs its neighbours. On the agents'
// hot path: JSON texts are put together by hand, each row is hashed once, large batches rest by row.
import { boundedText, cellsOf, cellText } from '@/lib/domain/ingest-cells'
import {
  type Counted,
  deadLetter,
  fingerprint,
  gistOf,
  type SortingHost,
  type StoredLine,
  sampleBytesMax,
} from '@/lib/domain/ingest-letters'
import { inTurns, type Steps } from '@/lib/domain/turns'
import type { LineRows } from '@/lib/store/results-append'
import type { DeadLetterReason } from '@/lib/wire/dead-letters'
import { type AgentObject, isAgentObject } from '@/lib/wire/osquery'
import type { ServedName } from '@/lib/wire/results'

export type SortedLines = {
  results: StoredLine[]
  statuses: StoredLine[]
  dead_letters: StoredLine[]
}

/** What a full query name means to this host; undefined when it was never served to it. */
export type FindName = (name: string) => ServedName | undefined

const queryNameBytesMax = 1_024
const claimBytesMax = 256
const decorationUnitsMax = 16_384
const snapshotUnitsMax = 8 * 1_048_576
/** A body of 16 MiB can spell millions of tiny elements; real agents send 1,024 lines. */
export const rowsMax = 100_000

type Batch = SortedLines & Counted & { logType: string; findName: FindName }

/**
 * The rows of a batch, sorted with a turn of the event loop every few milliseconds. `data` that is no
 * list, and lines of an unknown `log_type`, become dead letters. Fingerprints depend on the host, the
 * line and how many equal lines precede it.
 */
export async function sortLines(
  host: SortingHost,
  body: { log_type?: unknown; data?: unknown },
  findName: FindName,
): Promise<SortedLines> {
  const logType = typeof body.log_type === 'string' ? boundedText(body.log_type, 64) : ''
  const rows: SortedLines = { results: [], statuses: [], dead_letters: [] }
  await inTurns(sorting({ ...rows, host, logType, findName, ordinals: new Map() }, body.data))
  return rows
}

function* sorting(batch: Batch, data: unknown): Steps<void> {
  if (!Array.isArray(data)) {
    if (data !== undefined && data !== null) yield* bury(batch, data, 'no_list')
    return
  }
  const sortLine = sorters[batch.logType] ?? sortUnknown
  for (const [index, line] of data.entries()) {
    if (countRows(batch) >= rowsMax) {
      yield* bury(batch, data.slice(index), 'too_many_rows')
      break
    }
    const sorted = sortLine(batch, line)
    const fault = typeof sorted === 'object' ? yield* sorted : sorted
    if (fault) yield* bury(batch, line, fault)
    yield
  }
}

export function countRows(rows: SortedLines): number {
  return rows.results.length + rows.statuses.length + rows.dead_letters.length
}

/** Each table's rows as one text: one long text is cheap to keep, thousands of short ones are not. */
export function textsOf(rows: SortedLines): LineRows {
  const joined = (lines: readonly StoredLine[]) =>
    lines.length === 0 ? [] : [lines.map((line) => line.json).join(',')]
  return {
    results: joined(rows.results),
    statuses: joined(rows.statuses),
    dead_letters: joined(rows.dead_letters),
  }
}

type Fault = DeadLetterReason | undefined
type SortLine = (batch: Batch, line: unknown) => Fault | Steps<Fault>

const sorters: { readonly [logType: string]: SortLine | undefined } = Object.assign(
  Object.create(null),
  { result: sortResult, status: sortStatus },
)

function sortUnknown(): Fault {
  return 'unknown_log_type'
}

/** A whole number of at most `digitsMax` digits as text, or "0". */
function whole(value: unknown, digitsMax: number): string {
  if (typeof value === 'number' && value >= 0 && value <= Number.MAX_SAFE_INTEGER) {
    const text = String(Math.trunc(value))
    return text.length <= digitsMax ? text : '0'
  }
  if (typeof value !== 'string' || value.length > digitsMax || !/^\d+$/.test(value)) return '0'
  return value.replace(/^0+(?=\d)/, '')
}

const timeDigits = 15
const uint64Digits = 20

const knownKeys: ReadonlySet<string> = new Set(
  `name hostIdentifier calendarTime unixTime epoch counter numerics logNumericsAsNumbers decorations
   columns action diffResults snapshot severity filename line message version`.split(/\s+/),
)

/** Decorations, nested or spread over the line by `decorations_top_level`, as JSON text. */
function decorationsOf(line: AgentObject): string {
  const given = isAgentObject(line.decorations) ? line.decorations : undefined
  let all = given
  for (const key of Object.keys(line)) {
    if (knownKeys.has(key)) continue
    if (all === undefined || all === given) all = Object.assign(Object.create(null), given)
    if (all) all[key] = line[key]
  }
  if (all === undefined) return 'null'
  const { json } = cellsOf(all)
  return json.length > decorationUnitsMax ? '{"decorations_truncated":"true"}' : json
}

function claimOf(host: SortingHost, line: AgentObject): string {
  const claimed = line.hostIdentifier
  if (typeof claimed !== 'string' || claimed === host.host_identifier) return 'null'
  return JSON.stringify(boundedText(claimed, claimBytesMax))
}

type Common = { name: string; unixTime: string; epoch: string; counter: string; json: string }

/** What all rows of one result line share. */
function commonOf(batch: Batch, line: AgentObject, fullName: string): Common {
  const name = boundedText(fullName, queryNameBytesMax)
  const served = batch.findName(fullName)
  const unixTime = whole(line.unixTime, timeDigits)
  const epoch = whole(line.epoch, uint64Digits)
  const counter = whole(line.counter, uint64Digits)
  const json =
    `{"host_id":${batch.host.id},"name":${JSON.stringify(name)},"pack_id":${served?.pack_id ?? null}` +
    `,"pack_query_id":${served?.pack_query_id ?? null},"query_id":${served?.query_id ?? null}` +
    `,"unix_time":${unixTime},"epoch":${epoch},"counter":${counter}` +
    `,"decorations":${decorationsOf(line)},"unsolicited":${served === undefined}` +
    `,"claimed_by":${claimOf(batch.host, line)}`
  return { name, unixTime, epoch, counter, json }
}

type Action = 'added' | 'removed' | 'snapshot' | 'empty'

/** `uncut` is the digest of the row as sent when `json` is not all of it: rows are told apart by it. */
type Content = { json: string; uncut?: string }

function keep(batch: Batch, source: unknown, common: Common, action: Action, content: Content) {
  const { name, unixTime, epoch, counter } = common
  const identity = `${name}\0${epoch}\0${counter}\0${unixTime}\0${action}\0${content.uncut ?? content.json}`
  const print = fingerprint(batch, unixTime, identity)
  const json = `${common.json},"action":"${action}","content":${content.json},"fingerprint":"${print}"}`
  batch.results.push({ json, source })
}

function* columnsContent(row: AgentObject): Steps<Content> {
  const { json, truncated } = cellsOf(row)
  if (!truncated) return { json: `{"columns":${json}}` }
  const { digest } = yield* gistOf(row)
  return { json: `{"columns":${json},"truncated":true}`, uncut: digest }
}

function* snapshotContent(rows: readonly AgentObject[]): Steps<Content> {
  const texts: string[] = []
  let truncated = false
  let units = 0
  for (const row of rows) {
    const cells = cellsOf(row)
    truncated ||= cells.truncated
    units += cells.json.length + 1
    if (units > snapshotUnitsMax) {
      truncated = true
      break
    }
    texts.push(cells.json)
    yield
  }
  const json = `{"snapshot":[${texts.join(',')}]`
  if (!truncated) return { json: `${json}}` }
  const { digest } = yield* gistOf(rows)
  return { json: `${json},"truncated":true}`, uncut: digest }
}

/** The rows of a list; `""` stands for an empty one in old agents. Undefined when it is neither. */
function rowsOf(list: unknown): AgentObject[] | undefined {
  if (list === '' || list === null || list === undefined) return []
  return Array.isArray(list) && list.every(isAgentObject) ? list : undefined
}

function* sortResult(batch: Batch, line: unknown): Steps<Fault> {
  if (!isAgentObject(line)) return 'not_an_object'
  if (typeof line.name !== 'string' || line.name === '') return 'no_name'
  if (isAgentObject(line.columns)) return yield* sortEvent(batch, line, line.name, line.columns)
  if (line.diffResults !== undefined) return yield* sortDifference(batch, line, line.name)
  if (line.snapshot === undefined) return 'no_rows'
  const rows = rowsOf(line.snapshot)
  if (!rows) return 'odd_rows'
  const content = yield* snapshotContent(rows)
  keep(batch, line, commonOf(batch, line, line.name), 'snapshot', content)
}

function* sortEvent(
  batch: Batch,
  line: AgentObject,
  name: string,
  columns: AgentObject,
): Steps<Fault> {
  const { action } = line
  if (action !== 'added' && action !== 'removed' && action !== 'snapshot') return 'odd_action'
  keep(batch, line, commonOf(batch, line, name), action, yield* columnsContent(columns))
}

function* sortDifference(batch: Batch, line: AgentObject, name: string): Steps<Fault> {
  if (!isAgentObject(line.diffResults)) return 'odd_rows'
  const removed = rowsOf(line.diffResults.removed)
  const added = rowsOf(line.diffResults.added)
  if (!removed || !added) return 'odd_rows'
  if (countRows(batch) + removed.length + added.length > rowsMax) return 'too_many_rows'
  const common = commonOf(batch, line, name)
  for (const row of removed) {
    keep(batch, line, common, 'removed', yield* columnsContent(row))
    yield
  }
  for (const row of added) {
    keep(batch, line, common, 'added', yield* columnsContent(row))
    yield
  }
  // The agent says that it ran and found nothing: without a row the run would be forgotten.
  if (removed.length + added.length === 0) keep(batch, line, common, 'empty', { json: '{}' })
}

const severityMax = 9
const lineMax = 2_147_483_647

function sortStatus(batch: Batch, line: unknown): Fault {
  if (!isAgentObject(line)) return 'not_an_object'
  if (typeof line.message !== 'string') return 'no_message'
  const unixTime = whole(line.unixTime, timeDigits)
  const decorations = decorationsOf(line)
  const columns =
    `"unix_time":${unixTime},"severity":${Math.min(Number(whole(line.severity, 10)), severityMax)}` +
    `,"filename":${JSON.stringify(boundedText(cellText(line.filename), 1_024))}` +
    `,"line":${Math.min(Number(whole(line.line, 10)), lineMax)}` +
    `,"message":${JSON.stringify(messageOf(line.message))}` +
    `,"version":${JSON.stringify(boundedText(cellText(line.version), 256))}` +
    `,"decorations":${decorations}`
  const print = fingerprint(batch, unixTime, `status\0${columns}`)
  const json = `{"host_id":${batch.host.id},${columns},"fingerprint":"${print}"}`
  batch.statuses.push({ json, source: line })
}

/** Whether a sorted status line is of the lowest severity, INFO. */
export function isChatter({ source }: StoredLine): boolean {
  return isAgentObject(source) && Number(whole(source.severity, 10)) === 0
}

function messageOf(message: string): string {
  const kept = boundedText(message, sampleBytesMax)
  return Buffer.byteLength(message) > sampleBytesMax ? `${kept} [truncated]` : kept
}

function* bury(batch: Batch, line: unknown, reason: DeadLetterReason): Steps<void> {
  batch.dead_letters.push(yield* deadLetter(batch, line, reason))
}
