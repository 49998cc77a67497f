// What a live query asks: its SQL with the parameters bound, judged, and the right that it takes. A
// saved query's own text wins over none given.
import type { Wanted } from '@/lib/domain/campaign-targets'
import { readQuery } from '@/lib/domain/queries'
import { bindParameters, inferredType } from '@/lib/sql/bind'
import { checkSql, deniedTables } from '@/lib/sql/check'
import { placeholdersOf } from '@/lib/sql/placeholders'
import { findSettings } from '@/lib/store/settings'
import type { BoundParameter } from '@/lib/wire/campaigns'
import { Limits } from '@/lib/wire/config'
import { AppError } from '@/lib/wire/errors'
import type { Parameter, ParameterValues } from '@/lib/wire/parameters'
import type { SavedQuery } from '@/lib/wire/queries'
import type { Viewer } from '@/lib/wire/roles'

export type AskedText = {
  query?: string | undefined
  query_id?: number | null | undefined
  parameters?: ParameterValues | undefined
}

export type CampaignText = {
  /** The exact SQL that hosts get. */
  query: string
  /** As it was written, when it had parameters. */
  template: string | null
  parameters: BoundParameter[]
  /** Of the saved query whose text it is. */
  query_id: number | null
  name: string
  wanted: Wanted
}

const requiredText = () =>
  new AppError('malformed', 'Say what to ask: query or query_id', {
    errors: [{ name: 'query', reason: 'give the SQL, or query_id of a saved query' }],
  })

/** Tables, columns and functions that Muster does not know may come from an agent's extension. */
const mayBeAnExtension = /^no such (table|column|function)/i

/** Throws `invalid` naming `query`; else the tables that the text reads and an administrator alone may. */
async function deniedIn(query: string, parameters: readonly string[]): Promise<string[]> {
  const check = await checkSql(query, parameters.length > 0 ? { parameters } : {})
  const fault = check.errors.find(({ message }) => !mayBeAnExtension.test(message))
  if (fault) {
    throw new AppError('invalid', `The query is not valid: ${fault.message}`, {
      errors: [
        {
          name: 'query',
          reason: `line ${fault.line}, column ${fault.column}: ${fault.message}`,
        },
      ],
    })
  }
  const { denied_tables } = Limits.parse((await findSettings()).limits)
  return deniedTables(check, denied_tables)
}

/** Of SQL that is no saved query's the values tell the types, except where its draft declared them. */
function declaredBy(
  written: string,
  values: ParameterValues,
  draft: SavedQuery | undefined,
): Parameter[] {
  const standing = placeholdersOf(written).map(({ name }) => name)
  return [...new Set([...Object.keys(values), ...standing])].flatMap((name): Parameter[] => {
    const known = draft?.parameters.find((parameter) => parameter.name === name)
    const value = Object.hasOwn(values, name) ? values[name] : undefined
    if (known) return [known]
    return value === undefined ? [] : [{ name, type: inferredType(value) }]
  })
}

/**
 * The exact text to ask, and what right it takes. Throws `invalid` naming `query` or
 * `parameters.<name>`, `malformed` when nothing is asked.
 */
export async function textOf(viewer: Viewer, asked: AskedText): Promise<CampaignText> {
  const saved = asked.query_id ? await readQuery(viewer, asked.query_id) : undefined
  const written = asked.query ?? saved?.query
  if (written === undefined || written.trim() === '') throw requiredText()
  const own = saved?.query === written ? saved : undefined
  const values = asked.parameters ?? {}
  const { sql, bound } = bindParameters(
    written,
    own?.parameters ?? declaredBy(written, values, saved),
    values,
  )
  // As it was written too: a value must stand where any value could.
  const names = bound.map(({ name }) => name)
  const denied = [
    ...(await deniedIn(sql, [])),
    ...(bound.length > 0 ? await deniedIn(written, names) : []),
  ]
  return {
    query: sql,
    template: bound.length > 0 ? written : null,
    parameters: bound,
    query_id: own?.id ?? null,
    name: own?.name ?? '',
    wanted: { observer_can_run: own?.observer_can_run ?? false, denied_tables: denied.length > 0 },
  }
}

/** The right that it takes now to ask what a campaign asks, whatever has become of its saved query. */
export async function wantedNow(
  viewer: Viewer,
  campaign: { query: string; template: string | null; query_id: number | null },
): Promise<Wanted> {
  const { query, template, query_id } = campaign
  const saved = query_id === null ? undefined : await readQuery(viewer, query_id)
  const isSaved = saved?.query === (template ?? query)
  const denied = await deniedIn(query, [])
  return {
    observer_can_run: isSaved && saved.observer_can_run,
    denied_tables: denied.length > 0,
  }
}
