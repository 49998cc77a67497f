// What a chart of a campaign's answers measures, and how it is told. Pure.
import { formatCount, formatNoun } from '@/lib/client/format'
import type { Group, GroupsReply, Measure } from '@/lib/wire/campaign-groups'

export const chartBars = 20

export type ChartChoice = {
  kind: 'bars' | 'number'
  /** The column whose values are the bars; of a number, none. */
  column: string
  measure: Measure
  /** The column that is summed or averaged; '' where hosts or rows are counted. */
  of: string
}

export const measureWords: Record<Measure, string> = {
  hosts: 'Hosts',
  rows: 'Rows',
  sum: 'Sum of',
  avg: 'Average of',
  min: 'Least',
  max: 'Greatest',
}

export const countsHosts = (measure: Measure) => measure === 'hosts' || measure === 'rows'

const isMeasure = (text: string | null): text is Measure => text !== null && text in measureWords

/** The choice of the address; what it leaves out is filled with what the answers have. */
export function choiceOf(params: URLSearchParams, columns: readonly string[]): ChartChoice {
  const known = (name: string | null) =>
    name !== null && columns.includes(name) ? name : undefined
  const given = params.get('measure')
  const measure = isMeasure(given) ? given : 'hosts'
  const column = known(params.get('column')) ?? columns[0] ?? ''
  const other = columns.find((name) => name !== column) ?? column
  return {
    kind: params.get('chart') === 'number' ? 'number' : 'bars',
    column,
    measure,
    of: countsHosts(measure) ? '' : (known(params.get('of')) ?? other),
  }
}

/** The query string of the groups that the chart draws. */
export function groupsQuery({ kind, column, measure, of }: ChartChoice): string {
  const params = new URLSearchParams({
    columns: JSON.stringify(kind === 'number' ? [] : [column]),
    limit: String(kind === 'number' ? 2 : chartBars),
    order: measure === 'hosts' ? 'hosts' : 'value',
    measure,
  })
  if (of !== '') params.set('measure_column', of)
  return params.toString()
}

/** A figure of ours: whole counts grouped, means to two digits. */
export function figureText(value: number | null | undefined): string {
  if (value === null || value === undefined) return 'no number'
  return Number.isInteger(value)
    ? formatCount(value)
    : value.toLocaleString('en-US', { maximumFractionDigits: 2 })
}

export type Bar = {
  key: string
  /** Undefined when the rows lack the column. */
  label: string | undefined
  noRows: boolean
  value: number | null
  hosts: number
  outlier: boolean
}

function barValue(group: Group, measure: Measure): number | null {
  if (measure === 'hosts') return group.hosts
  if (measure === 'rows') return group.rows
  return group.value ?? null
}

/** The bars in the order of the groups; hosts without rows are a bar only where hosts are counted. */
export function barsOf(reply: GroupsReply, { column, measure }: ChartChoice): Bar[] {
  return reply.groups
    .filter(({ no_rows }) => !no_rows || measure === 'hosts')
    .map((group) => ({
      key: group.key,
      label: group.no_rows ? undefined : group.values[column],
      noRows: group.no_rows,
      value: barValue(group, measure),
      hosts: group.hosts,
      outlier: group.outlier,
    }))
}

/** "Hosts by name", "Average of pid by name". */
export function chartTitle({ kind, column, measure, of }: ChartChoice): string {
  const what = of === '' ? measureWords[measure] : `${measureWords[measure]} ${of}`
  return kind === 'number' ? what : `${what} by ${column}`
}

/** One sentence for those who do not see the bars. */
export function chartSummary(bars: readonly Bar[], choice: ChartChoice, count: number): string {
  const [first] = bars
  const last = bars.at(-1)
  if (!first || !last) return `${chartTitle(choice)}: nothing to draw.`
  const name = ({ label, noRows }: Bar) => (noRows ? 'no rows' : (label ?? 'absent'))
  const most = `from ${figureText(first.value)} for ${name(first)}`
  const least = `to ${figureText(last.value)} for ${name(last)}`
  return `${chartTitle(choice)}: ${formatNoun(count, 'value')}, ${most} ${least}.`
}

/** The one figure over all answers; null where no row has a number. */
export function numberOf(reply: GroupsReply, { measure }: ChartChoice): number | null {
  if (measure === 'hosts') return reply.with_rows
  if (measure === 'rows') return reply.rows
  return reply.groups.find(({ no_rows }) => !no_rows)?.value ?? null
}
