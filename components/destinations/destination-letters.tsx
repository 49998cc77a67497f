'use client'
// Lines that a destination refused one by one: why, what they were, and sending them again once the
// other side is mended.
import { ChevronRight, RotateCcw } from 'lucide-react'
import Link from 'next/link'
import { type ReactNode, useEffect, useRef, useState } from 'react'
import { ToneBadge } from '@/components/ui/badge'
import { Button } from '@/components/ui/button'
import { ConfirmDialog } from '@/components/ui/confirm-dialog'
import { visiblePieces } from '@/components/ui/grid/cell-text'
import { Pieces } from '@/components/ui/grid/grid-cell'
import { EmptyState, ErrorState, SkeletonRows } from '@/components/ui/page-states'
import { Time } from '@/components/ui/time'
import { toast } from '@/components/ui/toast'
import { announce } from '@/lib/client/announce'
import { api } from '@/lib/client/api'
import { formatCount, formatNoun } from '@/lib/client/format'
import { useCall } from '@/lib/client/use-call'
import { type CursorList, type ReadCursor, useCursor } from '@/lib/client/use-cursor'
import {
  type Destination,
  type DestinationDeadLetter,
  DestinationDeadLetterList,
  DestinationReplayReply,
} from '@/lib/wire/destinations'
import { pathOf } from './use-destination-acts'

const readLetters: ReadCursor<DestinationDeadLetter> = async (key, cursor, signal) => {
  const path = `${key}/dead_letters${cursor ? `?cursor=${cursor}` : ''}`
  const reply = await api(DestinationDeadLetterList, path, { signal })
  return { items: reply.dead_letters, next_cursor: reply.next_cursor }
}

const kindWords = { result: 'result', status: 'status log', live: 'live answer' } as const

function Origin({ letter: { kind, host, pack, query, at } }: { letter: DestinationDeadLetter }) {
  const name = [pack, query].filter((part) => part !== null).join(' / ')
  return (
    <span className="min-w-0 text-fg-muted">
      {kindWords[kind]}
      {name && (
        <>
          {' '}
          of <span className="mono wrap-anywhere">{name}</span>
        </>
      )}
      {host && (
        <>
          {' '}
          on{' '}
          <Link href={`/hosts/${host.id}`} className="text-accent-fg underline">
            {host.display_name || host.hostname}
          </Link>
        </>
      )}
      , <Time at={at} />
    </span>
  )
}

type RowProps = { letter: DestinationDeadLetter; onReplay: () => void; busy: boolean }

function Letter({ letter, onReplay, busy }: RowProps) {
  const { reason, sample, replaying, key } = letter
  return (
    <li className="flex flex-col gap-1 border-line border-t py-3">
      <div className="flex items-start gap-3">
        <div className="flex min-w-0 flex-1 flex-col gap-0.5">
          <span className="wrap-anywhere font-medium">
            <Pieces pieces={visiblePieces(reason)} />
          </span>
          <Origin letter={letter} />
        </div>
        {replaying ? (
          <ToneBadge tone="info">on its way again</ToneBadge>
        ) : (
          <Button size="small" busy={busy} aria-label={`Replay ${key}`} onClick={onReplay}>
            Replay
          </Button>
        )}
      </div>
      <details className="group">
        <summary className="inline-flex min-h-6 cursor-pointer list-none items-center gap-1 rounded-sm text-fg-muted hover:text-fg pointer-coarse:min-h-11">
          <ChevronRight aria-hidden className="transition-transform group-open:rotate-90" />
          What was sent
        </summary>
        <p className="mono wrap-anywhere mt-1 rounded-md border border-line bg-sunken p-2">
          <Pieces pieces={visiblePieces(sample)} />
        </p>
      </details>
    </li>
  )
}

type AskProps = {
  destination: Destination
  busy: boolean
  error: string | undefined
  onClose: () => void
  onGo: () => void
}

