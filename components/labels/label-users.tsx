'use client'
// Who relies on a label, and what each would lose without it.
import Link from 'next/link'
import { EmptyState } from '@/components/ui/page-states'
import { Pending } from '@/components/ui/pending'
import { formatNoun } from '@/lib/client/format'
import { usePoll } from '@/lib/client/use-poll'
import { LabelUsers } from '@/lib/wire/labels'
import { isUsed, lossSentence } from './label-words'

const link = 'inline-flex min-h-6 items-center text-accent-fg underline pointer-coarse:min-h-11'

export function LabelUserList({ users }: { users: LabelUsers }) {
  const { packs, hidden_packs, rollouts, target_sets, other_target_sets } = users
  return (
    <ul className="flex flex-col gap-1">
      {packs.map((pack) => (
        <li key={`pack ${pack.id}`}>
          Pack{' '}
          <Link href={`/packs/${pack.id}`} className={link}>
            {pack.name}
          </Link>{' '}
          <span className="text-fg-muted">{lossSentence(pack)}</span>
        </li>
      ))}
      {hidden_packs > 0 && (
        <li className="text-fg-muted">{formatNoun(hidden_packs, 'pack')} of other teams</li>
      )}
      {rollouts.map((rollout) => (
        <li key={`rollout ${rollout.id}`}>
          Rollout under way of{' '}
          <Link href={`/packs/${rollout.pack_id}?tab=rollout`} className={link}>
            {rollout.pack}
          </Link>
        </li>
      ))}
      {target_sets.map((set) => (
        <li key={`set ${set.id}`}>
          Your saved set <span className="font-medium">{set.name}</span>
        </li>
      ))}
      {other_target_sets > 0 && (
        <li className="text-fg-muted">
          {formatNoun(other_target_sets, 'saved set')} of other people
        </li>
      )}
    </ul>
  )
}

export function LabelUsersTab({ id }: { id: number }) {
  const poll = usePoll(LabelUsers, `/api/v1/fleet/labels/${id}/users`, 30)
  if (!poll.value) return <Pending poll={poll} failed="Who uses the label could not be read" />
  if (!isUsed(poll.value))
    return (
      <EmptyState title="Nobody relies on it">
        No pack, rollout or saved set of targets names this label.
      </EmptyState>
    )
  return <LabelUserList users={poll.value} />
}
