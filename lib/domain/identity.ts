// Who an enrolling agent may be: what it claims only proposes a record, these rules decide. Pure;
// ages are the database's. No rule here ever ends a key that is in use.
import type { Platform } from '@/lib/wire/platforms'

export type EnrolmentPolicy = 'grace' | 'strict' | 'open'

const raceMs = 600_000
const aliveMs = 3_600_000
/** How long an earlier key of the same host stays valid after another was issued. */
export const supersededSeconds = 600
/** The same after a merge: the record's own machine may only have been asleep. */
export const mergedSeconds = 7 * 86_400
/** How long the old keys stay valid after a takeover. */
export const takenOverSeconds = 300

const junkIdentifiers = new Set([
  '03000200-0400-0500-0006-000700080009',
  '03020100-0504-0706-0809-0a0b0c0d0e0f',
  '10000000-0000-8000-0040-000000000000',
  '12345678-1234-5678-90ab-cddeefaabbcc',
  '00020003-0004-0005-0006-000700080009',
  'to be filled by o.e.m.',
  'to be filled by o.e.m',
  'default string',
  'system serial number',
  'chassis serial number',
  'not specified',
  'not settable',
  'not available',
  'not applicable',
  'not present',
  'unknown',
  'localhost',
  'localhost.localdomain',
  'invalid',
  'none',
  'null',
  'empty',
  'n/a',
  'oem',
  'o.e.m.',
  '123456789',
  '0123456789',
  '1234567890',
])

/** The identifier in the form in which it is compared; empty for what many machines share. */
export function properIdentifier(claimed: string): string {
  const text = claimed.trim().toLowerCase()
  if (junkIdentifiers.has(text)) return ''
  return /^([0.\-_\s]*|[f-]*|-?1)$/.test(text) ? '' : text
}

/** What identifies a machine, as agents claim it. */
export type Claims = {
  uuid: string
  hardware_serial: string
  instance_id: string
  hostname: string
}

const claimNames = ['instance_id', 'uuid', 'hardware_serial', 'hostname'] as const

/** Which claims of two records say the same, and which say something else; junk says nothing. */
export function compareClaims(
  one: Claims,
  other: Claims,
): { equal: (keyof Claims)[]; different: (keyof Claims)[] } {
  const told = claimNames.filter(
    (name) => properIdentifier(one[name]) !== '' && properIdentifier(other[name]) !== '',
  )
  const isEqual = (name: keyof Claims) =>
    properIdentifier(one[name]) === properIdentifier(other[name])
  return { equal: told.filter(isEqual), different: told.filter((name) => !isEqual(name)) }
}

/** A record that shares an identifier with the agent that enrols. */
export type Candidate = {
  id: number
  same_instance: boolean
  /** Hardware or name say that it is another machine: a clone carries its image's instance along. */
  contradicted: boolean
  enrolled_ago_ms: number
  /** Since any of its keys was seen; infinite when none ever was. */
  seen_ago_ms: number
}

/** The candidate that a record is, for an agent that claims this. */
export function candidateOf(
  claims: Claims,
  row: Claims & { id: number; enrolled_ago_ms: number; seen_ago_ms: number | null },
): Candidate {
  const { equal, different } = compareClaims(claims, row)
  return {
    id: row.id,
    same_instance: equal.includes('instance_id'),
    contradicted: different.some((name) => name !== 'instance_id'),
    enrolled_ago_ms: row.enrolled_ago_ms,
    seen_ago_ms: row.seen_ago_ms ?? Number.POSITIVE_INFINITY,
  }
}

export type Enrolment =
  | { outcome: 'new' }
  | { outcome: 'same'; host_id: number }
  | { outcome: 'takeover'; host_id: number }
  | { outcome: 'provisional'; host_id: number }

const isSilent = ({ seen_ago_ms, enrolled_ago_ms }: Candidate) =>
  Math.min(seen_ago_ms, enrolled_ago_ms) >= aliveMs

/** The likeliest first: of records that are as alike, one that is silent, then the oldest. */
function ranked(candidates: readonly Candidate[]): Candidate[] {
  return candidates.toSorted(
    (a, b) =>
      Number(b.same_instance) - Number(a.same_instance) ||
      Number(a.contradicted) - Number(b.contradicted) ||
      Number(isSilent(b)) - Number(isSilent(a)) ||
      a.id - b.id,
  )
}

/** The agent that enrolled a moment ago and does so again: the newest record that is it by all it says. */
function racing(candidates: readonly Candidate[]): Candidate | undefined {
  return candidates
    .filter((one) => one.same_instance && !one.contradicted && one.enrolled_ago_ms < raceMs)
    .toSorted((a, b) => a.enrolled_ago_ms - b.enrolled_ago_ms || a.id - b.id)[0]
}

/** Decides between a record of its own and an older one, by policy. */
export function judgeEnrolment(policy: EnrolmentPolicy, candidates: Candidate[]): Enrolment {
  const best = ranked(candidates)[0]
  if (!best) return { outcome: 'new' }
  if (policy === 'strict') return { outcome: 'provisional', host_id: best.id }
  if (policy === 'open') return { outcome: 'same', host_id: best.id }
  const again = racing(candidates)
  if (again) return { outcome: 'same', host_id: again.id }
  return { outcome: isSilent(best) ? 'takeover' : 'provisional', host_id: best.id }
}

/** How long the other record must stay silent before a provisional host is merged into it. */
export function mergeSilenceMs(otherRhythmSeconds: number): number {
  return Math.max(300, 3 * otherRhythmSeconds) * 1000
}

/**
 * Whether a provisional host was the same machine all along: the other has not called since the
 * provisional one enrolled, for long enough. When both call, they are two machines and stay so.
 */
export function isSameMachine(pair: {
  provisional_enrolled_ago_ms: number
  provisional_seen_ago_ms: number
  other_seen_ago_ms: number
  other_rhythm_seconds: number
}): boolean {
  // Calls that were under way while the other enrolled.
  const slackMs = 10_000
  const silentSince = pair.other_seen_ago_ms + slackMs >= pair.provisional_enrolled_ago_ms
  const silentForMs = Math.min(pair.other_seen_ago_ms, pair.provisional_enrolled_ago_ms)
  const alive = pair.provisional_seen_ago_ms < pair.other_seen_ago_ms
  return silentSince && alive && silentForMs >= mergeSilenceMs(pair.other_rhythm_seconds)
}

const distributions: [RegExp, string][] = [
  [/ubuntu/i, 'Ubuntu Linux'],
  [/debian/i, 'Debian Linux'],
  [/red hat|rhel/i, 'Red Hat Linux'],
  [/centos/i, 'CentOS Linux'],
  [/fedora/i, 'Fedora Linux'],
]

/** The names of the built-in labels that a host belongs to by its platform alone. */
export function builtInLabels(host: { platform: Platform; os_name: string }): string[] {
  if (host.platform === 'darwin') return ['All Hosts', 'macOS']
  if (host.platform === 'windows') return ['All Hosts', 'MS Windows']
  if (host.platform === 'freebsd') return ['All Hosts', 'FreeBSD']
  if (host.platform === 'unknown') return ['All Hosts']
  const of = distributions.filter(([pattern]) => pattern.test(host.os_name)).map(([, name]) => name)
  return ['All Hosts', 'All Linux', ...of]
}
