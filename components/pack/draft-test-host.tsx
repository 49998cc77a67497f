'use client'
// The draft's SQL on one host that is online: its rows and what they cost it, before anything is saved.
import { Play, X } from 'lucide-react'
import { useEffect, useMemo, useRef, useState } from 'react'
import type { z } from 'zod'
import { Button, ButtonLink, IconButton } from '@/components/ui/button'
import { type Choice, Combobox } from '@/components/ui/combobox'
import { DataGrid } from '@/components/ui/grid/data-grid'
import type { GridColumn } from '@/components/ui/grid/grid-types'
import { EmptyState } from '@/components/ui/page-states'
import { api, failureOf } from '@/lib/client/api'
import { formatBytes, formatNoun } from '@/lib/client/format'
import { usePoll } from '@/lib/client/use-poll'
import { useSettled } from '@/lib/client/use-settled'
import { HostQueryReply, type Result, ResultsReply } from '@/lib/wire/campaigns'
import { HostList } from '@/lib/wire/hosts'
import type { TablePlatform } from '@/lib/wire/platforms'

type Row = Record<string, string>
type AnswerStats = NonNullable<Result['stats']>

type Outcome =
  | { kind: 'rows'; rows: Row[]; stats: AnswerStats | undefined; sql: string; host: string }
  | { kind: 'error'; message: string; sql: string; host: string }
  | { kind: 'waiting'; campaignId: number; sql: string; host: string }

const waitSeconds = 25

/** What the agent measured; it is with the campaign, not with the quick reply. */
async function statsOf(campaignId: number | null): Promise<AnswerStats | undefined> {
  if (campaignId === null) return undefined
  const path = `/api/v1/fleet/campaigns/${campaignId}/results`
  return api(ResultsReply, path).then(
    ({ results }) => results[0]?.stats,
    () => undefined,
  )
}

async function ask(host: Choice, sql: string, signal: AbortSignal): Promise<Outcome> {
  const path = `/api/v1/fleet/hosts/${host.id}/query`
  const reply = await api(HostQueryReply, path, { method: 'POST', body: { query: sql }, signal })
  const about = { sql, host: host.name }
  if (reply.status === 'offline')
    return { kind: 'error', message: `${host.name} went offline. Choose another host.`, ...about }
  if (reply.error?.startsWith('timeout') && reply.campaign_id !== null)
    return { kind: 'waiting', campaignId: reply.campaign_id, ...about }
  if (reply.error) return { kind: 'error', message: reply.error, ...about }
  return { kind: 'rows', rows: reply.rows, stats: await statsOf(reply.campaign_id), ...about }
}

function useTest(sql: string) {
  const [outcome, setOutcome] = useState<Outcome>()
  const [since, setSince] = useState<number>()
  const stop = useRef<AbortController>(undefined)
  useEffect(() => () => stop.current?.abort(), [])
  const run = async (host: Choice) => {
    stop.current?.abort()
    const current = new AbortController()
    stop.current = current
    setOutcome(undefined)
    setSince(Date.now())
    const found = await ask(host, sql, current.signal).catch(
      (error: unknown): Outcome | undefined =>
        current.signal.aborted
          ? undefined
          : {
              kind: 'error',
              message: failureOf(error).message,
              sql,
              host: host.name,
            },
    )
    if (current.signal.aborted) return
    setOutcome(found)
    setSince(undefined)
  }
  return { outcome, since, run }
}

function Waiting({ since, host }: { since: number; host: string }) {
  const [now, setNow] = useState(since)
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1000)
    return () => clearInterval(timer)
  }, [])
  const left = Math.max(0, waitSeconds - Math.floor((now - since) / 1000))
  return (
    <p role="timer" className="text-fg-muted tabular-nums">
      Waiting for the next check-in of {host}. If there is none within {left} s, it goes on as a
      campaign.
    </p>
  )
}

function costWords(stats: AnswerStats | undefined): string {
  if (!stats) return ''
  const parts = [
    stats.wall_time_ms === undefined ? '' : `${stats.wall_time_ms} ms`,
    stats.user_time === undefined && stats.system_time === undefined
      ? ''
      : `${(stats.user_time ?? 0) + (stats.system_time ?? 0)} ms CPU`,
    stats.memory === undefined ? '' : formatBytes(stats.memory),
  ].filter(Boolean)
  return parts.length === 0 ? '' : `. It took ${parts.join(', ')}`
}

const nameSeparator = '\u0000'

function useColumns(rows: readonly Row[]): readonly GridColumn<Row>[] {
  const names = useMemo(
    () => [...new Set(rows.flatMap((row) => Object.keys(row)))].join(nameSeparator),
    [rows],
  )
  return useMemo(
    () =>
      names
        .split(nameSeparator)
        .filter(Boolean)
        .map((name) => ({
          id: name,
          label: name,
          agent: true,
          value: (row: Row) => (Object.hasOwn(row, name) ? row[name] : undefined),
        })),
    [names],
  )
}

function Answer({ rows }: { rows: Row[] }) {
  const columns = useColumns(rows)
  const source = useMemo(() => ({ mode: 'local' as const, rows }), [rows])
  return (
    <DataGrid
      label="Rows of the test"
      noun="row"
      columns={columns}
      rowKey={(_row, position) => position}
      source={source}
      empty={<EmptyState title="No rows">The query ran and found nothing.</EmptyState>}
    />
  )
}

