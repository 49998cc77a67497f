// Sorts the elements of a log batch into rows to store: results, statuses and dead letters. Pure; a
// line that cannot be understood becomes a dead letter and never costs its neighbours.
// On the agents' hot path: JSON texts are put together by hand and each row is hashed once.
import { hash } from 'node:crypto'
import { boundedText, cellsOf, cellText } from '@/lib/domain/ingest-cells'
import { type AgentObject, isAgentObject } from '@/lib/wire/osquery'
import type { DeadLetterReason, ServedName } from '@/lib/wire/results'

/** One row as the JSON text that the store takes, and the line it came from. */
export type StoredLine = { readonly json: string; readonly source: unknown }

export type SortedLines = {
  results: StoredLine[]
  statuses: StoredLine[]
  dead_letters: StoredLine[]
}

export type SortingHost = { readonly id: number; readonly host_identifier?: string }

/** What a full query name means to this host; undefined when it was never served to it. */
export type FindName = (name: string) => ServedName | undefined

const sampleBytesMax = 65_536
const queryNameBytesMax = 1_024
const claimBytesMax = 256
const decorationUnitsMax = 16_384
const snapshotUnitsMax = 8 * 1_048_576
/** A body of 16 MiB can spell millions of tiny elements; real agents send 1,024 lines. */
export const rowsMax = 100_000

type Batch = SortedLines & {
  host: SortingHost
  logType: string
  findName: FindName
  ordinals: Map<string, number>
}

/**
 * The rows of a batch. `data` that is no list, and lines of an unknown `log_type`, become dead
 * letters. Fingerprints depend on the host, the line and how many equal lines precede it.
 */
export function sortLines(
  host: SortingHost,
  body: { log_type?: unknown; data?: unknown },
  findName: FindName,
): SortedLines {
  const logType = typeof body.log_type === 'string' ? boundedText(body.log_type, 64) : ''
  const rows: SortedLines = { results: [], statuses: [], dead_letters: [] }
  const batch: Batch = { ...rows, host, logType, findName, ordinals: new Map() }
  if (!Array.isArray(body.data)) {
    if (body.data !== undefined && body.data !== null) bury(batch, body.data, 'no_list')
    return rows
  }
  const sortLine = sorters[logType] ?? sortUnknown
  for (const [index, line] of body.data.entries()) {
    if (countRows(rows) >= rowsMax) {
      bury(batch, body.data.slice(index), 'too_many_rows')
      break
    }
    const fault = sortLine(batch, line)
    if (fault) bury(batch, line, fault)
  }
  return rows
}

export function countRows(rows: SortedLines): number {
  return rows.results.length + rows.statuses.length + rows.dead_letters.length
}

type SortLine = (batch: Batch, line: unknown) => DeadLetterReason | undefined

const sorters: { readonly [logType: string]: SortLine | undefined } = Object.assign(
  Object.create(null),
  { result: sortResult, status: sortStatus },
)

function sortUnknown(): DeadLetterReason {
  return 'unknown_log_type'
}

type Counted = { host: SortingHost; ordinals: Map<string, number> }

/** 96 bits of digest behind the line's time; equal lines of one batch differ by their number. */
function fingerprint(batch: Counted, unixTime: string, identity: string): string {
  const digest = hash('sha256', `${batch.host.id}\0${identity}`, 'hex')
  const ordinal = batch.ordinals.get(digest) ?? 0
  batch.ordinals.set(digest, ordinal + 1)
  const own = ordinal === 0 ? digest : hash('sha256', `${digest}\0${ordinal}`, 'hex')
  const time = (Number(unixTime) % 2 ** 32).toString(16).padStart(8, '0')
  return time + own.slice(0, 24)
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

/** `uncut` is the row as the agent sent it when `json` is not all of it: rows are told apart by it. */
type Content = { json: string; uncut?: string }

function keep(batch: Batch, source: unknown, common: Common, action: Action, content: Content) {
  const { name, unixTime, epoch, counter } = common
  const identity = `${name}\0${epoch}\0${counter}\0${unixTime}\0${action}\0${content.uncut ?? content.json}`
  const print = fingerprint(batch, unixTime, identity)
  const json = `${common.json},"action":"${action}","content":${content.json},"fingerprint":"${print}"}`
  batch.results.push({ json, source })
}

function columnsContent(row: AgentObject): Content {
  const { json, truncated } = cellsOf(row)
  if (!truncated) return { json: `{"columns":${json}}` }
  return { json: `{"columns":${json},"truncated":true}`, uncut: sampleOf(row) }
}

function snapshotContent(rows: readonly AgentObject[]): Content {
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
  }
  const json = `{"snapshot":[${texts.join(',')}]`
  return truncated
    ? { json: `${json},"truncated":true}`, uncut: sampleOf(rows) }
    : { json: `${json}}` }
}

