// What agents of any version send, decoded once: missing, old and odd forms become one shape here.
// Nothing in this file throws for a strange value; only a body that is no JSON object is refused.
export { parseAgentJson, parseAgentJsonSlowly, UnreadableError } from '@/lib/wire/osquery-json'

import { type Platform, platformName } from '@/lib/wire/platforms'

const loneSurrogate = /\p{Surrogate}/gu

/** Text that PostgreSQL and every strict JSON parser accept: no NUL, no lone surrogate. */
export function storable(text: string): string {
  const bare = text.includes('\0') ? text.replaceAll('\0', '') : text
  return bare.replace(loneSurrogate, '\ufffd')
}

/** At most that many UTF-16 units, and never half a character: PostgreSQL refuses one in JSON. */
export function cutText(text: string, lengthMax: number): string {
  if (text.length <= lengthMax) return text
  const endsInHalf = (text.charCodeAt(lengthMax - 1) & 0xfc00) === 0xd800
  return text.slice(0, endsInHalf ? lengthMax - 1 : lengthMax)
}

/** Storable, trimmed and cut: for claims that are indexed or shown (S21). */
export function claim(value: unknown, maxLength = 255): string {
  if (typeof value !== 'string' && typeof value !== 'number') return ''
  return storable(String(value).slice(0, maxLength * 4))
    .trim()
    .slice(0, maxLength)
    .replace(loneSurrogate, '')
}

export type AgentObject = Record<string, unknown>

/** Whether a parsed value is a JSON object, not an array. */
export function isAgentObject(value: unknown): value is AgentObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function member(object: unknown, name: string): unknown {
  return isAgentObject(object) && Object.hasOwn(object, name) ? object[name] : undefined
}

/** The node key of a body, or undefined when there is none that could be one. */
export function bodyKey(body: AgentObject): string | undefined {
  const key = member(body, 'node_key')
  return typeof key === 'string' && key !== '' ? key : undefined
}

export type EnrollBody = {
  enroll_secret: string
  host_identifier: string
  platform: Platform
  uuid: string
  hardware_serial: string
  instance_id: string
  hostname: string
  display_name: string
  os_name: string
  os_version: string
  osquery_version: string
  /** The tables that the agent sent along, as text, for vitals. */
  details: Record<string, Record<string, string>>
}

const windowsBit = 2
const freebsdBit = 32
const linuxBit = 8
const darwinBit = 16

/** Objects are not asked for their text: an agent can name a member toString. */
const scalar = (value: unknown) => typeof value === 'string' || typeof value === 'number'

/** The platform that a bit mask names; `"9"` is Linux, `"21"` macOS. */
export function platformOf(mask: unknown): Platform {
  const bits = scalar(mask) ? Number.parseInt(String(mask), 10) : Number.NaN
  if (!Number.isInteger(bits)) return 'unknown'
  if (bits & darwinBit) return 'darwin'
  if (bits & linuxBit) return 'linux'
  if (bits & freebsdBit) return 'freebsd'
  return bits & windowsBit ? 'windows' : 'unknown'
}

function detailTables(body: AgentObject): Record<string, Record<string, string>> {
  const tables: Record<string, Record<string, string>> = Object.create(null)
  const given = member(body, 'host_details')
  if (!isAgentObject(given)) return tables
  for (const [name, row] of Object.entries(given).slice(0, 16)) {
    if (!isAgentObject(row)) continue
    const columns: Record<string, string> = Object.create(null)
    for (const [column, value] of Object.entries(row).slice(0, 128)) {
      columns[claim(column, 128)] = claim(value, 1024)
    }
    tables[claim(name, 128)] = columns
  }
  return tables
}

/** Decodes an enrolment; absent facts are empty strings. */
export function decodeEnroll(body: AgentObject): EnrollBody {
  const details = detailTables(body)
  const fact = (table: string, column: string) => details[table]?.[column] ?? ''
  const secret = member(body, 'enroll_secret')
  const byMask = platformOf(member(body, 'platform_type') ?? fact('osquery_info', 'platform_mask'))
  return {
    enroll_secret: typeof secret === 'string' ? secret.trim() : '',
    host_identifier: claim(member(body, 'host_identifier')),
    platform:
      byMask === 'unknown'
        ? platformName(fact('osquery_info', 'build_platform').toLowerCase())
        : byMask,
    uuid: (fact('osquery_info', 'uuid') || fact('system_info', 'uuid')).slice(0, 255),
    hardware_serial: fact('system_info', 'hardware_serial').slice(0, 255),
    instance_id: fact('osquery_info', 'instance_id').slice(0, 255),
    hostname: fact('system_info', 'hostname').slice(0, 255),
    display_name: fact('system_info', 'computer_name').slice(0, 255),
    os_name: fact('os_version', 'name').slice(0, 255),
    os_version: fact('os_version', 'version').slice(0, 255),
    osquery_version: fact('osquery_info', 'version').slice(0, 64),
    details,
  }
}

