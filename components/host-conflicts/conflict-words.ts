// What is said of two records that claim one identity. Facts first; what probably is the case after.
import { formatCount, formatNoun } from '@/lib/client/format'
import type { ConflictHost, ConflictState, HostConflict } from '@/lib/wire/host-conflicts'

const hiddenName = 'a host of another team'

export function nameOf(conflict: Pick<HostConflict, 'host' | 'other'>): string {
  const { host, other } = conflict
  return other?.display_name ?? host?.display_name ?? hiddenName
}

/** "Two machines say they are fin-mac-012." */
export function titleOf(conflict: HostConflict): string {
  const name = nameOf(conflict)
  const titles: Record<ConflictState, string> = {
    open: `Two machines say they are ${name}`,
    merged: `Merged into ${name}`,
    kept_both: `${name} is two machines`,
    gone: `${name} was deleted, or found another rival`,
  }
  return titles[conflict.state]
}

/** Where it is followed by the time: "The second enrolled". */
export function howItCame({ evidence }: HostConflict): { first: string; after: string } {
  const from = evidence.address ? ` from ${evidence.address}` : ''
  if (evidence.reason === 'shared_key')
    return { first: 'Both used keys of one record. The second got its own', after: `${from}.` }
  if (evidence.reason === 'policy')
    return {
      first: 'The second enrolled',
      after: `${from}. The policy is strict: no record is used again without a person.`,
    }
  return { first: 'The second enrolled', after: `${from} while the first was still reporting.` }
}

export const apartSentence = "They are kept apart; neither sees the other's queries or results."

/** What is probably so, by what both did since. */
export function likelySentence({ evidence, state }: HostConflict): string {
  if (state !== 'open') return ''
  if (evidence.both_live) return 'Both have called since: a clone or a restored image.'
  if (evidence.merges_at) return 'If the first stays silent they are one machine, and merged at'
  return 'Only one of them has called since: probably one machine.'
}

type Row = { label: string; first: string; second: string; isClaim: boolean; verdict: string }

const claims = [
  ['hostname', 'Hostname'],
  ['instance_id', 'Instance'],
  ['uuid', 'Hardware UUID'],
  ['hardware_serial', 'Serial'],
] as const

const facts: [string, (host: ConflictHost) => string][] = [
  ['Team', (host) => host.team_name ?? 'No team'],
  ['Enrol secret', (host) => host.enroll_secrets.join(', ') || 'removed'],
  ['Platform', (host) => host.os_version || host.platform],
  ['osquery', (host) => host.osquery_version || 'not told'],
  ['Keys that work', (host) => formatCount(host.keys)],
]

/** Both sides line by line: what they claim, with the verdict on it, then what is known of them. */
export function comparison(conflict: HostConflict): Row[] {
  const { host, other, evidence } = conflict
  const of = (side: ConflictHost | null, read: (host: ConflictHost) => string) =>
    side ? read(side) : '-'
  const verdictOf = (name: (typeof claims)[number][0]) => {
    if (evidence.equal.includes(name)) return 'same'
    return evidence.different.includes(name) ? 'differs' : 'says nothing'
  }
  return [
    ...claims.map(([name, label]) => ({
      label,
      first: of(other, (side) => side[name] || 'not told'),
      second: of(host, (side) => side[name] || 'not told'),
      isClaim: true,
      verdict: verdictOf(name),
    })),
    ...facts.map(([label, read]) => {
      const [first, second] = [of(other, read), of(host, read)]
      const verdict = host && other ? (first === second ? 'same' : 'differs') : ''
      return { label, first, second, isClaim: false, verdict }
    }),
  ]
}

/** What a merge does, as sentences. */
export function mergeEffects({ host, other }: HostConflict): string[] {
  const first = other?.display_name ?? hiddenName
  const team = other?.team_name ? `stay in ${other.team_name}` : 'stay in no team'
  return [
    `Keys, results and answers of the second move to ${first}, and its own record goes. Both keys go on working.`,
    `The merged host and its labels ${team}; a live query that asked both counts it once.`,
    ...(host && other && host.team_id !== other.team_id
      ? [`The second leaves ${host.team_name ?? 'no team'}: it gets the packs of the first.`]
      : []),
    'It can be parted again; what was reported until then stays with the first.',
  ]
}

/** Open conflicts with one first record in common, where there are several: the clones of an image. */
export function cloneGroups(
  conflicts: readonly HostConflict[],
): { name: string; ids: number[]; words: string }[] {
  const groups = new Map<number, HostConflict[]>()
  for (const conflict of conflicts) {
    if (conflict.state !== 'open' || conflict.hidden || !conflict.other) continue
    const { id } = conflict.other
    groups.set(id, [...(groups.get(id) ?? []), conflict])
  }
  return [...groups.values()].flatMap((group) => {
    const [first] = group
    if (!first || group.length < 3) return []
    const name = nameOf(first)
    const words = `${formatNoun(group.length, 'machine claims', 'machines claim')} to be ${name}`
    return [{ name, ids: group.map(({ id }) => id), words }]
  })
}
