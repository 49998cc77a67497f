'use client'
// One conflict: what happened, both records, and the two answers to it.
import { useState } from 'react'
import { ToneBadge } from '@/components/ui/badge'
import { Button } from '@/components/ui/button'
import { Card } from '@/components/ui/card'
import { ConfirmDialog } from '@/components/ui/confirm-dialog'
import { Time } from '@/components/ui/time'
import type { ConflictState, HostConflict } from '@/lib/wire/host-conflicts'
import { ConflictCompare } from './conflict-compare'
import {
  apartSentence,
  howItCame,
  likelySentence,
  mergeEffects,
  nameOf,
  titleOf,
} from './conflict-words'
import { type ConflictActs, useConflictActs } from './use-conflict-acts'

const stateLook: Record<ConflictState, [tone: 'bad' | 'ok' | 'offline', word: string]> = {
  open: ['bad', 'open'],
  merged: ['ok', 'merged'],
  kept_both: ['ok', 'kept both'],
  gone: ['offline', 'gone'],
}

function Story({ conflict }: { conflict: HostConflict }) {
  const { first, after } = howItCame(conflict)
  const { decided_by, decided_at, evidence } = conflict
  return (
    <p className="mb-3 max-w-[80ch] text-fg-muted">
      {first} <Time at={conflict.since} />
      {after} {conflict.state === 'open' && apartSentence} {likelySentence(conflict)}
      {conflict.state === 'open' && evidence.merges_at && (
        <>
          {' '}
          <Time at={evidence.merges_at} />.
        </>
      )}
      {decided_by && (
        <>
          {' '}
          Decided by {decided_by} <Time at={decided_at} />.
        </>
      )}
    </p>
  )
}

type ActsProps = { conflict: HostConflict; acts: ConflictActs; noWrite: string | undefined }

function MergeDialog(props: ActsProps & { onClose: () => void }) {
  const { conflict, acts, onClose } = props
  return (
    <ConfirmDialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={`Merge both records of ${nameOf(conflict)}?`}
      keepLabel="Keep them apart"
      goLabel="Same machine: merge"
      onConfirm={() => void acts.merge(conflict)}
      busy={acts.busy}
      error={acts.error}
    >
      {mergeEffects(conflict).map((sentence) => (
        <p key={sentence}>{sentence}</p>
      ))}
    </ConfirmDialog>
  )
}

function Acts(props: ActsProps) {
  const { conflict, acts, noWrite } = props
  const [merging, setMerging] = useState(false)
  if (conflict.state !== 'open')
    return conflict.undoable ? (
      <Button
        size="small"
        disabledReason={noWrite}
        busy={acts.busy}
        onClick={() => void acts.reopen(conflict)}
      >
        {conflict.state === 'merged' ? 'Part them again' : 'Open again'}
      </Button>
    ) : null
  return (
    <>
      <Button size="small" disabledReason={noWrite} onClick={() => setMerging(true)}>
        Same machine: merge
      </Button>
      <Button
        size="small"
        disabledReason={noWrite}
        busy={acts.busy}
        onClick={() => void acts.keepBoth(conflict)}
      >
        Two machines: keep both
      </Button>
      {merging && <MergeDialog {...props} onClose={() => setMerging(false)} />}
    </>
  )
}

type ConflictCardProps = {
  conflict: HostConflict
  /** The teams whose hosts the viewer may change; undefined: all. */
  writable: readonly number[] | undefined
  onDone: () => void
}

function reasonOf({ conflict, writable }: ConflictCardProps): string | undefined {
  if (conflict.hidden) return 'The other host is of a team that you cannot see'
  const sides = [conflict.host, conflict.other]
  const mine = (team: number | null) => team !== null && writable?.includes(team)
  const lacks = writable && sides.some((side) => side && !mine(side.team_id))
  return lacks ? 'Needs the maintainer role over both hosts' : undefined
}

export function ConflictCard(props: ConflictCardProps) {
  const { conflict, onDone } = props
  const acts = useConflictActs(onDone)
  const [tone, word] = stateLook[conflict.state]
  return (
    <Card title={titleOf(conflict)} actions={<ToneBadge tone={tone}>{word}</ToneBadge>}>
      <Story conflict={conflict} />
      <ConflictCompare conflict={conflict} />
      {acts.error && (
        <p role="alert" className="mt-3 text-bad-fg">
          {acts.error}
        </p>
      )}
      <div className="mt-4 flex flex-wrap gap-2 empty:hidden">
        <Acts conflict={conflict} acts={acts} noWrite={reasonOf(props)} />
      </div>
    </Card>
  )
}
