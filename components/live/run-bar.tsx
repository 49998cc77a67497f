'use client'
// The foot of the launch page: what will happen, the same request for others and for scripts, and the
// button that repeats the number.
import { Check, ChevronUp, Copy } from 'lucide-react'
import { Button } from '@/components/ui/button'
import { ConfirmDialog } from '@/components/ui/confirm-dialog'
import { Kbd } from '@/components/ui/kbd'
import { Menu, MenuItem } from '@/components/ui/menu'
import type { ApiFailure } from '@/lib/client/api'
import { useCopy } from '@/lib/client/use-copy'
import type { Campaign } from '@/lib/wire/campaigns'
import { curlOf } from './command-words'
import { OpenCampaigns } from './open-campaigns'
import type { Run, Runnable } from './use-run'

/** The message with what the server says of single fields, but for those that a field shows itself. */
export function refusalSentence(failure: ApiFailure): string {
  const [first] = failure.errors
  if (!first || first.name === 'base' || failure.message.includes(first.reason))
    return failure.message
  return `${failure.message} (${first.reason})`
}

type CopyMenuProps = { runnable: Runnable; link: string | undefined }

function CopyMenu({ runnable: { words, path, body }, link }: CopyMenuProps) {
  const { copied, copy } = useCopy()
  const origin = () => window.location.origin
  return (
    <Menu
      align="end"
      side="top"
      trigger={
        <Button variant="ghost">
          {copied ? <Check aria-hidden /> : <Copy aria-hidden />}
          <span aria-live="polite">{copied ? 'Copied' : 'Copy as'}</span>
          <ChevronUp aria-hidden />
        </Button>
      }
    >
      <MenuItem
        disabledReason={link ? undefined : 'The question is too long for a link'}
        onSelect={() => link && void copy(`${origin()}${link}`)}
      >
        Link to this question
      </MenuItem>
      <MenuItem
        disabledReason={words.refusal}
        onSelect={() => void copy(curlOf(origin(), path, body))}
      >
        curl, with a token from $MUSTER_TOKEN
      </MenuItem>
    </Menu>
  )
}

type PartProps = { runnable: Runnable; run: Run }

function AskFirst({ runnable, run }: PartProps) {
  const { words, total, all, sentence } = runnable
  const { asking, setAsking, send, busy, failure, wrongPassword } = run
  return (
    <ConfirmDialog
      open={asking !== undefined}
      onOpenChange={(open) => open || setAsking(undefined)}
      title={`${words.label}?`}
      keepLabel="Do not run"
      goLabel={words.label}
      onConfirm={({ password }) =>
        void send({ confirm: total, password: asking?.password ? password : undefined })
      }
      hosts={total}
      all={all}
      typed={asking?.typed ?? false}
      password={asking?.password ?? false}
      passwordError={wrongPassword}
      busy={busy}
      error={failure ? refusalSentence(failure) : undefined}
    >
      <p>{sentence}</p>
      <p>
        A host that has taken the query runs it: it cannot be recalled. Stopping the campaign
        cancels the hosts that still wait.
      </p>
    </ConfirmDialog>
  )
}

type RunBarProps = PartProps & {
  link: string | undefined
  /** Mine that are open, when they are as many as one person may have. */
  full: readonly Campaign[] | undefined
  onClosed: () => void
}

function What({ runnable, run, full, onClosed }: Omit<RunBarProps, 'link'>) {
  const { failure, asking } = run
  const grow = 'min-w-0 flex-1 max-sm:basis-full'
  if (full) return <OpenCampaigns campaigns={full} onClosed={onClosed} className={grow} />
  if (failure && !asking) {
    return (
      <p role="alert" className={`${grow} text-bad-fg`}>
        {refusalSentence(failure)}
      </p>
    )
  }
  return <p className={`${grow} text-fg-muted tabular-nums`}>{runnable.sentence}</p>
}

export function RunBar(props: RunBarProps) {
  const { runnable, run, link } = props
  return (
    <footer
      data-page-bar=""
      className="flex shrink-0 flex-wrap items-center gap-x-4 gap-y-2 border-line border-t bg-surface px-4 py-2 sm:px-6"
    >
      <What {...props} />
      <CopyMenu runnable={runnable} link={link} />
      <Button
        variant="primary"
        aria-keyshortcuts="Control+Enter Meta+Enter"
        disabledReason={runnable.words.refusal}
        busy={run.busy}
        onClick={run.run}
        className="max-sm:flex-1"
      >
        {runnable.words.label} <Kbd keys="Ctrl Enter" className="max-sm:hidden" />
      </Button>
      <AskFirst runnable={runnable} run={run} />
    </footer>
  )
}
