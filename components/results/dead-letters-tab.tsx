'use client'
// Lines that were not understood or were refused: why, how large, and what they looked like.
import { Inbox, RotateCw } from 'lucide-react'
import { useState } from 'react'
import { Button } from '@/components/ui/button'
import type { GridColumn } from '@/components/ui/grid/grid-types'
import { EmptyState } from '@/components/ui/page-states'
import { Select } from '@/components/ui/select'
import { Time } from '@/components/ui/time'
import { api } from '@/lib/client/api'
import { formatBytes, formatCount, formatNoun } from '@/lib/client/format'
import { type CursorPage, type ReadCursor, useCursor } from '@/lib/client/use-cursor'
import { usePoll } from '@/lib/client/use-poll'
import { pickedParams, type UrlPatch, useUrlParams } from '@/lib/client/use-url-params'
import {
  type DeadLetter,
  DeadLetterReasons,
  DeadLettersReply,
  deadLetterReasons,
} from '@/lib/wire/dead-letters'
import { CursorGrid } from './cursor-grid'
import { LetterSheet } from './letter-sheet'
import { reasonTitle } from './letter-words'
import { ReplayDialog } from './replay-dialog'
import { ResultChips, type ResultNames } from './result-filters'

const readLetters: ReadCursor<DeadLetter> = async (key, cursor, signal) => {
  const query = new URLSearchParams(key)
  if (cursor) query.set('cursor', cursor)
  const reply = await api(DeadLettersReply, `/api/v1/fleet/dead_letters?${query}`, { signal })
  return { items: reply.dead_letters, next_cursor: reply.next_cursor }
}

const choices = [
  { value: '', label: 'Any reason' },
  ...deadLetterReasons.map((value) => ({ value: `${value}`, label: reasonTitle(value) })),
]

const columns: readonly GridColumn<DeadLetter>[] = [
  {
    id: 'received_at',
    label: 'Received',
    width: 110,
    value: ({ received_at }) => received_at,
    draw: ({ received_at }) => <Time at={received_at} source="server received" />,
  },
  {
    id: 'host',
    label: 'Host',
    width: 180,
    value: ({ host }) => host.display_name || host.hostname,
    href: ({ host }) => `/hosts/${host.id}`,
  },
  { id: 'reason', label: 'Reason', width: 250, value: ({ reason }) => reasonTitle(reason) },
  { id: 'log_type', label: 'Log', width: 90, agent: true, value: ({ log_type }) => log_type },
  {
    id: 'size',
    label: 'Size',
    width: 80,
    numeric: true,
    value: ({ size_bytes }) => size_bytes,
    draw: ({ size_bytes }) => formatBytes(size_bytes),
  },
  {
    id: 'sample',
    label: 'Sample',
    width: 360,
    grow: true,
    agent: true,
    value: ({ sample }) => sample,
  },
]

function LetterCard({
  letter,
  onOpen,
}: {
  letter: DeadLetter
  onOpen: (letter: DeadLetter) => void
}) {
  const { host, reason, received_at, sample } = letter
  return (
    <div className="flex min-w-0 flex-col gap-1">
      <span className="truncate font-medium">{host.display_name || host.hostname}</span>
      <span className="text-warn-fg">{reasonTitle(reason)}</span>
      <span className="mono truncate text-meta">{sample}</span>
      <span className="text-fg-muted text-meta">
        <Time at={received_at} />
      </span>
      <Button size="small" className="self-start" onClick={() => onOpen(letter)}>
        Open
      </Button>
    </div>
  )
}

const keys = ['reason', 'host_id', 'team_id'] as const

type ReasonsProps = {
  reasons: DeadLetterReasons['reasons']
  params: URLSearchParams
  change: (patch: UrlPatch) => void
}

