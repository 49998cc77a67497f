// The words of revisions: what state one is in, and which of them the hosts of a pack run.
import type { StatePart, Tone } from '@/components/ui/state-words'
import type { Pack } from '@/lib/wire/packs'
import type { Revision } from '@/lib/wire/revisions'

type Standing = Pick<Pack, 'released' | 'revision' | 'rollout'>

/** What a revision is to the hosts now; undefined for one that is past. */
export function standingOf(
  number: number,
  { released, rollout }: Standing,
): { tone: Tone; word: string } | undefined {
  if (rollout?.to === number)
    return rollout.state === 'paused'
      ? { tone: 'warn', word: 'rollout paused' }
      : { tone: 'info', word: 'rolling out' }
  if (number === released) return { tone: 'ok', word: 'released' }
  if (number > released) return { tone: 'waiting', word: 'draft' }
  return undefined
}

/**
 * What the hosts of the pack run, in parts that add up: what is on its way, what is released, what is
 * older or was never released to them, and what no report has told yet.
 */
export function revisionParts(pack: Pack): StatePart[] {
  const running = pack.hosts_by_revision ?? []
  const on = (number: number) => running.find(({ revision }) => revision === number)?.hosts ?? 0
  const { released, rollout } = pack
  const unknown = running.find(({ revision }) => revision === null)?.hosts ?? 0
  const named = rollout ? [rollout.to, released] : [released]
  const others = running.filter(({ revision }) => revision !== null && !named.includes(revision))
  const isOlder = others.every(({ revision }) => (revision ?? 0) < released)
  return [
    ...(rollout
      ? [{ state: 'to', label: `on r${rollout.to}`, count: on(rollout.to), tone: 'info' as const }]
      : []),
    ...(released > 0
      ? [{ state: 'released', label: `on r${released}`, count: on(released), tone: 'ok' as const }]
      : []),
    {
      state: 'others',
      label: isOlder ? 'older' : 'on others',
      count: others.reduce((sum, { hosts }) => sum + hosts, 0),
      tone: 'offline',
    },
    { state: 'unknown', label: 'not told yet', count: unknown, tone: 'waiting', pattern: 'dotted' },
  ]
}

/** What restoring does, before it is done. */
export function restoreEffect(pack: Pack, { number }: Pick<Revision, 'number'>, draft: boolean) {
  const next = `It becomes revision ${pack.revision + 1}, with the content of revision ${number}.`
  const ids = 'Queries keep what they reported; those that come back go on where they stopped.'
  if (pack.rollout)
    return `${next} A rollout is under way, so it is a draft that no host gets. ${ids}`
  if (draft) return `${next} It is a draft that no host gets until it is released. ${ids}`
  return `${next} Hosts get it at their next refresh, those offline when they return. ${ids}`
}
