'use client'
// Deleting a team: what goes with it, what stays, and who keeps it from going. The name is typed.
import { useState } from 'react'
import { Banner } from '@/components/ui/banner'
import { ConfirmDialog } from '@/components/ui/confirm-dialog'
import { Field } from '@/components/ui/field'
import { Input } from '@/components/ui/input'
import { ErrorState, SkeletonRows } from '@/components/ui/page-states'
import { api } from '@/lib/client/api'
import { formatNoun } from '@/lib/client/format'
import { useCall } from '@/lib/client/use-call'
import { usePoll } from '@/lib/client/use-poll'
import { Unread } from '@/lib/wire/frame'
import { type TeamEffect, TeamEffectReply } from '@/lib/wire/teams'
import { teamsPath } from './team-form'

const namesMost = 5

function namesOf(packs: TeamEffect['packs']): string {
  const names = packs.slice(0, namesMost).map(({ name }) => name)
  const more = packs.length - names.length
  return more > 0 ? `${names.join(', ')} and ${more} more` : names.join(', ')
}

function Kept({ kept_by }: Pick<TeamEffect, 'kept_by'>) {
  return (
    <Banner tone="warn">
      <p>It cannot go yet:</p>
      <ul className="list-disc ps-5">
        {kept_by.map(({ id, name, why }) => (
          <li key={`${id} ${why}`}>
            {name} {why === 'targets' ? 'targets the team' : 'schedules one of its queries'}
          </li>
        ))}
      </ul>
    </Banner>
  )
}

function Effect({ effect }: { effect: TeamEffect }) {
  const { hosts, packs, queries, secrets, tokens, members, members_left, kept_by } = effect
  if (kept_by.length > 0) return <Kept kept_by={kept_by} />
  const one = (count: number, singular: string, plural: string) => (count === 1 ? singular : plural)
  const few = [
    `${formatNoun(hosts, 'host')} ${one(hosts, 'goes', 'go')} on without a team: only packs and options of the organisation reach ${one(hosts, 'it', 'them')}.`,
    packs.length > 0
      ? `${formatNoun(packs.length, 'pack')} of the team ${one(packs.length, 'is', 'are')} deleted: ${namesOf(packs)}. Stored results stay.`
      : 'No pack goes with it.',
    `${formatNoun(queries, 'query', 'queries')}, ${formatNoun(secrets, 'enrol secret')} and ${formatNoun(tokens, 'API token')} go with it.`,
    `${formatNoun(members, 'member')} ${one(members, 'loses', 'lose')} the role in it; ${members_left} of them ${one(members_left, 'has', 'have')} no other team.`,
  ]
  return (
    <ul className="list-disc ps-5">
      {few.map((line) => (
        <li key={line}>{line}</li>
      ))}
    </ul>
  )
}

type TeamDeleteProps = {
  team: { id: number; name: string }
  onClose: () => void
  onDeleted: () => void
}

/** What deleting it would do, and the call that does. */
function useDelete({ team: { id, name }, onDeleted }: TeamDeleteProps) {
  const [typed, setTyped] = useState('')
  const { value, failure, refresh } = usePoll(TeamEffectReply, `${teamsPath}/${id}/effect`, 60)
  const { busy, error, run } = useCall()
  const effect = value?.effect
  const kept = effect === undefined || effect.kept_by.length > 0
  const go = () => {
    if (kept || typed !== name) return
    void run(async () => {
      const path = `${teamsPath}/${id}?confirm=${encodeURIComponent(typed)}`
      await api(Unread, path, { method: 'DELETE', body: {} })
      onDeleted()
    })
  }
  return { typed, setTyped, effect, kept, failure, refresh, busy, error, go }
}

type Deletion = ReturnType<typeof useDelete>

function Told({ effect, failure, refresh }: Deletion) {
  if (effect) return <Effect effect={effect} />
  if (failure) return <ErrorState title={failure.message} onRetry={refresh} />
  return <SkeletonRows rows={3} />
}

export function TeamDelete(props: TeamDeleteProps) {
  const { name } = props.team
  const deletion = useDelete(props)
  const { typed, setTyped, kept, busy, error, go } = deletion
  return (
    <ConfirmDialog
      open
      onOpenChange={(open) => !open && props.onClose()}
      title={`Delete the team ${name}?`}
      keepLabel="Keep the team"
      goLabel="Delete the team"
      danger
      onConfirm={go}
      busy={busy}
      error={error}
      lacks={kept ? 'It cannot go yet' : typed === name ? undefined : `Type ${name} first`}
    >
      <Told {...deletion} />
      {!kept && (
        <Field label={`Type ${name} to confirm`} className="mt-2 text-fg">
          <Input
            value={typed}
            autoComplete="off"
            onChange={(event) => setTyped(event.target.value)}
          />
        </Field>
      )}
    </ConfirmDialog>
  )
}