/** The rows of a list; `""` stands for an empty one in old agents. Undefined when it is neither. */
function rowsOf(list: unknown): AgentObject[] | undefined {
  if (list === '' || list === null || list === undefined) return []
  return Array.isArray(list) && list.every(isAgentObject) ? list : undefined
}

function sortResult(batch: Batch, line: unknown): DeadLetterReason | undefined {
  if (!isAgentObject(line)) return 'not_an_object'
  if (typeof line.name !== 'string' || line.name === '') return 'no_name'
  if (isAgentObject(line.columns)) return sortEvent(batch, line, line.name, line.columns)
  if (line.diffResults !== undefined) return sortDifference(batch, line, line.name)
  if (line.snapshot === undefined) return 'no_rows'
  const rows = rowsOf(line.snapshot)
  if (!rows) return 'odd_rows'
  keep(batch, line, commonOf(batch, line, line.name), 'snapshot', snapshotContent(rows))
}

function sortEvent(batch: Batch, line: AgentObject, name: string, columns: AgentObject) {
  const { action } = line
  if (action !== 'added' && action !== 'removed' && action !== 'snapshot') return 'odd_action'
  keep(batch, line, commonOf(batch, line, name), action, columnsContent(columns))
}

function sortDifference(batch: Batch, line: AgentObject, name: string) {
  if (!isAgentObject(line.diffResults)) return 'odd_rows'
  const removed = rowsOf(line.diffResults.removed)
  const added = rowsOf(line.diffResults.added)
  if (!removed || !added) return 'odd_rows'
  if (countRows(batch) + removed.length + added.length > rowsMax) return 'too_many_rows'
  const common = commonOf(batch, line, name)
  for (const row of removed) keep(batch, line, common, 'removed', columnsContent(row))
  for (const row of added) keep(batch, line, common, 'added', columnsContent(row))
  // The agent says that it ran and found nothing: without a row the run would be forgotten.
  if (removed.length + added.length === 0) keep(batch, line, common, 'empty', { json: '{}' })
}

const severityMax = 9
const lineMax = 2_147_483_647

function sortStatus(batch: Batch, line: unknown): DeadLetterReason | undefined {
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

function messageOf(message: string): string {
  const kept = boundedText(message, sampleBytesMax)
  return Buffer.byteLength(message) > sampleBytesMax ? `${kept} [truncated]` : kept
}

function sampleOf(value: unknown): string {
  try {
    return JSON.stringify(value) ?? 'null'
  } catch {
    return '"[nested too deeply]"'
  }
}

function bury(batch: Batch, line: unknown, reason: DeadLetterReason): void {
  batch.dead_letters.push(deadLetter(batch, line, reason))
}

type Burial = Counted & { logType: string }

function deadLetter(burial: Burial, line: unknown, reason: DeadLetterReason): StoredLine {
  const { host, logType } = burial
  const text = sampleOf(line)
  const print = fingerprint(burial, '0', `dead\0${logType}\0${text}`)
  const json =
    `{"host_id":${host.id},"log_type":${JSON.stringify(logType)},"reason":${JSON.stringify(reason)}` +
    `,"sample":${JSON.stringify(boundedText(text, sampleBytesMax))}` +
    `,"size_bytes":${Buffer.byteLength(text)},"fingerprint":"${print}"}`
  return { json, source: line }
}

/** The dead letter of a line that the database refused. */
export function refusedLine(host: SortingHost, line: StoredLine): StoredLine {
  return deadLetter(
    { host, logType: 'refused', ordinals: new Map() },
    line.source,
    'refused_by_database',
  )
}

/** The dead letter that tells of a host beyond its daily quota; one a day, by its date. */
export function quotaLetter(host: SortingHost, day = new Date()): StoredLine {
  const source = { dropped_since: day.toISOString() }
  return deadLetter({ host, logType: 'quota', ordinals: new Map() }, source, 'over_quota')
}
