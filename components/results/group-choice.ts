// By which columns lines are grouped: those of the address, else some that rows share; and the way from a
// group back to its lines. Pure.
import type { UrlPatch } from '@/lib/client/use-url-params'
import type { RowFilter } from '@/lib/wire/campaign-rows'
import { groupColumns, type ResultGroup } from '@/lib/wire/result-groups'
import type { Result } from '@/lib/wire/results'
import type { Columns } from '@/lib/wire/values'
import { columnFilters, columnPatch } from './result-url'
import { knownColumns } from './result-words'

const ownWords: Record<string, string> = {
  'host:platform': 'Platform',
  'line:pack': 'Pack',
  'line:query': 'Query',
  'line:action': 'Action',
}

export const isOwnColumn = (name: string): boolean =>
  (groupColumns as readonly string[]).includes(name)

/** A column of ours in our words, an agent's by its name. */
export const columnWord = (name: string): string => ownWords[name] ?? (name || '(empty)')

/** A column whose values differ on more of the rows than that tells nothing as a group. */
const distinctMost = 0.5
const chosenMost = 3

type Told = Pick<Result, 'columns' | 'rows'>

const rowsOf = ({ columns, rows }: Told): Columns[] => (columns ? [columns] : (rows ?? []))

/** Columns that some rows have in common; of lines of several queries, which query told what. */
export function suggestedColumns(lines: readonly Told[], isOneQuery: boolean): string[] {
  if (!isOneQuery) return ['line:query', 'line:action']
  const rows = lines.flatMap(rowsOf)
  const names = knownColumns(lines)
  const shared = names.filter((name) => {
    const values = new Set(rows.map((row) => row[name]))
    return values.size <= Math.max(1, rows.length * distinctMost)
  })
  const chosen = shared.length > 0 ? shared : names
  return chosen.length > 0 ? chosen.slice(0, chosenMost) : ['line:action']
}

function filterOf(column: string, value: string | null): RowFilter {
  if (value === null) return { column, op: 'absent', value: '' }
  return value === '' ? { column, op: 'empty', value: '' } : { column, op: 'is', value }
}

type Named = { id: number; name: string }

/** The lines of a group: what its columns say, as filters. A value that was cut is left out. */
export function groupPatch(
  { values, cut }: Pick<ResultGroup, 'values' | 'cut'>,
  params: URLSearchParams,
  packs: readonly Named[],
): UrlPatch {
  const told = Object.entries(values).filter(([name]) => !cut.includes(name))
  const agents = told.filter(([name]) => !isOwnColumn(name))
  const own = Object.fromEntries(told.filter(([name]) => isOwnColumn(name)))
  const pack = packs.find(({ name }) => name === own['line:pack'])
  const filters = agents.map(([name, value]) => filterOf(name, value))
  return {
    ...columnPatch(params, [...columnFilters(params), ...filters]),
    ...{ view: undefined, row: undefined },
    ...(own['line:query'] ? { query: own['line:query'] } : {}),
    ...(own['line:action'] ? { action: own['line:action'] } : {}),
    ...(own['host:platform'] ? { platform: own['host:platform'] } : {}),
    ...(pack ? { pack_id: String(pack.id) } : {}),
  }
}
