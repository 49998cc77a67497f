'use client'
// The revisions of a pack, newest first: who, when, why, what differs, and which hosts run it.
import { ToneBadge } from '@/components/ui/badge'
import { Button } from '@/components/ui/button'
import { cn } from '@/components/ui/cn'
import { Time } from '@/components/ui/time'
import { formatNoun } from '@/lib/client/format'
import type { Pack } from '@/lib/wire/packs'
import type { Revision } from '@/lib/wire/revisions'
import { standingOf } from './revisions-words'

type RowProps = {
  pack: Pack
  revision: Revision
  shown: boolean
  noWrite: string | undefined
  onShow: () => void
  onRestore: () => void
}

function Standing({ pack, number }: { pack: Pack; number: number }) {
  const standing = standingOf(number, pack)
  return standing ? <ToneBadge tone={standing.tone}>{standing.word}</ToneBadge> : null
}

function Row({ pack, revision, shown, noWrite, onShow, onRestore }: RowProps) {
  const { number, author, note, summary, created_at, hosts } = revision
  const isNewest = number === pack.revision
  return (
    <li className={cn('flex flex-col gap-1 px-4 py-3', shown && 'bg-selected')}>
      <div className="flex flex-wrap items-center gap-2">
        <span className="font-semibold tabular-nums">Revision {number}</span>
        <Standing pack={pack} number={number} />
        {hosts > 0 && (
          <span className="text-fg-muted tabular-nums">
            {formatNoun(hosts, 'host runs it', 'hosts run it')}
          </span>
        )}
      </div>
      <p className="text-fg-muted">
        {author ? author.name : 'Somebody who is gone'}, <Time at={created_at} />
      </p>
      {note !== '' && <p className="whitespace-pre-wrap break-words">{note}</p>}
      {summary !== '' && <p className="break-words text-fg-muted">{summary}</p>}
      <div className="mt-1 flex gap-2">
        <Button size="small" aria-pressed={shown} onClick={onShow}>
          {shown ? 'Changes shown' : 'Show changes'}
          <span className="sr-only"> of revision {number}</span>
        </Button>
        <Button
          size="small"
          variant="ghost"
          disabledReason={noWrite ?? (isNewest ? 'It is the newest already' : undefined)}
          onClick={onRestore}
        >
          Restore
          <span className="sr-only"> revision {number}</span>
        </Button>
      </div>
    </li>
  )
}

type RevisionsListProps = {
  pack: Pack
  revisions: readonly Revision[]
  /** The one whose changes are shown against the one before it. */
  shown: number | undefined
  noWrite: string | undefined
  onShow: (number: number) => void
  onRestore: (revision: Revision) => void
}

export function RevisionsList(props: RevisionsListProps) {
  const { pack, revisions, shown, noWrite, onShow, onRestore } = props
  return (
    <ol aria-label="Revisions" className="divide-y divide-line">
      {revisions.map((revision) => (
        <Row
          key={revision.number}
          pack={pack}
          revision={revision}
          shown={revision.number === shown}
          noWrite={noWrite}
          onShow={() => onShow(revision.number)}
          onRestore={() => onRestore(revision)}
        />
      ))}
    </ol>
  )
}