/** How many there are of each reason, each a filter. */
function Reasons({ reasons, params, change }: ReasonsProps) {
  const held = params.get('reason')
  return (
    <ul aria-label="Reasons" className="flex flex-wrap gap-2">
      {reasons.map(({ reason, log_type, lines, hosts, first_at }) => (
        <li key={`${reason} ${log_type}`}>
          <button
            type="button"
            aria-pressed={held === reason}
            onClick={() => change({ reason: held === reason ? undefined : reason })}
            className="min-h-7 rounded-sm border border-line bg-surface px-2 text-start hover:bg-hover aria-pressed:bg-selected pointer-coarse:min-h-11"
          >
            <span className="font-medium tabular-nums">{formatCount(lines)}</span>{' '}
            {reasonTitle(reason)}{' '}
            <span className="text-fg-muted">
              from {formatNoun(hosts, 'host')}, since <Time at={first_at} />
            </span>
          </button>
        </li>
      ))}
    </ul>
  )
}

type ReplayAllProps = Pick<ReasonsProps, 'reasons' | 'params'> & {
  noWrite: string | undefined
  onReplayed: () => void
}

/** Replays all that match. */
function ReplayAll({ reasons, params, noWrite, onReplayed }: ReplayAllProps) {
  const [open, setOpen] = useState(false)
  const sum = (of: 'lines' | 'possible') => reasons.reduce((total, each) => total + each[of], 0)
  const possible = sum('possible')
  return (
    <>
      <Button
        disabledReason={noWrite ?? (possible === 0 ? 'None of them can be replayed' : undefined)}
        onClick={() => setOpen(true)}
      >
        <RotateCw aria-hidden /> Replay {formatCount(possible)}
      </Button>
      <ReplayDialog
        open={open}
        onOpenChange={setOpen}
        letters={sum('lines')}
        possible={possible}
        body={{ filter: filterOf(params) }}
        onReplayed={onReplayed}
      />
    </>
  )
}

function filterOf(params: URLSearchParams) {
  const id = (key: string) => {
    const value = params.get(key)
    return value && /^[0-9]+$/.test(value) ? { [key]: Number(value) } : {}
  }
  const reason = params.get('reason')
  return { ...id('team_id'), ...id('host_id'), ...(reason ? { reason } : {}) }
}

type DeadLettersTabProps = {
  first: CursorPage<DeadLetter> | undefined
  names: ResultNames
  /** Why the reader may not replay, as far as is known before a letter is named. */
  noReplay?: string | undefined
}

const none = (
  <EmptyState icon={<Inbox aria-hidden />} title="No dead letter">
    Every line that agents sent was understood and stored.
  </EmptyState>
)

type ToolbarProps = ReplayAllProps & Pick<ReasonsProps, 'change'> & { names: ResultNames }

function Toolbar({ names, params, change, ...replay }: ToolbarProps) {
  return (
    <>
      <Select
        label="Reason"
        options={choices}
        value={params.get('reason') ?? ''}
        onChange={(reason) => change({ reason })}
        className="w-72 max-sm:w-full"
      />
      <ResultChips names={names} params={params} change={change} keys={['host_id']} />
      <ReplayAll params={params} {...replay} />
    </>
  )
}

export function DeadLettersTab({ first, names, noReplay: noWrite }: DeadLettersTabProps) {
  const [params, change] = useUrlParams()
  const [opened, setOpened] = useState<DeadLetter>()
  const key = pickedParams(params, keys).toString()
  const list = useCursor(key, readLetters, first)
  const summary = usePoll(DeadLetterReasons, `/api/v1/fleet/dead_letters/reasons?${key}`, 30)
  const reasons = summary.value?.reasons ?? []
  const again = () => {
    list.restart()
    summary.refresh()
  }
  const tools = { names, params, change, reasons, noWrite, onReplayed: again }
  const grid = { label: 'Dead letters', noun: 'line', viewKey: 'dead-letters', columns, list }
  return (
    <div className="flex min-h-0 flex-1 flex-col gap-3">
      {reasons.length > 0 && <Reasons {...{ reasons, params, change }} />}
      <CursorGrid
        {...grid}
        toolbar={<Toolbar {...tools} />}
        onOpen={setOpened}
        card={(letter) => <LetterCard letter={letter} onOpen={setOpened} />}
        empty={none}
      />
      {opened && (
        <LetterSheet
          {...{ letter: opened, noWrite }}
          onClose={() => setOpened(undefined)}
          onReplayed={again}
        />
      )}
    </div>
  )
}
