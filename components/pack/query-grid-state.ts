// The word that the table says of each query: what is wrong first, then what is edited, then how it
// fares on hosts.
import { type DraftBase, type DraftQuery, isSame } from '@/lib/client/pack-draft'
import type { DraftError } from '@/lib/client/pack-draft-faults'
import type { SqlReport } from '@/lib/wire/sql'
import { platformsOf } from './query-grid-words'

export type QueryState =
  | 'error'
  | 'denylisted'
  | 'failing'
  | 'nowhere'
  | 'new'
  | 'edited'
  | 'off'
  | 'ok'

/** A state and its words, as one text, so that rows can be compared cheaply. */
export type StateWord = `${QueryState}:${string}`

export type QueryFigures = { denylisted: number; failing: number }

/** Whether its SQL runs on no platform that it is meant for. */
function runsNowhere(query: DraftQuery, report: SqlReport | undefined): boolean {
  const meant = platformsOf(query.platform)
  if (!report || !meant) return false
  return !report.valid || meant.every((platform) => !report.platforms[platform])
}

type Known = {
  errors: readonly DraftError[]
  figures: QueryFigures | undefined
  /** What the checker says of its SQL; undefined while it has not. */
  report: SqlReport | undefined
}

export function stateWord(
  query: DraftQuery,
  before: DraftQuery | undefined,
  { errors, figures, report }: Known,
): StateWord {
  if (errors.length > 0) return `error:${errors.length > 1 ? `${errors.length} errors` : 'error'}`
  if (query.id < 0) return 'new:new'
  if (!isSame(query, before)) return 'edited:edited'
  if (query.disabled) return 'off:off'
  if (figures && figures.denylisted > 0) return `denylisted:${figures.denylisted} denylisted`
  if (figures && figures.failing > 0) return `failing:${figures.failing} failing`
  return runsNowhere(query, report) ? 'nowhere:runs nowhere' : 'ok:ok'
}

export function errorsByQuery(errors: readonly DraftError[]): ReadonlyMap<number, DraftError[]> {
  const found = new Map<number, DraftError[]>()
  for (const error of errors) {
    if (error.query_id === undefined) continue
    const held = found.get(error.query_id)
    if (held) held.push(error)
    else found.set(error.query_id, [error])
  }
  return found
}

export function queriesById(base: DraftBase): ReadonlyMap<number, DraftQuery> {
  return new Map(base.content.queries.map((query) => [query.id, query]))
}

/** The errors that stand against saving, in few words: "usb_devices, line 2". */
export function errorPlace(error: DraftError, queries: readonly DraftQuery[]): string {
  const query = queries.find(({ id }) => id === error.query_id)
  const where = query ? query.name || 'a query without a name' : 'the pack'
  if (error.line !== undefined) return `${where}, line ${error.line}`
  return `${where}, ${error.field === 'query' ? 'SQL' : error.field}`
}
