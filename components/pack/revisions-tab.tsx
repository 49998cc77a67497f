'use client'
// The revisions of a pack: which of them hosts run, what differs between any two, and the way back.
import { useRef, useState } from 'react'
import type { z } from 'zod'
import { Card } from '@/components/ui/card'
import { ErrorState, SkeletonRows } from '@/components/ui/page-states'
import { AsOf } from '@/components/ui/time'
import { formatNoun } from '@/lib/client/format'
import { usePoll } from '@/lib/client/use-poll'
import { useUrlParams } from '@/lib/client/use-url-params'
import type { Pack } from '@/lib/wire/packs'
import { type Revision, RevisionList } from '@/lib/wire/revisions'
import { RevisionsBar } from './revisions-bar'
import { RevisionsCompare } from './revisions-compare'
import { RevisionsList } from './revisions-list'
import { RevisionsRestore } from './revisions-restore'

type RevisionsTabProps = {
  /** As the page last read it; its counts are those of the hosts. */
  pack: Pack
  noWrite: string | undefined
  onChanged: () => void
}

const shownMost = 200

function numberOf(text: string | null): number | undefined {
  return text !== null && /^\d{1,9}$/.test(text) ? Number(text) : undefined
}

/** The two that are compared: those of the link, else the newest with the one before it. */
function usePair(newest: number) {
  const [params, change] = useUrlParams()
  const to = numberOf(params.get('to')) ?? newest
  const from = numberOf(params.get('from')) ?? Math.max(0, to - 1)
  const set = (nextFrom: number, nextTo: number) =>
    change({ from: String(nextFrom), to: String(nextTo) })
  return { from, to, set }
}

type ListedProps = {
  pack: Pack
  noWrite: string | undefined
  reply: z.infer<typeof RevisionList>
  readAt: number | undefined
  pair: ReturnType<typeof usePair>
  onShow: (number: number) => void
  onRestore: (revision: Revision) => void
}

function Listed({ pack, noWrite, reply, readAt, pair, onShow, onRestore }: ListedProps) {
  const { revisions, count } = reply
  const { from, to } = pair
  return (
    <Card
      flush
      title={formatNoun(count, 'revision')}
      note={readAt !== undefined && <AsOf at={readAt} />}
    >
      <RevisionsList
        pack={pack}
        revisions={revisions}
        shown={from === to - 1 ? to : undefined}
        noWrite={noWrite}
        onShow={onShow}
        onRestore={onRestore}
      />
      {count > revisions.length && (
        <p className="px-4 py-3 text-fg-muted">
          The newest {revisions.length} are listed; older ones can be compared by their link.
        </p>
      )}
    </Card>
  )
}

export function RevisionsTab({ pack, noWrite, onChanged }: RevisionsTabProps) {
  const path = `/api/v1/fleet/packs/${pack.id}/revisions?per_page=${shownMost}`
  const { value, failure, readAt, refresh } = usePoll(RevisionList, path, 15)
  const pair = usePair(pack.revision)
  const [asked, setAsked] = useState<Revision>()
  const difference = useRef<HTMLDivElement>(null)
  if (!value && failure)
    return <ErrorState title={failure.message} requestId={failure.uuid} onRetry={refresh} />
  if (!value) return <SkeletonRows rows={6} />
  const restored = () => {
    setAsked(undefined)
    refresh()
    onChanged()
  }
  const { from, to, set } = pair
  const compared = { packId: pack.id, from, to, revisions: value.revisions, onChange: set }
  const show = (number: number) => {
    set(number - 1, number)
    difference.current?.scrollIntoView({ block: 'nearest' })
  }
  const listed = { pack, noWrite, reply: value, readAt, pair, onShow: show, onRestore: setAsked }
  const close = () => setAsked(undefined)
  return (
    <div className="flex flex-col gap-4">
      <RevisionsBar pack={pack} />
      <div className="grid items-start gap-4 lg:grid-cols-[minmax(0,2fr)_minmax(0,3fr)]">
        <Listed {...listed} />
        <div ref={difference} className="min-w-0 scroll-mt-4">
          <RevisionsCompare {...compared} />
        </div>
      </div>
      {asked && (
        <RevisionsRestore pack={pack} revision={asked} onClose={close} onRestored={restored} />
      )}
    </div>
  )
}
