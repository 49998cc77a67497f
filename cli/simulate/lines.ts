// The log lines an agent writes, in every form its options allow. Lines are finished text here:
// once written they are never touched again, however often they are sent.
import type { Diff, Row } from './differential'
import { atLeast, type Version } from './versions'

export interface LineContext {
  name: string
  hostIdentifier: string
  unixTime: number
  decorations: Row
  version: Version
  eventType: boolean
  snapshotEventType: boolean
  numerics: boolean
  decorationsTopLevel: boolean
  removed: boolean
}

const days = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat']
const months = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ')

/** asctime in UTC: the day of the month is padded with a space. */
export function calendarTime(unixTime: number): string {
  const at = new Date(unixTime * 1000)
  const two = (n: number) => String(n).padStart(2, '0')
  const clock = `${two(at.getUTCHours())}:${two(at.getUTCMinutes())}:${two(at.getUTCSeconds())}`
  const day = String(at.getUTCDate()).padStart(2, ' ')
  return `${days[at.getUTCDay()]} ${months[at.getUTCMonth()]} ${day} ${clock} ${at.getUTCFullYear()} UTC`
}

/** Lines of one differential run; none when nothing is to be said. */
export function differentialLines(context: LineContext, diff: Diff): string[] {
  const removedRows = context.removed ? diff.removed : []
  const clean = (rows: Row[]) =>
    rows.map((row) => columns(context, escapeRow(row, context.version)))
  const added = clean(diff.added)
  const removed = clean(removedRows)
  const common = commonFields(context, diff.epoch, diff.counter)
  if (context.eventType) {
    const line = (action: string) => (row: object) =>
      write(context, { ...common, columns: row, action })
    return [...removed.map(line('removed')), ...added.map(line('added'))]
  }
  const quiet = added.length === 0 && removed.length === 0
  if (quiet && !(diff.first && atLeast(context.version, '5.8.0'))) return []
  return [write(context, { diffResults: { removed, added }, ...common })]
}

/** Lines of one snapshot run; the default form speaks even when there are no rows. */
export function snapshotLines(context: LineContext, epoch: number, rows: Row[]): string[] {
  const common = commonFields(context, epoch, 0)
  const values = rows.map((row) => columns(context, row))
  if (context.snapshotEventType) {
    return values.map((row) => write(context, { ...common, columns: row, action: 'snapshot' }))
  }
  return [write(context, { snapshot: values, action: 'snapshot', ...common })]
}

export interface Status {
  severity: 0 | 1 | 2 | 3
  filename: string
  line: number
  message: string
}

/** A status line; agents up to 5.9 write its numbers as strings. */
export function statusLine(
  status: Status,
  host: { hostIdentifier: string; unixTime: number; decorations: Row; version: Version },
): string {
  const number = (n: number) => (atLeast(host.version, '5.10.0') ? n : String(n))
  return JSON.stringify({
    hostIdentifier: host.hostIdentifier,
    calendarTime: calendarTime(host.unixTime),
    unixTime: number(host.unixTime),
    severity: number(status.severity),
    filename: status.filename,
    line: number(status.line),
    message: status.message,
    version: host.version,
    ...(Object.keys(host.decorations).length > 0 ? { decorations: host.decorations } : {}),
  })
}

function commonFields(context: LineContext, epoch: number, counter: number) {
  return {
    name: context.name,
    hostIdentifier: context.hostIdentifier,
    calendarTime: calendarTime(context.unixTime),
    unixTime: context.unixTime,
    epoch,
    counter,
    numerics: context.numerics,
  }
}

function write(context: LineContext, line: object): string {
  if (Object.keys(context.decorations).length === 0) return JSON.stringify(line)
  return JSON.stringify(
    context.decorationsTopLevel
      ? { ...line, ...context.decorations }
      : { ...line, decorations: context.decorations },
  )
}

function columns(context: LineContext, row: Row): Record<string, string | number> {
  if (!context.numerics) return row
  const numeric = (value: string) => /^-?(0|[1-9]\d{0,14})(\.\d+)?$/.test(value)
  return Object.fromEntries(
    Object.entries(row).map(([name, value]) => [name, numeric(value) ? Number(value) : value]),
  )
}

/** Differential rows carry control bytes, and before 5.22 every non-ASCII byte, as `\xHH` text. */
function escapeRow(row: Row, version: Version): Row {
  const pattern = atLeast(version, '5.22.0') ? control : controlOrWide
  if (!Object.values(row).some((value) => pattern.test(value))) return row
  const bytes = (text: string) =>
    [...Buffer.from(text)]
      .map((b) => `\\x${b.toString(16).toUpperCase().padStart(2, '0')}`)
      .join('')
  const every = new RegExp(pattern.source, 'gu')
  return Object.fromEntries(
    Object.entries(row).map(([name, value]) => [name, value.replace(every, bytes)]),
  )
}

const control = /[^ -~\u{80}-\u{10ffff}]/u
const controlOrWide = /[^ -~]/u
