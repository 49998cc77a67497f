// Dead letters of ingest: what is kept of a line that nobody could understand or store, and the
// digests by which lines are told apart. A value of many megabytes is read in steps.
import { createHash, hash } from 'node:crypto'
import { boundedText } from '@/lib/domain/ingest-cells'
import { atOnce, type Steps } from '@/lib/domain/turns'
import type { DeadLetterReason } from '@/lib/wire/dead-letters'

/** One row as the JSON text that the store takes, and the line it came from. */
export type StoredLine = { readonly json: string; readonly source: unknown }

export type SortingHost = { readonly id: number; readonly host_identifier?: string }

/** How many equal lines of one batch came before, by their digest. */
export type Counted = { host: SortingHost; ordinals: Map<string, number> }

export type Burial = Counted & { logType: string }

export const sampleBytesMax = 65_536
const pieceUnits = 65_536
/** Values nested deeper than this are written in one step. */
const splitDepth = 4

/** 96 bits of digest behind the line's time; equal lines of one batch differ by their number. */
export function fingerprint(batch: Counted, unixTime: string, identity: string): string {
  const digest = hash('sha256', `${batch.host.id}\0${identity}`, 'hex')
  const ordinal = batch.ordinals.get(digest) ?? 0
  batch.ordinals.set(digest, ordinal + 1)
  const own = ordinal === 0 ? digest : hash('sha256', `${digest}\0${ordinal}`, 'hex')
  const time = (Number(unixTime) % 2 ** 32).toString(16).padStart(8, '0')
  return time + own.slice(0, 24)
}

function textOf(value: unknown): string {
  try {
    return JSON.stringify(value) ?? 'null'
  } catch {
    return '"[nested too deeply]"'
  }
}

/** The JSON text of a list or object, in pieces that are small unless one member is not. */
function* pieces(value: object, depth = 1): Generator<string> {
  const isList = Array.isArray(value)
  let held = isList ? '[' : '{'
  let comma = ''
  for (const [name, member] of isList ? value.entries() : Object.entries(value)) {
    held += isList ? comma : `${comma}${JSON.stringify(name)}:`
    comma = ','
    if (depth < splitDepth && typeof member === 'object' && member !== null) {
      yield held
      held = ''
      yield* pieces(member, depth + 1)
    } else held += textOf(member)
    if (held.length < pieceUnits) continue
    yield held
    held = ''
  }
  yield held + (isList ? ']' : '}')
}

type Gist = { digest: string; sample: string; size_bytes: number }

/** What identifies a value of any size: the digest, the beginning and the length of its JSON text. */
export function* gistOf(value: unknown): Steps<Gist> {
  const sum = createHash('sha256')
  let sample = ''
  let size_bytes = 0
  let held = ''
  const take = () => {
    sum.update(held)
    size_bytes += Buffer.byteLength(held)
    if (sample.length < sampleBytesMax) sample += held
    held = ''
  }
  const isDeep = typeof value === 'object' && value !== null
  for (const piece of isDeep ? pieces(value) : [textOf(value)]) {
    held += piece
    if (held.length < pieceUnits) continue
    take()
    yield
  }
  take()
  return { digest: sum.digest('hex'), sample: boundedText(sample, sampleBytesMax), size_bytes }
}

/** The dead letter of a line. */
export function* deadLetter(
  burial: Burial,
  line: unknown,
  reason: DeadLetterReason,
): Steps<StoredLine> {
  const { host, logType } = burial
  const { digest, sample, size_bytes } = yield* gistOf(line)
  const print = fingerprint(burial, '0', `dead\0${logType}\0${digest}`)
  const json =
    `{"host_id":${host.id},"log_type":${JSON.stringify(logType)},"reason":${JSON.stringify(reason)}` +
    `,"sample":${JSON.stringify(sample)},"size_bytes":${size_bytes},"fingerprint":"${print}"}`
  return { json, source: line }
}

/** The dead letter of a line that the database refused. */
export function refusedLine(host: SortingHost, line: StoredLine): StoredLine {
  const burial = { host, logType: 'refused', ordinals: new Map() }
  return atOnce(deadLetter(burial, line.source, 'refused_by_database'))
}

/** The dead letter that tells of a host beyond its daily quota, and of what is dropped since. */
export function quotaLetter(
  host: SortingHost,
  dropped: 'chatter' | 'all',
  day = new Date(),
): StoredLine {
  const source = {
    dropped_since: day.toISOString(),
    dropped: dropped === 'all' ? 'every line' : 'status lines of severity INFO',
  }
  const burial = { host, logType: 'quota', ordinals: new Map() }
  return atOnce(deadLetter(burial, source, 'over_quota'))
}
