'use client'
// Lines that were not understood or were refused: why, how large, and what they looked like.
import { Inbox } from 'lucide-react'
import type { GridColumn } from '@/components/ui/grid/grid-types'
import { EmptyState } from '@/components/ui/page-states'
import { Select } from '@/components/ui/select'
import { Time } from '@/components/ui/time'
import { api } from '@/lib/client/api'
import { formatBytes } from '@/lib/client/format'
import { type CursorPage, type ReadCursor, useCursor } from '@/lib/client/use-cursor'
import { useUrlParams } from '@/lib/client/use-url-params'
import { type DeadLetter, DeadLettersReply, deadLetterReasons } from '@/lib/wire/dead-letters'
import { CursorGrid } from './cursor-grid'
import { ResultChips, type ResultNames } from './result-filters'

const readLetters: ReadCursor<DeadLetter> = async (key, cursor, signal) => {
  const query = new URLSearchParams(key)
  if (cursor) query.set('cursor', cursor)
  const reply = await api(DeadLettersReply, `/api/v1/fleet/dead_letters?${query}`, { signal })
  return { items: reply.dead_letters, next_cursor: reply.next_cursor }
}

const words = (reason: string) => reason.replaceAll('_', ' ')

const choices = [
  { value: '', label: 'Any reason' },
  ...deadLetterReasons.map((value) => ({ value: `${value}`, label: words(value) })),
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
  { id: 'reason', label: 'Reason', width: 170, value: ({ reason }) => words(reason) },
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

function LetterCard({ letter }: { letter: DeadLetter }) {
  const { host, reason, received_at, sample } = letter
  return (
    <div className="flex min-w-0 flex-col gap-1">
      <span className="truncate font-medium">{host.display_name || host.hostname}</span>
      <span className="text-warn-fg">{words(reason)}</span>
      <span className="mono truncate text-meta">{sample}</span>
      <span className="text-fg-muted text-meta">
        <Time at={received_at} />
      </span>
    </div>
  )
}

type DeadLettersTabProps = { first: CursorPage<DeadLetter> | undefined; names: ResultNames }

export function DeadLettersTab({ first, names }: DeadLettersTabProps) {
  const [params, change] = useUrlParams()
  const key = new URLSearchParams(
    ['reason', 'host_id', 'team_id'].flatMap((name) => {
      const value = params.get(name)
      return value ? [[name, value]] : []
    }),
  ).toString()
  const list = useCursor(key, readLetters, first)
  return (
    <CursorGrid
      label="Dead letters"
      noun="line"
      viewKey="dead-letters"
      columns={columns}
      list={list}
      card={(letter) => <LetterCard letter={letter} />}
      toolbar={
        <>
          <Select
            label="Reason"
            options={choices}
            value={params.get('reason') ?? ''}
            onChange={(reason) => change({ reason })}
            className="w-52"
          />
          <ResultChips names={names} params={params} change={change} keys={['host_id']} />
        </>
      }
      empty={
        <EmptyState icon={<Inbox aria-hidden />} title="No dead letter">
          Every line that agents sent was understood and stored.
        </EmptyState>
      }
    />
  )
}