function AskAll({ destination: { name, dead_letters }, busy, error, onClose, onGo }: AskProps) {
  return (
    <ConfirmDialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={`Replay ${formatNoun(dead_letters, 'dead letter')} to ${name}?`}
      keepLabel="Leave them here"
      goLabel={`Replay ${formatCount(dead_letters)}`}
      onConfirm={onGo}
      typed={false}
      busy={busy}
      error={error}
    >
      <p>
        Each is sent once more as it was, with the same key, between the lines that come now. What
        is refused again comes back here with its new reason.
      </p>
    </ConfirmDialog>
  )
}

function useReplay({ id, name }: Destination, onDone: () => void) {
  const call = useCall()
  const send = (ids?: number[]) =>
    call.run(async () => {
      const body = { dead_letters: true, ...(ids ? { ids } : {}) }
      const { lines } = await api(DestinationReplayReply, `${pathOf(id)}/replay`, {
        ...{ method: 'POST', body },
      })
      const words = `${formatNoun(lines, 'dead letter')} on the way to ${name} again`
      announce(words)
      toast.done(words)
      onDone()
    })
  return { ...call, send }
}

type Letters = CursorList<DestinationDeadLetter>

/** Where no letter is drawn: still read, not readable, or none there. */
function None({ list: { items, loaded, failure, restart } }: { list: Letters }): ReactNode {
  if (failure)
    return (
      <ErrorState
        title="The dead letters could not be read"
        requestId={failure.uuid}
        onRetry={restart}
      >
        {failure.message}
      </ErrorState>
    )
  if (!loaded) return <SkeletonRows rows={4} />
  if (items.length > 0) return null
  return (
    <EmptyState title="No dead letter">
      It has taken every line that it was sent, or still tries the whole batch again.
    </EmptyState>
  )
}

type LettersProps = { destination: Destination; onChanged: () => void }

type ReplayAllProps = { count: number; busy: boolean; onAsk: () => void }

function ReplayAll({ count, busy, onAsk }: ReplayAllProps) {
  return (
    <div className="mb-3 flex flex-wrap items-center gap-3">
      <p className="min-w-0 flex-1 basis-60 text-fg-muted">
        {formatNoun(count, 'line was', 'lines were')} refused one by one, the newest first. Mend
        what the reasons say, then send them again.
      </p>
      <Button busy={busy} onClick={onAsk}>
        <RotateCcw aria-hidden /> Replay {formatCount(count)}
      </Button>
    </div>
  )
}

type LetterListProps = { list: Letters; busy: boolean; onReplay: (id: number) => void }

function LetterList({ list, busy, onReplay }: LetterListProps) {
  return (
    <>
      <ul>
        {list.items.map((letter) => (
          <Letter
            key={letter.id}
            letter={letter}
            busy={busy}
            onReplay={() => onReplay(letter.id)}
          />
        ))}
      </ul>
      <None list={list} />
      {list.has_more && (
        <Button onClick={list.more} busy={list.busy} className="mt-2">
          Load 100 more
        </Button>
      )}
    </>
  )
}

export function DestinationLetters({ destination, onChanged }: LettersProps) {
  const list = useCursor(pathOf(destination.id), readLetters, undefined)
  const [asking, setAsking] = useState(false)
  const { busy, error, send } = useReplay(destination, () => {
    setAsking(false)
    list.restart()
    onChanged()
  })
  const { dead_letters: count } = destination
  const { restart } = list
  const read = useRef(count)
  useEffect(() => {
    // Letters leave by themselves once they are taken, and others come.
    if (read.current !== count) restart()
    read.current = count
  }, [count, restart])
  return (
    <>
      {count > 0 && <ReplayAll count={count} busy={busy} onAsk={() => setAsking(true)} />}
      {error && !asking && (
        <p role="alert" className="mb-2 text-bad-fg">
          {error}
        </p>
      )}
      <LetterList list={list} busy={busy} onReplay={(id) => void send([id])} />
      {asking && (
        <AskAll
          {...{ destination, busy, error }}
          onClose={() => setAsking(false)}
          onGo={() => void send()}
        />
      )}
    </>
  )
}