function Found({ outcome, sql }: { outcome: Outcome; sql: string }) {
  const old = outcome.sql !== sql && (
    <span className="text-warn-fg"> The SQL has been edited since.</span>
  )
  if (outcome.kind === 'waiting')
    return (
      <div role="status" className="flex flex-wrap items-center gap-3">
        <span>
          {outcome.host} has not answered within {waitSeconds} s; the question stays open.
        </span>
        <ButtonLink size="small" href={`/campaigns/${outcome.campaignId}`}>
          Open campaign #{outcome.campaignId}
        </ButtonLink>
      </div>
    )
  if (outcome.kind === 'error')
    return (
      <p role="alert" className="break-words rounded-md bg-bad-soft p-3 text-bad-fg">
        {outcome.host}: {outcome.message}
        {old}
      </p>
    )
  return (
    <div className="flex min-w-0 flex-col gap-2">
      <p role="status" className="tabular-nums">
        {formatNoun(outcome.rows.length, 'row')} from {outcome.host}
        {costWords(outcome.stats)}.{old}
      </p>
      {outcome.rows.length > 0 && <Answer rows={outcome.rows} />}
    </div>
  )
}

function choicesOf(
  list: z.infer<typeof HostList> | undefined,
  meant: readonly TablePlatform[],
): Choice[] {
  const fits = (host: { platform: string }) => meant.some((each) => each === host.platform)
  const hosts = [...(list?.hosts ?? [])].sort(
    (one, other) => Number(fits(other)) - Number(fits(one)),
  )
  return hosts.map(({ id, display_name, hostname, os_version }) => ({
    id: String(id),
    name: display_name || hostname,
    detail: os_version,
  }))
}

/** Hosts that are online now, those where the query runs first. */
function useHosts(text: string, meant: readonly TablePlatform[]) {
  const only = meant.length === 1 ? meant[0] : undefined
  const query = new URLSearchParams({ status: 'online', per_page: '30' })
  if (only) query.set('platform', only)
  const first = usePoll(HostList, `/api/v1/fleet/hosts?${query}`, 30)
  const search = useSettled(text.trim() || undefined, 200, (name, signal) =>
    api(HostList, `/api/v1/fleet/hosts?${query}&query=${encodeURIComponent(name)}`, { signal }),
  )
  const usual = choicesOf(first.value, meant)
  const choices = text.trim() ? choicesOf(search.answer?.value, meant) : usual
  return { choices, usual: usual[0], busy: search.busy, read: first.value !== undefined }
}

type TestHostProps = {
  sql: string
  /** Where it runs, as far as that is known. */
  platforms: readonly TablePlatform[]
  /** Why the SQL cannot be run as it is. */
  fault: string | undefined
  onClose: () => void
  /** Raised by Ctrl Enter in the editor. */
  turn: number
}

/** The host that is chosen, the first one online until then, and the field to choose it in. */
function useHostField(meant: readonly TablePlatform[]) {
  const [host, setHost] = useState<Choice>()
  const [text, setText] = useState('')
  const { choices, usual, busy, read } = useHosts(text, meant)
  // Not the first one found: to choose that would take it away again.
  const chosen = host ?? usual
  const field = (
    <Combobox
      label="Host to test on"
      placeholder="Find a host that is online"
      options={choices}
      value={chosen ? [chosen] : []}
      onChange={(next) => setHost(next.at(-1))}
      onSearch={setText}
      busy={busy}
      emptyText="No online host of that name"
      className="w-auto min-w-48 flex-1"
    />
  )
  const lacks = chosen ? undefined : read ? 'No host is online' : 'Reading the hosts'
  return { field, chosen, lacks, read }
}

/** Runs once whenever `turn` is raised, as soon as the hosts are read. */
function useTurn(turn: number, read: boolean, run: () => void) {
  const latest = useRef(run)
  const taken = useRef(0)
  useEffect(() => {
    latest.current = run
  })
  useEffect(() => {
    if (!read || turn === taken.current) return
    taken.current = turn
    latest.current()
  }, [turn, read])
}

export function TestHost({ sql, platforms, fault, onClose, turn }: TestHostProps) {
  const { field, chosen, lacks, read } = useHostField(platforms)
  const { outcome, since, run: ask } = useTest(sql)
  const reason = fault ?? lacks
  const waiting = since !== undefined
  const run = () => {
    if (chosen && !reason && !waiting) ask(chosen)
  }
  useTurn(turn, read, run)
  return (
    <section
      aria-label="Test on one host"
      className="flex min-w-0 flex-col gap-3 rounded-md border border-line bg-canvas p-3"
    >
      <div className="flex flex-wrap items-center gap-2">
        <span className="font-medium">Test on</span>
        {field}
        <Button variant="primary" onClick={run} disabledReason={reason} busy={waiting}>
          <Play aria-hidden /> Run
        </Button>
        <IconButton label="Close the test" onClick={onClose}>
          <X aria-hidden />
        </IconButton>
      </div>
      {waiting && chosen && <Waiting since={since} host={chosen.name} />}
      {outcome && <Found outcome={outcome} sql={sql} />}
      {!outcome && !waiting && (
        <p className="text-fg-muted">
          Runs the SQL above once, as it stands in the draft. Nothing is scheduled or saved.
        </p>
      )}
    </section>
  )
}