export type LogBody = { log_type: string; data: unknown[]; node_key?: string }

/** Decodes a log batch. A missing or foreign `data` is undefined: the ingest cannot tell its lines. */
export function decodeLog(body: AgentObject): LogBody | undefined {
  const data = member(body, 'data')
  const type = member(body, 'log_type')
  if (!Array.isArray(data) || typeof type !== 'string') return undefined
  return { log_type: claim(type, 64), data }
}

export type AnswerStats = {
  wall_time_ms?: number
  user_time?: number
  system_time?: number
  memory?: number
}

/** What one host answered to one delivery. */
export type Answer = {
  delivery: string
  rows: Record<string, string>[]
  status: number
  message: string
  stats: AnswerStats | null
  /** The size of the rows' names and values, in UTF-16 units. */
  bytes: number
  /** Rows are missing: there were too many, or the whole body was beyond the cap. */
  truncated: boolean
}

const statNames = ['wall_time_ms', 'user_time', 'system_time', 'memory'] as const

function decodeStats(value: unknown): AnswerStats | null {
  if (!isAgentObject(value)) return null
  const stats: AnswerStats = {}
  for (const name of statNames) {
    const given = member(value, name)
    const amount = scalar(given) ? Number(given) : Number.NaN
    if (Number.isFinite(amount) && amount >= 0) stats[name] = amount
  }
  return Object.keys(stats).length > 0 ? stats : null
}

function nestedText(value: object): string {
  try {
    return JSON.stringify(value)
  } catch {
    // What was parsed iteratively may be too deep to be written recursively.
    return '(nested too deeply)'
  }
}

function cellText(value: unknown): string {
  if (typeof value === 'string') return storable(value)
  if (value === null || value === undefined) return ''
  return storable(typeof value === 'object' ? nestedText(value) : String(value))
}

function decodeRow(row: AgentObject, size: { bytes: number }): Record<string, string> {
  const columns: Record<string, string> = Object.create(null)
  for (const name of Object.keys(row)) {
    const value = cellText(row[name])
    columns[storable(name)] = value
    size.bytes += name.length + value.length
  }
  return columns
}

/** Old agents send the status as text, or none for success. */
function statusOf(value: unknown): number {
  const status = scalar(value) ? Number(value) : 0
  return Number.isSafeInteger(status) ? status : 0
}

/** More rows of one answer, or a larger one, are cut here already; the domain's own caps are lower. */
const answerRowsMax = 10_000
const answerUnitsMax = 16 * 1024 * 1024
const rowsBetweenPauses = 2_000

function* decodeRows(
  given: unknown,
): Generator<undefined, Pick<Answer, 'rows' | 'bytes' | 'truncated'>> {
  const list = Array.isArray(given) ? given : []
  const size = { bytes: 0 }
  const rows: Record<string, string>[] = []
  for (const row of list) {
    if (rows.length >= answerRowsMax || size.bytes > answerUnitsMax) {
      return { rows, bytes: size.bytes, truncated: true }
    }
    if (isAgentObject(row)) rows.push(decodeRow(row, size))
    if (rows.length % rowsBetweenPauses === rowsBetweenPauses - 1) yield
  }
  return { rows, bytes: size.bytes, truncated: false }
}

/** Yields where a long decoding may rest. */
function* decoding(body: AgentObject): Generator<undefined, Answer[]> {
  const queries = member(body, 'queries')
  if (!isAgentObject(queries)) return []
  const statuses = member(body, 'statuses')
  const messages = member(body, 'messages')
  const stats = member(body, 'stats')
  const answers: Answer[] = []
  for (const [delivery, given] of Object.entries(queries)) {
    answers.push({
      delivery,
      ...(yield* decodeRows(given)),
      status: statusOf(member(statuses, delivery)),
      message: cutText(cellText(member(messages, delivery)), 4_096),
      stats: decodeStats(member(stats, delivery)),
    })
  }
  return answers
}

/** Decodes the answers of a distributed write, in the forms of every agent version. */
export function decodeAnswers(body: AgentObject): Answer[] {
  const steps = decoding(body)
  for (;;) {
    const step = steps.next()
    if (step.done) return step.value
  }
}

/** Like decodeAnswers, with `pause` (a turn of the event loop) every few thousand rows. */
export async function decodeAnswersSlowly(
  body: AgentObject,
  pause: () => Promise<void>,
): Promise<Answer[]> {
  const steps = decoding(body)
  for (;;) {
    const step = steps.next()
    if (step.done) return step.value
    await pause()
  }
}
