'use client'
// A bar a value or one number over the hosts, counted by the server from all answers, however many.
import { ChartBar, Table2 } from 'lucide-react'
import { useState } from 'react'
import { IconButton } from '@/components/ui/button'
import { Card } from '@/components/ui/card'
import { EmptyState } from '@/components/ui/page-states'
import { Pending } from '@/components/ui/pending'
import { Select } from '@/components/ui/select'
import { formatCount, formatNoun } from '@/lib/client/format'
import { usePoll } from '@/lib/client/use-poll'
import { useUrlParams } from '@/lib/client/use-url-params'
import { GroupsReply, measures } from '@/lib/wire/campaign-groups'
import type { StatusFrame } from '@/lib/wire/frames'
import { ChartBars, ChartTable } from './chart-bars'
import {
  barsOf,
  type ChartChoice,
  chartSummary,
  chartTitle,
  choiceOf,
  countsHosts,
  figureText,
  groupsQuery,
  measureWords,
  numberOf,
} from './chart-words'
import { useMovingRefresh } from './use-moving-refresh'

const pollSeconds = 30

type ControlsProps = { choice: ChartChoice; columns: readonly string[] }

const kinds = [
  { value: 'bars', label: 'Bars' },
  { value: 'number', label: 'Number' },
] as const

const measureOptions = measures.map((value) => ({ value, label: measureWords[value] }))

function Controls({ choice, columns }: ControlsProps) {
  const [, change] = useUrlParams()
  const { kind, column, measure, of } = choice
  return (
    <div className="mb-3 flex flex-wrap items-center gap-2">
      <Select
        label="Kind of chart"
        value={kind}
        options={kinds}
        onChange={(next) => change({ chart: next === 'bars' ? undefined : next })}
        className="w-28"
      />
      <Select
        label="Measure"
        value={measure}
        options={measureOptions}
        onChange={(next) => change({ measure: next === 'hosts' ? undefined : next })}
        className="w-36"
      />
      {!countsHosts(measure) && (
        <ColumnSelect label="Column measured" value={of} columns={columns} name="of" />
      )}
      {kind === 'bars' && <span className="text-fg-muted">by</span>}
      {kind === 'bars' && (
        <ColumnSelect label="Column" value={column} columns={columns} name="column" />
      )}
    </div>
  )
}

type ColumnSelectProps = {
  label: string
  value: string
  columns: readonly string[]
  /** The key of the address. */
  name: string
}

function ColumnSelect({ label, value, columns, name }: ColumnSelectProps) {
  const [, change] = useUrlParams()
  return (
    <Select
      label={label}
      value={value}
      options={columns.map((column) => ({ value: column, label: column }))}
      onChange={(next) => change({ [name]: next })}
      className="mono w-44"
    />
  )
}

/** Of how many hosts it is, and what it leaves out. */
function Basis({ reply, shown }: { reply: GroupsReply; shown: number | undefined }) {
  const { answered, too_large, with_rows, without_rows, count, complete } = reply
  return (
    <p className="mt-3 text-fg-muted text-meta tabular-nums">
      {formatCount(answered + too_large)} answered = {formatCount(with_rows)} with rows +{' '}
      {formatCount(without_rows)} without.
      {shown !== undefined &&
        count > shown &&
        ` ${formatCount(shown)} of ${formatNoun(count, 'value')} drawn; the Groups tab has all.`}
      {!complete && ' There are more rows than are grouped: the figures are of the first of them.'}
    </p>
  )
}

type DrawnProps = { reply: GroupsReply; choice: ChartChoice; busy: boolean }

function Drawn({ reply, choice, busy }: DrawnProps) {
  const [table, setTable] = useState(false)
  const bars = barsOf(reply, choice)
  const isNumber = choice.kind === 'number'
  return (
    <Card
      title={chartTitle(choice)}
      actions={
        !isNumber && (
          <IconButton
            label={table ? 'As chart' : 'As table'}
            aria-pressed={table}
            onClick={() => setTable(!table)}
          >
            {table ? <ChartBar aria-hidden /> : <Table2 aria-hidden />}
          </IconButton>
        )
      }
    >
      <div className={busy ? 'opacity-60' : ''}>
        {isNumber && (
          <p className="py-6 text-figure tabular-nums">{figureText(numberOf(reply, choice))}</p>
        )}
        {!isNumber && table && <ChartTable bars={bars} choice={choice} />}
        {!isNumber && !table && (
          <ChartBars bars={bars} summary={chartSummary(bars, choice, reply.count)} />
        )}
      </div>
      <Basis reply={reply} shown={isNumber ? undefined : bars.length} />
    </Card>
  )
}

export function ChartTab({ id, status }: { id: number; status: StatusFrame }) {
  const [params] = useUrlParams()
  const base = `/api/v1/fleet/campaigns/${id}/groups`
  const known = usePoll(GroupsReply, `${base}?limit=1`, pollSeconds)
  const columns = known.value?.all_columns ?? []
  const choice = choiceOf(params, columns)
  const path = columns.length > 0 ? `${base}?${groupsQuery(choice)}` : null
  const poll = usePoll(GroupsReply, path, pollSeconds)
  const { answered, rows } = status.counts
  const moved = `${answered} ${rows}`
  useMovingRefresh(moved, poll.refresh)
  useMovingRefresh(columns.length === 0 ? moved : '', known.refresh)
  if (!known.value) return <Pending poll={known} failed="The answers could not be counted" />
  if (columns.length === 0) {
    return (
      <EmptyState title="No row to draw yet">
        A chart needs a row; {formatNoun(answered, 'host')} answered so far.
      </EmptyState>
    )
  }
  const drawn = poll.value
  return (
    <>
      <Controls choice={choice} columns={columns} />
      {drawn ? (
        <Drawn reply={drawn} choice={choice} busy={poll.loading && !matches(drawn, choice)} />
      ) : (
        <Pending poll={poll} failed="The answers could not be counted" />
      )}
    </>
  )
}

/** Whether the reply is of the columns chosen, not of those before. */
function matches({ columns }: GroupsReply, { kind, column }: ChartChoice): boolean {
  return kind === 'number' ? columns.length === 0 : columns[0] === column
}
