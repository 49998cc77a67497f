'use client'
// The revisions of agent options, newest first: who, when, why, what differs, and the way back.
import { useState } from 'react'
import { ToneBadge } from '@/components/ui/badge'
import { Button } from '@/components/ui/button'
import { Card } from '@/components/ui/card'
import { EmptyState, ErrorState, SkeletonRows } from '@/components/ui/page-states'
import { AsOf, Time } from '@/components/ui/time'
import { api } from '@/lib/client/api'
import { formatNoun } from '@/lib/client/format'
import { usePoll } from '@/lib/client/use-poll'
import { useSettled } from '@/lib/client/use-settled'
import {
  OptionsPreview,
  OptionsReply,
  type OptionsRevision,
  OptionsRevisionList,
  OptionsRevisionReply,
} from '@/lib/wire/agent-options'
import { OptionsDiff } from './options-diff'
import { OptionsSave } from './options-save'

const base = '/api/v1/fleet/agent_options'
const of = (teamId: number | null) => (teamId === null ? '' : `team_id=${teamId}`)
const revisionPath = (teamId: number | null, number: number) =>
  `${base}/revisions/${number}?${of(teamId)}`

function Changes({ teamId, number }: { teamId: number | null; number: number }) {
  const { value, failure, refresh } = usePoll(
    OptionsRevisionReply,
    revisionPath(teamId, number),
    300,
  )
  if (value)
    return (
      <OptionsDiff
        label={`Changes of revision ${number}`}
        changes={value.revision.diff}
        empty="Nothing differs from the one before."
      />
    )
  if (failure) return <ErrorState title={failure.message} onRetry={refresh} />
  return <SkeletonRows rows={2} />
}

type RowProps = {
  teamId: number | null
  revision: OptionsRevision
  newest: boolean
  noWrite: string | undefined
  onRestore: () => void
}

function Row({ teamId, revision, newest, noWrite, onRestore }: RowProps) {
  const { number, author, note, summary, created_at } = revision
  const [shown, setShown] = useState(false)
  return (
    <li className="flex flex-col gap-1 px-4 py-3">
      <div className="flex flex-wrap items-center gap-2">
        <span className="font-semibold tabular-nums">Revision {number}</span>
        {newest && <ToneBadge tone="ok">in force</ToneBadge>}
      </div>
      <p className="text-fg-muted">
        {author ? author.name : 'Muster'}, <Time at={created_at} />
      </p>
      {note !== '' && <p className="whitespace-pre-wrap break-words">{note}</p>}
      {summary !== '' && <p className="break-words text-fg-muted">{summary}</p>}
      <div className="mt-1 flex gap-2">
        <Button size="small" aria-expanded={shown} onClick={() => setShown(!shown)}>
          {shown ? 'Hide changes' : 'Show changes'}
          <span className="sr-only"> of revision {number}</span>
        </Button>
        <Button
          size="small"
          variant="ghost"
          disabledReason={noWrite ?? (newest ? 'It is in force already' : undefined)}
          onClick={onRestore}
        >
          Restore<span className="sr-only"> revision {number}</span>
        </Button>
      </div>
      {shown && <Changes teamId={teamId} number={number} />}
    </li>
  )
}

type RestoreProps = {
  teamId: number | null
  number: number
  newest: number
  onClose: () => void
  onRestored: (reply: OptionsReply) => void
}

/** What going back would do, read anew when it is asked for. */
function Restore({ teamId, number, newest, onClose, onRestored }: RestoreProps) {
  const { answer, failure } = useSettled(number, 0, async (wanted, signal) => {
    const { revision } = await api(OptionsRevisionReply, revisionPath(teamId, wanted), { signal })
    const body = { team_id: teamId, agent_options: revision.agent_options }
    const preview = await api(OptionsPreview, `${base}/preview`, { method: 'POST', body, signal })
    return { changes: revision.diff_now, preview }
  })
  if (failure)
    return (
      <p role="alert" className="px-4 pb-3 text-bad-fg">
        {failure.message}
      </p>
    )
  if (!answer) return null
  const { changes, preview } = answer.value
  return (
    <OptionsSave
      title={`Restore revision ${number}?`}
      keepLabel={`Keep revision ${newest}`}
      goLabel={`Restore for ${formatNoun(preview.hosts.affected, 'host')}`}
      changes={changes}
      preview={preview}
      reply={OptionsReply}
      saving={{
        path: `${base}/revisions/${number}/restore`,
        method: 'POST',
        body: { team_id: teamId, base_revision: newest },
      }}
      onClose={onClose}
      onSaved={onRestored}
    />
  )
}

type OptionsRevisionsProps = {
  teamId: number | null
  noWrite: string | undefined
  onRestored: (reply: OptionsReply) => void
}

type ListedProps = {
  teamId: number | null
  revisions: readonly OptionsRevision[]
  noWrite: string | undefined
  onRestore: (number: number) => void
}

function Listed({ teamId, revisions, noWrite, onRestore }: ListedProps) {
  if (revisions.length === 0)
    return (
      <EmptyState title="No revision yet">
        Agents are told what Muster needs, and nothing else. The first save is revision 1.
      </EmptyState>
    )
  return (
    <ol aria-label="Revisions" className="divide-y divide-line">
      {revisions.map((revision, index) => (
        <Row
          key={revision.number}
          teamId={teamId}
          revision={revision}
          newest={index === 0}
          noWrite={noWrite}
          onRestore={() => onRestore(revision.number)}
        />
      ))}
    </ol>
  )
}

export function OptionsRevisions({ teamId, noWrite, onRestored }: OptionsRevisionsProps) {
  const path = `${base}/revisions?per_page=200&${of(teamId)}`
  const { value, failure, readAt, refresh } = usePoll(OptionsRevisionList, path, 15)
  const [asked, setAsked] = useState<number>()
  if (!value && failure)
    return <ErrorState title={failure.message} requestId={failure.uuid} onRetry={refresh} />
  if (!value) return <SkeletonRows rows={6} />
  const { revisions, count } = value
  const close = () => setAsked(undefined)
  const restored = (reply: OptionsReply) => {
    close()
    refresh()
    onRestored(reply)
  }
  const listed = { teamId, revisions, noWrite, onRestore: setAsked }
  const newest = revisions[0]?.number ?? 0
  return (
    <Card flush title={formatNoun(count, 'revision')} note={readAt && <AsOf at={readAt} />}>
      <Listed {...listed} />
      {asked !== undefined && (
        <Restore
          teamId={teamId}
          number={asked}
          newest={newest}
          onClose={close}
          onRestored={restored}
        />
      )}
    </Card>
  )
}
