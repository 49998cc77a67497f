'use client'
// The cells of the pack list that are more than a value: tags, what hosts run, what needs a person.
import type { ReactNode } from 'react'
import { Badge, ToneBadge } from '@/components/ui/badge'
import { StateBar } from '@/components/ui/state-bar'
import type { StatePart, Tone } from '@/components/ui/state-words'
import { Time } from '@/components/ui/time'
import { formatCount, formatSeconds } from '@/lib/client/format'
import { dailyCost } from '@/lib/wire/costs'
import type { PackNeed, PackSummary } from '@/lib/wire/pack-listing'

/** Tags as chips, for cards. */
export function TagList({ tags }: { tags: readonly string[] }) {
  if (tags.length === 0) return null
  return (
    <span className="flex min-w-0 flex-wrap items-center gap-1">
      <span className="sr-only">Tags:</span>
      {tags.map((tag) => (
        <Badge key={tag} className="min-w-0 font-normal">
          <span className="truncate">{tag}</span>
        </Badge>
      ))}
    </span>
  )
}

type TaggedProps = { name: ReactNode; tags: readonly string[]; isTeams: boolean }

/** A name with its tags below it, within the height of one row. */
export function TaggedName({ name, tags, isTeams }: TaggedProps) {
  const words = [...(isTeams ? ['of a team'] : []), ...tags]
  return (
    <span className="flex min-w-0 flex-col justify-center">
      <span className="truncate font-medium leading-4.5">{name}</span>
      {words.length > 0 && (
        <span className="truncate text-fg-muted text-meta leading-4" title={words.join(', ')}>
          <span className="sr-only">Tags: </span>
          {words.join(', ')}
        </span>
      )}
    </span>
  )
}

const revisionTones: readonly Tone[] = ['info', 'ok', 'waiting', 'warn']

/** Hosts by the revision they run, the newest first, those of none last. */
export function revisionParts({ hosts_by_revision, released }: PackSummary): StatePart[] {
  return hosts_by_revision.map(({ revision, hosts }, index) => ({
    state: String(revision),
    label: revision === null ? 'none yet' : `on r${revision}`,
    count: hosts,
    tone:
      revision === null
        ? 'offline'
        : revision === released
          ? 'ok'
          : (revisionTones.filter((tone) => tone !== 'ok')[index % 3] ?? 'info'),
  }))
}

export function RevisionBar({ pack }: { pack: PackSummary }) {
  const parts = revisionParts(pack)
  const total = parts.reduce((sum, { count }) => sum + count, 0)
  const draft = pack.revision > pack.released && !pack.rollout
  return (
    <span className="flex w-full min-w-0 items-center gap-2">
      <span className="shrink-0 tabular-nums">
        r{pack.released}
        {draft && <span className="text-fg-muted"> +draft</span>}
      </span>
      {total > 0 && (
        <StateBar
          compact
          parts={parts}
          total={total}
          noun="hosts by revision"
          className="block min-w-8 flex-1"
        />
      )}
    </span>
  )
}

const needLooks: Record<PackNeed['kind'], { tone: Tone; words: (count: number) => string }> = {
  rollout_paused: { tone: 'warn', words: () => 'rollout paused' },
  denylisted: {
    tone: 'bad',
    words: (count) => `${formatCount(count)} denylisted`,
  },
  failing: { tone: 'bad', words: (count) => `${formatCount(count)} failing` },
  silent: { tone: 'warn', words: (count) => `${formatCount(count)} silent` },
  nobody: { tone: 'warn', words: () => 'reaches nobody' },
  no_query: { tone: 'warn', words: () => 'no query' },
}

/** The worst need in a word, all of them on hover; what runs its course says that. */
type HealthProps = {
  pack: Pick<PackSummary, 'disabled' | 'needs'> & { rollout: { to: number } | null }
}

export function PackHealth({ pack }: HealthProps) {
  const [first, ...others] = pack.needs
  if (pack.disabled) return <span className="text-fg-subtle">off</span>
  if (first) {
    const { tone, words } = needLooks[first.kind]
    return (
      <span
        className="flex min-w-0 items-center gap-1"
        title={pack.needs.map(({ detail }) => detail).join('\n')}
      >
        <ToneBadge tone={tone}>{words(first.count ?? 0)}</ToneBadge>
        {others.length > 0 && <span className="text-fg-muted text-meta">+{others.length}</span>}
      </span>
    )
  }
  if (pack.rollout) return <ToneBadge tone="info">rolling out r{pack.rollout.to}</ToneBadge>
  return <ToneBadge tone="ok">healthy</ToneBadge>
}

const costTones = { noticeable: 'warn', heavy: 'bad' } as const

export function DayCost({ cost }: Pick<PackSummary, 'cost'>) {
  if (!cost) return <span className="text-fg-subtle">-</span>
  const seconds = cost.agent_seconds_per_day
  const level = dailyCost(seconds)
  const basis = cost.basis === 'measured' ? 'measured' : 'by rule where nothing was measured'
  const title = `${level}: agent seconds a day on each host at p95, ${basis}`
  const words = `${cost.basis === 'rule' ? '~ ' : ''}${formatSeconds(seconds)}`
  if (level === 'light') return <span title={title}>{words}</span>
  return (
    <span title={title}>
      <ToneBadge tone={costTones[level]}>
        <span className="sr-only">{level}, </span>
        {words}
      </ToneBadge>
    </span>
  )
}

export function ChangedBy({ pack }: { pack: PackSummary }) {
  return (
    <span className="flex min-w-0 flex-col justify-center">
      <span className="leading-4.5">
        <Time at={pack.updated_at} />
      </span>
      {pack.changed_by && (
        <span className="truncate text-fg-muted text-meta leading-4">{pack.changed_by}</span>
      )}
    </span>
  )
}
