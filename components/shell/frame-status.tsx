'use client'
// The fleet in one line, read every 5 s: the strip at the foot, one dot on a phone, sidebar marks.
import { createContext, type ReactNode, useContext, useEffect } from 'react'
import { cn } from '@/components/ui/cn'
import { Tooltip } from '@/components/ui/tooltip'
import { formatClock, formatCount, formatNoun, formatZone } from '@/lib/client/format'
import { syncClock, useNow, useZone } from '@/lib/client/use-clock'
import { type Poll, usePoll } from '@/lib/client/use-poll'
import { FrameStatus } from '@/lib/wire/frame'

const lateMs = 15_000
/** With its jitter below 5 s: it is also how a page learns that its reader was shut out. */
const readSeconds = 4.5

const nothing: Poll<FrameStatus> = {
  value: undefined,
  readAt: undefined,
  failure: undefined,
  loading: true,
  refresh: () => undefined,
}

const StatusContext = createContext<Poll<FrameStatus>>(nothing)

export function FrameStatusProvider({ children }: { children: ReactNode }) {
  const poll = usePoll(FrameStatus, '/api/v1/fleet/status/frame', readSeconds)
  const { value, readAt } = poll
  useEffect(() => {
    if (value && readAt) syncClock(Date.parse(value.server_time), readAt)
  }, [value, readAt])
  return <StatusContext value={poll}>{children}</StatusContext>
}

/** The latest frame, undefined before the first. */
export function useFrameStatus(): FrameStatus | undefined {
  return useContext(StatusContext).value
}

type Link = { tone: 'ok' | 'warn' | 'waiting'; words: string; detail: string }

function useLink(): Link {
  const { value, failure } = useContext(StatusContext)
  const now = useNow()
  const zone = useZone()
  if (!value) {
    return failure
      ? {
          tone: 'warn',
          words: 'No answer',
          detail: 'The server does not answer. Trying every 5 s.',
        }
      : { tone: 'waiting', words: 'Connecting', detail: 'Asking the server for the first figures.' }
  }
  const at = Date.parse(value.server_time)
  if (now - at > lateMs) {
    const detail = `Figures are of ${formatClock(at, zone)}. The fleet goes on; this page lags.`
    return { tone: 'warn', words: 'Behind', detail }
  }
  return { tone: 'ok', words: 'Live', detail: `Read at ${formatClock(at, zone)}.` }
}

const dots = {
  ok: 'border-ok bg-ok',
  warn: 'border-warn border-2',
  waiting: 'border-waiting border-2',
}

function Dot({ tone }: { tone: Link['tone'] }) {
  return <span aria-hidden className={cn('state-part size-2 rounded-full border', dots[tone])} />
}

/** The whole strip as one dot, for a phone's header. */
export function StatusDot() {
  const link = useLink()
  const status = useFrameStatus()
  const hosts = status
    ? `${formatCount(status.hosts_online)} of ${formatCount(status.hosts_total)} hosts online`
    : 'no figures yet'
  return (
    <Tooltip text={`${link.words}: ${hosts}`}>
      <button
        type="button"
        aria-label={`${link.words}: ${hosts}`}
        className="grid size-8 place-items-center rounded-md sm:hidden pointer-coarse:size-11"
      >
        <Dot tone={link.tone} />
      </button>
    </Tooltip>
  )
}

function Behind({ count }: { count: number }) {
  if (count === 0) return null
  return <span className="text-warn-fg">{formatNoun(count, 'destination')} behind</span>
}

export function StatusStrip() {
  const status = useFrameStatus()
  const link = useLink()
  const now = useNow()
  const zone = useZone()
  return (
    <footer
      className={cn(
        'z-strip flex h-6 shrink-0 items-center gap-6 overflow-hidden whitespace-nowrap border-line border-t px-4 text-meta tabular-nums max-sm:hidden',
        link.tone === 'warn' ? 'bg-warn-soft text-warn-fg' : 'bg-surface text-fg-muted',
      )}
    >
      <span className="inline-flex items-center gap-1.5" title={link.detail}>
        <Dot tone={link.tone} />
        {link.words}
      </span>
      {status && (
        <>
          <span>
            {formatCount(status.hosts_online)} of {formatCount(status.hosts_total)} online
          </span>
          <span>
            {status.check_ins_per_second.toLocaleString('en-US', { maximumFractionDigits: 1 })}{' '}
            check-ins/s
          </span>
          <span>
            {status.commit_ms === null
              ? 'no commit yet'
              : `commit ${Math.round(status.commit_ms)} ms`}
          </span>
          <Behind count={status.destinations_behind ?? 0} />
        </>
      )}
      <span className="ms-auto">{status && `v${status.version.replace(/^v/, '')}`}</span>
      <span title={zone}>{formatZone(now, zone)}</span>
    </footer>
  )
}
