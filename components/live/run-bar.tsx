'use client'
// The foot of the launch page: what will happen, the command for scripts, and the button that repeats
// the number. Above 500 hosts, or for everybody, it asks first.
import { Check, Terminal } from 'lucide-react'
import { useRouter } from 'next/navigation'
import { useEffect, useRef, useState } from 'react'
import { Button } from '@/components/ui/button'
import { ConfirmDialog } from '@/components/ui/confirm-dialog'
import { Kbd } from '@/components/ui/kbd'
import { ApiFailure, api } from '@/lib/client/api'
import { formatCount, formatDuration, formatNoun } from '@/lib/client/format'
import { dropDraft } from '@/lib/client/live-draft'
import { useCopy } from '@/lib/client/use-copy'
import { RunReply } from '@/lib/wire/campaigns'
import type { Launch } from './use-launch'
import { curlOf } from './words'

const confirmAbove = 500

function messageOf(error: unknown): string {
  if (!(error instanceof ApiFailure)) return String(error)
  const [first] = error.errors
  return first ? `${error.message} (${first.reason})` : error.message
}

/** Runs, after asking when many are reached; leaves for the campaign's page. */
export function useRun(launch: Launch) {
  const router = useRouter()
  const [asking, setAsking] = useState(false)
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<string>()
  const { body, words, counts } = launch
  const send = async () => {
    if (busy) return
    setBusy(true)
    setError(undefined)
    try {
      const reply = await api(RunReply, '/api/v1/fleet/queries/run', { method: 'POST', body })
      dropDraft()
      router.push(`/campaigns/${reply.campaign_id}`)
    } catch (failure) {
      setError(messageOf(failure))
      setBusy(false)
    }
  }
  const total = counts?.targets_count ?? 0
  const run = () => {
    if (words.refusal !== undefined || busy) return
    if (body.selected.all || total > confirmAbove) setAsking(true)
    else void send()
  }
  return { run, send, asking, setAsking, busy, error, total }
}

export type Run = ReturnType<typeof useRun>

/** Ctrl Enter anywhere on the page; the editor binds its own. */
export function useRunKey(run: () => void): void {
  const latest = useRef(run)
  useEffect(() => {
    latest.current = run
  })
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.key !== 'Enter') return
      if (!(event.ctrlKey || event.metaKey)) return
      const inside = event.target instanceof Element && event.target.closest('[role="alertdialog"]')
      if (inside) return
      event.preventDefault()
      latest.current()
    }
    document.addEventListener('keydown', press)
    return () => document.removeEventListener('keydown', press)
  }, [])
}

function whatHappens({ counts, limits }: Launch): string {
  const open = `open for ${formatDuration(limits.expires_in)}`
  if (!counts) return `Nothing is sent before you run it; ${open}.`
  const { targets_online: online, targets_offline: offline } = counts
  const late =
    offline === 0 || !limits.include_offline
      ? ''
      : `, ${formatCount(offline)} offline may answer when they return`
  return `${formatNoun(online, 'online host')} at the next check-in${late}; ${open}.`
}

function CurlButton({ launch: { words, body } }: { launch: Launch }) {
  const { copied, copy } = useCopy()
  return (
    <Button
      variant="ghost"
      disabledReason={words.refusal}
      onClick={() => copy(curlOf(window.location.origin, body))}
    >
      {copied ? <Check aria-hidden /> : <Terminal aria-hidden />}
      {copied ? 'Copied' : 'Copy as curl'}
    </Button>
  )
}

type RunBarProps = { launch: Launch; run: Run }

function AskFirst({ launch, run }: RunBarProps) {
  const { words, body } = launch
  return (
    <ConfirmDialog
      open={run.asking}
      onOpenChange={run.setAsking}
      title={`${words.label}?`}
      keepLabel="Do not run"
      goLabel={words.label}
      onConfirm={() => {
        run.setAsking(false)
        void run.send()
      }}
      hosts={run.total}
      all={body.selected.all}
    >
      <p>{whatHappens(launch)}</p>
      <p>
        A host that has taken the query runs it: it cannot be recalled. Stopping the campaign
        cancels the hosts that still wait.
      </p>
    </ConfirmDialog>
  )
}

export function RunBar({ launch, run }: RunBarProps) {
  const { words } = launch
  return (
    <footer
      data-page-bar=""
      className="flex shrink-0 flex-wrap items-center gap-x-4 gap-y-2 border-line border-t bg-surface px-4 py-2 sm:px-6"
    >
      {run.error ? (
        <p role="alert" className="min-w-0 flex-1 text-bad-fg">
          {run.error}
        </p>
      ) : (
        <p className="min-w-0 flex-1 text-fg-muted tabular-nums max-sm:basis-full">
          {whatHappens(launch)}
        </p>
      )}
      <CurlButton launch={launch} />
      <Button
        variant="primary"
        aria-keyshortcuts="Control+Enter Meta+Enter"
        disabledReason={words.refusal}
        busy={run.busy}
        onClick={run.run}
        className="max-sm:flex-1"
      >
        {words.label} <Kbd keys="Ctrl Enter" className="max-sm:hidden" />
      </Button>
      <AskFirst launch={launch} run={run} />
    </footer>
  )
}
