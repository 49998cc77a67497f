'use client'
// The line under the editor: how much is edited, whom it reaches, what stands against saving; and what
// to do with it.
import { OctagonX, Redo2, Undo2 } from 'lucide-react'
import { useState } from 'react'
import { Button, IconButton } from '@/components/ui/button'
import { cn } from '@/components/ui/cn'
import { ConfirmDialog } from '@/components/ui/confirm-dialog'
import { Kbd } from '@/components/ui/kbd'
import { formatBytes, formatClock, formatNoun } from '@/lib/client/format'
import type { DraftError } from '@/lib/client/pack-draft-faults'
import { useZone } from '@/lib/client/use-clock'
import { errorPlace } from './query-grid-state'
import type { PackEditor } from './use-pack-editor'

type DraftBarProps = {
  editor: PackEditor
  noWrite: string | undefined
  onReview: () => void
  onCompare: () => void
  onGo: (error: DraftError) => void
}

function reachWords({ previews, draft }: PackEditor): string {
  const now = previews.draft.answer?.value
  const hosts = now?.hosts.matched ?? draft.pack.total_hosts_count
  const reach = draft.pack.disabled ? 'off, reaches no host' : formatNoun(hosts, 'host')
  if (!now) return reach
  const [from, to] = [formatBytes(now.config_bytes_now), formatBytes(now.config_bytes_max)]
  const config = from === to ? `config ${to}` : `config ${from} to ${to}`
  return `${reach}, ${config}`
}

function Faults({ editor, onGo }: Pick<DraftBarProps, 'editor' | 'onGo'>) {
  const { errors, content } = editor.draft
  const [first] = errors
  if (!first) return null
  return (
    <button
      type="button"
      onClick={() => onGo(first)}
      className="inline-flex min-h-6 min-w-0 items-center gap-1.5 rounded-sm text-bad-fg hover:underline"
    >
      <OctagonX aria-hidden className="text-bad" />
      <span className="truncate">
        {formatNoun(errors.length, 'error')} {errors.length === 1 ? 'blocks' : 'block'} saving:{' '}
        {errorPlace(first, content.queries)}
      </span>
    </button>
  )
}

function Newer({ editor, onCompare }: Pick<DraftBarProps, 'editor' | 'onCompare'>) {
  const { newer } = editor.draft
  if (!newer) return null
  return (
    <div
      role="alert"
      className="flex flex-wrap items-center gap-3 border-line border-t bg-warn-soft px-4 py-2 text-warn-fg sm:px-6"
    >
      <span className="min-w-0 flex-1">
        Revision {newer.revision} was saved by {newer.by ?? 'somebody'} meanwhile. Your draft is
        kept and begins at revision {editor.draft.base.revision}.
      </span>
      <Button size="small" onClick={onCompare}>
        Compare and merge
      </Button>
    </div>
  )
}

function Restored({ editor }: Pick<DraftBarProps, 'editor'>) {
  const zone = useZone()
  const { restored, otherTabs } = editor.draft
  const words = [
    restored === undefined ? '' : `Draft of ${formatClock(restored, zone).slice(0, 5)} restored.`,
    otherTabs === 0 ? '' : 'Another tab has a draft of this pack too.',
  ].filter(Boolean)
  return words.length === 0 ? null : <span className="text-fg-muted">{words.join(' ')}</span>
}

function Discard({ editor }: Pick<DraftBarProps, 'editor'>) {
  const [asked, ask] = useState(false)
  const { draft, changes } = editor
  return (
    <>
      <Button onClick={() => ask(true)}>Discard</Button>
      <ConfirmDialog
        open={asked}
        onOpenChange={ask}
        title={`Discard ${formatNoun(changes, 'change')}?`}
        keepLabel="Keep the draft"
        goLabel={`Discard ${formatNoun(changes, 'change')}`}
        danger
        onConfirm={() => {
          ask(false)
          draft.discard()
        }}
      >
        <p>Revision {draft.base.revision} stays as it is; no host notices. Undo brings it back.</p>
      </ConfirmDialog>
    </>
  )
}

function Words({ editor, onGo }: Pick<DraftBarProps, 'editor' | 'onGo'>) {
  const { draft, changes, checks } = editor
  if (!draft.dirty)
    return (
      <span className="text-fg-subtle">
        Revision {draft.base.revision}, nothing edited
        {checks.pending > 0 &&
          `. Checking SQL: ${formatNoun(checks.pending, 'query', 'queries')} to go`}
      </span>
    )
  return (
    <>
      <span className="tabular-nums">
        <span className="font-medium">{formatNoun(changes, 'change')}</span>
        <span className="text-fg-muted">, {reachWords(editor)}.</span>
      </span>
      <Faults editor={editor} onGo={onGo} />
      <Restored editor={editor} />
    </>
  )
}

function Steps({ editor }: Pick<DraftBarProps, 'editor'>) {
  const { draft } = editor
  return (
    <>
      <IconButton
        label="Undo (Ctrl Z)"
        onClick={draft.undo}
        disabledReason={draft.canUndo ? undefined : 'Nothing to undo'}
      >
        <Undo2 aria-hidden />
      </IconButton>
      <IconButton
        label="Redo (Ctrl Shift Z)"
        onClick={draft.redo}
        disabledReason={draft.canRedo ? undefined : 'Nothing to redo'}
      >
        <Redo2 aria-hidden />
      </IconButton>
    </>
  )
}

function Buttons({ editor, noWrite, onReview }: Omit<DraftBarProps, 'onCompare' | 'onGo'>) {
  const { dirty, errors } = editor.draft
  const faults =
    errors.length > 0 ? `${formatNoun(errors.length, 'error')} to mend first` : undefined
  return (
    <div className={cn('flex items-center gap-2', dirty && 'max-sm:w-full')}>
      <Steps editor={editor} />
      {dirty && <Discard editor={editor} />}
      {dirty && (
        <Button
          variant="primary"
          onClick={onReview}
          disabledReason={noWrite ?? faults}
          className="max-sm:flex-1"
        >
          Review and save <Kbd keys="Ctrl S" className="max-sm:hidden" />
        </Button>
      )}
    </div>
  )
}

export function DraftBar({ editor, noWrite, onReview, onCompare, onGo }: DraftBarProps) {
  const { dirty, canUndo, canRedo } = editor.draft
  if (noWrite !== undefined && !dirty) return null
  const idle = !dirty && !canUndo && !canRedo
  return (
    <div className="shrink-0">
      <Newer editor={editor} onCompare={onCompare} />
      <section
        aria-label="Draft"
        className={cn(
          'flex flex-wrap items-center gap-x-3 gap-y-2 border-line border-t bg-surface px-4 py-2 sm:px-6',
          idle && 'max-sm:hidden',
        )}
      >
        <div
          className={cn(
            'flex min-w-0 flex-1 flex-wrap items-center gap-x-3 gap-y-1',
            dirty && 'max-sm:basis-full',
          )}
        >
          <Words editor={editor} onGo={onGo} />
        </div>
        <Buttons editor={editor} noWrite={noWrite} onReview={onReview} />
      </section>
    </div>
  )
}
