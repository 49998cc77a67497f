'use client'
// The status lines of the host's agent, the newest first.
import Link from 'next/link'
import { useState } from 'react'
import { ToneBadge } from '@/components/ui/badge'
import { Button } from '@/components/ui/button'
import { SearchInput } from '@/components/ui/input'
import { EmptyState } from '@/components/ui/page-states'
import { Pending } from '@/components/ui/pending'
import { Select } from '@/components/ui/select'
import type { Tone } from '@/components/ui/state-words'
import { Time } from '@/components/ui/time'
import { useNewest } from '@/lib/client/use-newest'
import { type StatusLine, StatusLinesReply } from '@/lib/wire/status-lines'

const severities: readonly { tone: Tone; label: string }[] = [
  { tone: 'info', label: 'info' },
  { tone: 'warn', label: 'warning' },
  { tone: 'bad', label: 'error' },
  { tone: 'bad', label: 'fatal' },
]

const levels = [
  { value: '0', label: 'All lines' },
  { value: '1', label: 'Warnings and worse' },
  { value: '2', label: 'Errors and worse' },
]

function Line({ line }: { line: StatusLine }) {
  const { query } = line
  const { tone, label } = severities[line.severity] ?? { tone: 'info', label: `${line.severity}` }
  return (
    <li className="flex gap-3 border-line border-t px-3 py-1.5 first:border-t-0 max-sm:flex-col max-sm:gap-0.5">
      <span className="flex w-52 shrink-0 items-center gap-2 self-start">
        <ToneBadge tone={tone}>{label}</ToneBadge>
        <Time at={line.received_at} source="server received" className="text-fg-muted" />
      </span>
      <span className="min-w-0 flex-1">
        <span className="mono break-words text-meta">{line.message}</span>
        {query && (
          <Link
            href={`/packs/${query.pack_id}?query=${encodeURIComponent(query.name)}`}
            className="ms-2 inline-flex min-h-6 items-center underline"
          >
            {query.name}
          </Link>
        )}
      </span>
      <span className="mono shrink-0 text-fg-subtle text-meta">
        {line.filename}:{line.line}
      </span>
    </li>
  )
}

const pages = {
  pageOf: ({ status_logs, next_cursor }: StatusLinesReply) => ({
    items: status_logs,
    next: next_cursor,
  }),
  keyOf: ({ id }: StatusLine) => id,
}

function NoLine({ goesOn }: { goesOn: boolean }) {
  return (
    <EmptyState title="No status line">
      {goesOn
        ? 'None matches as far as was read. Load more to read on.'
        : 'The agent has sent none that match, or they are past retention.'}
    </EmptyState>
  )
}

export function HostLogsTab({ hostId }: { hostId: number }) {
  const [severity, setSeverity] = useState('0')
  const [q, setQ] = useState('')
  const params = new URLSearchParams({ host_id: String(hostId), severity, ...(q ? { q } : {}) })
  const path = `/api/v1/fleet/status_logs?${params}`
  const { first, items, hasMore, busy, more } = useNewest(StatusLinesReply, path, 30, pages)
  if (!first.value) return <Pending poll={first} failed="The lines could not be read" />
  return (
    <div className="flex flex-col gap-3">
      <div className="flex flex-wrap items-center gap-2">
        <SearchInput label="Search messages" value={q} onChange={setQ} className="max-sm:w-full" />
        <Select
          label="Severity"
          options={levels}
          value={severity}
          onChange={setSeverity}
          className="w-52"
        />
      </div>
      <div className="rounded-lg border border-line bg-surface">
        {items.length === 0 ? (
          <NoLine goesOn={hasMore} />
        ) : (
          <ul aria-label="Status lines">
            {items.map((line) => (
              <Line key={line.id} line={line} />
            ))}
          </ul>
        )}
      </div>
      {hasMore && (
        <Button className="self-start" busy={busy} onClick={more}>
          Load 100 more
        </Button>
      )}
    </div>
  )
}
