// Who an enrolling agent may be: what it claims only proposes a record, these rules decide. Pure;
// ages are the database's. No rule here ever ends a key that is in use.
import type { Platform } from '@/lib/wire/platforms'

export type EnrolmentPolicy = 'grace' | 'strict' | 'open'

const raceMs = 600_000
const aliveMs = 3_600_000
/** How long an earlier key of the same host stays valid after another was issued. */
export const supersededSeconds = 600
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

/** A record that shares an identifier with the agent that enrols. */
export type Candidate = {
  id: number
  same_instance: boolean
  enrolled_ago_ms: number
  /** Since any of its keys was seen; infinite when none ever was. */
  seen_ago_ms: number
}

export type Enrolment =
  | { outcome: 'new' }
  | { outcome: 'same'; host_id: number }
  | { outcome: 'takeover'; host_id: number }
  | { outcome: 'provisional'; host_id: number }

/** Decides between a record of its own and an older one, by policy. */
export function judgeEnrolment(policy: EnrolmentPolicy, candidates: Candidate[]): Enrolment {
  const ranked = [...candidates].sort(
    (a, b) =>
      Number(b.same_instance) - Number(a.same_instance) ||
      a.enrolled_ago_ms - b.enrolled_ago_ms ||
      a.id - b.id,
  )
  const best = ranked[0]
  if (!best) return { outcome: 'new' }
  if (policy === 'strict') return { outcome: 'provisional', host_id: best.id }
  if (policy === 'open') return { outcome: 'same', host_id: best.id }
  if (best.same_instance && best.enrolled_ago_ms < raceMs) {
    return { outcome: 'same', host_id: best.id }
  }
  if (Math.min(best.seen_ago_ms, best.enrolled_ago_ms) >= aliveMs) {
    return { outcome: 'takeover', host_id: best.id }
  }
  return { outcome: 'provisional', host_id: best.id }
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
