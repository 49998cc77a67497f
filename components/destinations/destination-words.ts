// A destination in words: what it is, what it is sent, how far behind it is and what that means. Pure.
import type { Tone } from '@/components/ui/state-words'
import { formatClock, formatCount, formatDuration, formatNoun } from '@/lib/client/format'
import type { DestinationKind } from '@/lib/wire/destination-kinds'
import type { Destination, DestinationFilter } from '@/lib/wire/destinations'

export const kindLabels: Record<DestinationKind, string> = {
  file: 'File',
  stdout: 'Standard output',
  http: 'HTTP',
  splunk_hec: 'Splunk',
  elasticsearch: 'Elasticsearch',
  redis: 'Redis Streams',
  nats: 'NATS JetStream',
  kafka: 'Kafka',
  s3: 'S3 objects',
}

/** What each is, for who has to choose one. */
export const kindHints: Record<DestinationKind, string> = {
  file: 'NDJSON on the server, rotated and compressed',
  stdout: 'One JSON object a line, for whatever collects it',
  http: 'Batches by POST, signed, with headers of yours',
  splunk_hec: 'The HTTP Event Collector',
  elasticsearch: 'The bulk API, OpenSearch too',
  redis: 'XADD to one stream',
  nats: 'Published with an acknowledgement',
  kafka: 'A topic on your brokers',
  s3: 'Compressed objects by time, any S3 service',
}

export const stateTones: Record<Destination['state'], Tone> = {
  well: 'ok',
  behind: 'warn',
  failing: 'bad',
  paused: 'warn',
  starting: 'info',
}

const ranks: Record<Destination['state'], number> = {
  failing: 0,
  behind: 1,
  paused: 2,
  starting: 3,
  well: 4,
}

/** Those in need first, then by name. */
export function byNeed(one: Destination, other: Destination): number {
  const gap = ranks[one.state] - ranks[other.state]
  return gap || one.name.localeCompare(other.name, 'en')
}

export const isInNeed = ({ state, dead_letters }: Destination): boolean =>
  state === 'failing' || state === 'behind' || dead_letters > 0

/** What scheduled queries report, as far as it is sent; empty where nothing of it is. */
function scheduledWords(types: DestinationFilter['log_types']): string {
  if (types.includes('result')) return types.includes('snapshot') ? 'results' : 'changes'
  return types.includes('snapshot') ? 'snapshots' : ''
}

/** "Results of 2 packs, status logs, live answers"; of every pack "All results". */
export function routeSentence({ packs, log_types, live }: DestinationFilter): string {
  const scheduled = scheduledWords(log_types)
  const some = packs && `${scheduled} of ${formatNoun(packs.length, 'pack')}`
  const parts = [
    ...(scheduled === '' ? [] : [some ?? `all ${scheduled}`]),
    ...(log_types.includes('status') ? ['status logs'] : []),
    ...(live ? ['live answers'] : []),
  ]
  const sentence = parts.length === 0 ? 'nothing' : parts.join(', ')
  return sentence.charAt(0).toUpperCase() + sentence.slice(1)
}

/** "18 min, 412,000 lines"; empty where nothing waits. */
export function lagWords({ lag_lines, lag_seconds }: Destination): string {
  if (lag_lines === 0) return ''
  return `${formatDuration(lag_seconds)}, ${formatNoun(lag_lines, 'line')}`
}

/** "Splunk prod is 18 min behind: 412,000 lines." and what the other states say in its place. */
export function headline(destination: Destination): string {
  const { name, state, lag_lines, lag_seconds } = destination
  const lines = formatNoun(lag_lines, 'line')
  if (lag_lines > 0 && (state === 'behind' || state === 'failing'))
    return `${name} is ${formatDuration(lag_seconds)} behind: ${lines}.`
  if (state === 'failing') return `${name} does not take lines.`
  if (state === 'paused')
    return lag_lines > 0
      ? `${name} is paused, ${formatDuration(lag_seconds)} behind: ${lines}.`
      : `${name} is paused.`
  if (state === 'starting') return `${name} is starting.`
  return lag_lines > 0 ? `${name} is well; ${lines} on the way.` : `${name} has every line.`
}

const dayWords = (iso: string, zone: string) =>
  new Intl.DateTimeFormat('en-GB', { timeZone: zone, day: 'numeric', month: 'long' }).format(
    Date.parse(iso),
  )

type Clock = { now: number; zone: string }

/** Sinks say whole sentences; here they follow a colon. */
const lowered = (message: string) =>
  message
    .replace(/\.$/, '')
    .replace(/^(It|Its|The|There|Nobody|No|A)\b/, (word) => word.toLowerCase())

/** Whether it waits between two tries, so that one can be asked for now. */
export const waitsForTry = ({ state }: Destination): boolean => state === 'failing'

/** "Try 13 at 13:44 failed: it answers 503. Try 14 in 40 s." Empty where nothing failed last. */
export function faultSentence({ last_error, state }: Destination, { now, zone }: Clock): string {
  if (!last_error || (state !== 'failing' && state !== 'behind')) return ''
  const { message, at, attempt, next_try_at } = last_error
  const clock = formatClock(Date.parse(at), zone).slice(0, 5)
  const seconds = next_try_at === null ? 0 : Math.ceil((Date.parse(next_try_at) - now) / 1000)
  const when = seconds > 0 ? `in ${formatDuration(seconds)}` : 'now'
  const tried = attempt === 0 ? 'The last try' : `Try ${formatCount(attempt)}`
  return `${tried} at ${clock} failed: ${lowered(message)}. Try ${formatCount(attempt + 1)} ${when}.`
}

/** What becomes of the lines that wait: never lost where it blocks, else dropped and counted. */
export function keptSentence({ held_until, when_full, lag_lines }: Destination, zone: string) {
  if (lag_lines === 0) return ''
  const until = held_until === null ? '' : ` until ${dayWords(held_until, zone)}`
  if (when_full === 'block') return `Nothing is lost: lines wait here${until}.`
  const then = held_until === null ? '' : ' After that the oldest are dropped and counted.'
  return `Lines wait here${until}.${then}`
}

/** The sum of the last hour, as a rate: "1,204 a minute". */
export function rateWords(minutes: readonly number[]): string {
  const last = minutes.slice(-5)
  if (last.length === 0) return '0 a minute'
  const mean = last.reduce((sum, lines) => sum + lines, 0) / last.length
  const shown = mean > 0 && mean < 1 ? '< 1' : formatCount(Math.round(mean))
  return `${shown} a minute`
}

/** "about 41,200 lines a day"; what matches nothing says so. */
export function aDayWords(lines: number): string {
  if (lines === 0) return 'No line of the last 24 h matches.'
  return `${formatNoun(lines, 'line')} a day, as of the last 24 h.`
}
