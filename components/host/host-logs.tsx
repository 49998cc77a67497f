'use client'
// The status lines of the host's agent, the newest first.
import Link from 'next/link'
import { useState } from 'react'
import { ToneBadge } from '@/components/ui/badge'
import { Button } from '@/components/ui/button'
import { EmptyState } from '@/components/ui/page-states'
import { Pending } from '@/components/ui/pending'
import { Select } from '@/components/ui/select'
import type { Tone } from '@/components/ui/state-words'
import { Time } from '@/components/ui/time'
import { api } from '@/lib/client/api'
import { usePoll } from '@/lib/client/use-poll'
import type { HostQuery } from '@/lib/wire/host-queries'
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

/** The scheduled query that a line speaks of, by the name that agents report it under. */
export function queryOf<Q extends { name: string; pack: string }>(
  message: string,
  queries: readonly Q[],
): Q | undefined {
  const named = ({ name, pack }: Q) => message.includes(`pack/${pack}/${name}`)
  const found = queries.filter(named)
  return found.sort((a, b) => b.name.length - a.name.length)[0]
}

type LineProps = { line: StatusLine; query: HostQuery | undefined }

function Line({ line, query }: LineProps) {
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

/** The newest lines, read again and again, with the older pages that were asked for below them. */
function useStatusLines(path: string) {
  const poll = usePoll(StatusLinesReply, path, 30)
  const [rest, setRest] = useState<{ path: string; lines: StatusLine[]; next: string | null }>()
  const own = rest?.path === path ? rest : undefined
  const lines = [...(poll.value?.status_logs ?? []), ...(own?.lines ?? [])]
  const next = own ? own.next : (poll.value?.next_cursor ?? null)
  const more = async () => {
    const page = await api(StatusLinesReply, `${path}&cursor=${next}`).catch(() => undefined)
    if (page)
      setRest({ path, lines: [...(own?.lines ?? []), ...page.status_logs], next: page.next_cursor })
  }
  const seen = new Set<number>()
  const shown = lines.filter(({ id }) => !seen.has(id) && seen.add(id))
  return { poll, shown, next, more }
}

type HostLogsProps = { hostId: number; queries: readonly HostQuery[] }

export function HostLogsTab({ hostId, queries }: HostLogsProps) {
  const [severity, setSeverity] = useState('0')
  const path = `/api/v1/fleet/status_logs?host_id=${hostId}&severity=${severity}`
  const { poll, shown, next, more } = useStatusLines(path)
  if (!poll.value) return <Pending poll={poll} failed="The lines could not be read" />
  return (
    <div className="flex flex-col gap-3">
      <Select
        label="Severity"
        options={levels}
        value={severity}
        onChange={setSeverity}
        className="w-52"
      />
      <div className="rounded-lg border border-line bg-surface">
        {shown.length === 0 ? (
          <EmptyState title="No status line">
            The agent has sent none of this severity, or they are past retention.
          </EmptyState>
        ) : (
          <ul aria-label="Status lines">
            {shown.map((line) => (
              <Line key={line.id} line={line} query={queryOf(line.message, queries)} />
            ))}
          </ul>
        )}
      </div>
      {next !== null && shown.length > 0 && (
        <Button className="self-start" onClick={more}>
          Load 100 more
        </Button>
      )}
    </div>
  )
}
