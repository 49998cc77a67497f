// What the launch page says: the button, the sum of hosts, what will happen. Pure, so that it can be
// proved.
import { blockingFinding, type Finding } from '@/components/sql/check-findings'
import { formatCount, formatDuration, formatNoun } from '@/lib/client/format'
import type { LiveLimits, LiveSource } from '@/lib/wire/live-draft'
import { type Platform, platformNames, platforms } from '@/lib/wire/platforms'
import type { TargetsCount } from '@/lib/wire/targets'
import { canarySentence, pauseSentence, rateSentence } from './guard-words'

export type RunWords = {
  label: string
  /** Why the button may not be pressed. */
  refusal?: string
  /** The question itself is at fault, whoever is asked. */
  faulty?: true
}

type RunState = {
  sql: string
  source: LiveSource
  findings: readonly Finding[]
  bytes_max: number
  /** What is wrong with the values, by name. */
  faults: Readonly<Record<string, string>>
  /** Undefined while nobody is chosen or the count is not there yet. */
  counts: TargetsCount | undefined
  chosen: boolean
}

const faulty = true as const

function questionFault(state: RunState): RunWords | undefined {
  const { sql, source, findings, bytes_max, faults } = state
  if (sql.trim() === '') {
    return source === 'saved'
      ? { label: 'Choose a query', refusal: 'Choose a saved query first', faulty }
      : { label: 'Run', refusal: 'Write a query first', faulty }
  }
  const bytes = new TextEncoder().encode(sql).length
  if (bytes > bytes_max) {
    const refusal = `${formatCount(bytes)} bytes, ${formatCount(bytes_max)} at most`
    return { label: 'Query too large', refusal, faulty }
  }
  const fault = blockingFinding(findings)
  if (fault) {
    const label = `Line ${fault.place?.line ?? 1} is not valid`
    return { label, refusal: fault.message, faulty }
  }
  const [wrong] = Object.entries(faults)
  if (!wrong) return undefined
  const [name, reason] = wrong
  return { label: `Mend ${name}`, refusal: `${name}: ${reason}`, faulty }
}

/** The button for so many hosts; it repeats the number. */
export function hostWords(total: number, online: number): RunWords {
  if (total === 0) return { label: 'No host matches', refusal: 'The targets mean no host' }
  if (online === 0) return { label: `Queue for ${formatNoun(total, 'offline host')}` }
  return { label: `Run on ${formatNoun(total, 'host')}` }
}

/** The text of the button and, when it may not be pressed, why. */
export function runWords(state: RunState): RunWords {
  const fault = questionFault(state)
  if (fault) return fault
  const { counts, chosen } = state
  if (!chosen) return { label: 'Choose hosts', refusal: 'Choose teams, labels or hosts first' }
  if (!counts) return { label: 'Counting hosts', refusal: 'The hosts are being counted' }
  return hostWords(counts.targets_count, counts.targets_online)
}

/** "900 hosts = 843 online + 57 offline (12 missing)". */
export function countSentence(counts: TargetsCount): string {
  const { targets_count: total, targets_online: online } = counts
  const { targets_offline: offline, targets_missing_in_action: missing } = counts
  const of = `${formatNoun(total, 'host')} = ${formatCount(online)} online`
  return `${of} + ${formatCount(offline)} offline (${formatCount(missing)} missing)`
}

const isNamed = (name: string): name is keyof typeof platformNames => name in platformNames
const nameOf = (platform: string) =>
  isNamed(platform) ? platformNames[platform] : platform === 'freebsd' ? 'FreeBSD' : 'other'

const order: readonly (Platform | string)[] = [...platforms, 'unknown']

/** "macOS 512 + Linux 87 + Windows 301": only those there are; undefined when there is none. */
export function platformSentence(by: Readonly<Record<string, number>>): string | undefined {
  const parts = Object.entries(by)
    .filter(([, hosts]) => hosts > 0)
    .sort(([one], [other]) => order.indexOf(one) - order.indexOf(other))
    .map(([platform, hosts]) => `${nameOf(platform)} ${formatCount(hosts)}`)
  return parts.length === 0 ? undefined : parts.join(' + ')
}

export const platformWord = nameOf

type Happening = { total: number; online: number; limits: LiveLimits }

/** What pressing Run does, in one line: the canary, the rate, who answers when, until when. */
export function happeningSentence({ total, online, limits }: Happening): string {
  const { guard, include_offline, expires_in } = limits
  const offline = total - online
  if (total === 0) return 'No host matches: there is nobody to ask.'
  const late =
    offline > 0 && include_offline
      ? `${formatCount(offline)} offline may answer when they return`
      : undefined
  const first =
    canarySentence(guard, total) ?? `${formatNoun(online, 'online host')} at the next check-in`
  const parts = [first, rateSentence(guard), late, `open for ${formatDuration(expires_in)}`]
  const pause = pauseSentence(guard)
  const said = parts.filter((part) => part !== undefined).join('; ')
  return pause ? `${said}; ${pause}.` : `${said}.`
}
