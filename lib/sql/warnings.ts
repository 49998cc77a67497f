// What to watch in a query that compiles: never a refusal. Each warning knows its place, where it has
// one, and its mending, where one is safe to offer.
import { lackers } from '@/lib/sql/absence'
import { type CatalogueTable, findTable } from '@/lib/sql/catalogue'
import { unconstrainedSources } from '@/lib/sql/constraints'
import { habits } from '@/lib/sql/habits'
import { type Judged, warningAt } from '@/lib/sql/judged'
import { callsFunction, plainWord } from '@/lib/sql/lexemes'
import { columnMentions, type Span, tableOf } from '@/lib/sql/names'
import type { Scope } from '@/lib/sql/scope'
import { starWarnings } from '@/lib/sql/stars'
import type { Text } from '@/lib/sql/text'
import { platformNames, tablePlatforms } from '@/lib/wire/platforms'
import type { SqlFix, SqlWarning } from '@/lib/wire/sql'

const warningsMost = 50
const list = new Intl.ListFormat('en', { type: 'conjunction' })

/** Where the query reads that table first. */
function placeOfTable(scopes: readonly Scope[], table: CatalogueTable): Span | undefined {
  const sources = scopes.flatMap((scope) => scope.sources)
  const first = sources.find((source) => tableOf(source) === table)
  return first && { from: first.at, to: first.at + first.length }
}

function atTable(
  judged: Judged,
  table: CatalogueTable,
  code: string,
  message: string,
  fix?: SqlFix,
) {
  const span = placeOfTable(judged.scopes, table)
  return warningAt(judged.text, {
    code,
    message,
    ...(span ? { span } : {}),
    ...(fix ? { fix } : {}),
  })
}

function requiredWarnings({ engine, text, names, scopes }: Judged): SqlWarning[] {
  return unconstrainedSources(engine, text.sql, names, scopes).map(({ table, alias, span }) => {
    const required = table.columns.filter((column) => column.required)
    const columns = required.map((column) => column.name).join(' or ')
    const called = alias === table.name ? table.name : `${table.name} (as ${alias})`
    const message = `${called} answers only when the WHERE or JOIN constrains ${columns}`
    return warningAt(text, { code: 'required_column', message, ...(span ? { span } : {}) })
  })
}

function oldNameFix({ scopes }: Judged, name: string, table: CatalogueTable): SqlFix | undefined {
  const source = scopes.flatMap(({ sources }) => sources).find((one) => one.name === name)
  // Without an alias of its own, columns may be written after the older name.
  if (!source || source.alias === source.name) return undefined
  const { at, length } = source
  return { title: `Use ${table.name}`, from: at, to: at + length, text: table.name }
}

function tableWarnings(judged: Judged): SqlWarning[] {
  const found: SqlWarning[] = []
  for (const name of judged.names) {
    const table = findTable(name)
    if (!table) continue
    const add = (code: string, message: string, fix?: SqlFix) =>
      found.push(atTable(judged, table, code, message, fix))
    if (table.evented) {
      add(
        'evented_table',
        `${table.name} holds events: the agent must run with that event source on`,
      )
    }
    if (judged.denied.has(table.name)) {
      add('needs_admin', `Only administrators may ask hosts for ${table.name} in a live query`)
    }
    if (table.name !== name) {
      const fix = oldNameFix(judged, name, table)
      add('old_name', `${name} is an older name of ${table.name}`, fix)
    }
  }
  return found
}

function carveWarning({ text, denied }: Judged): SqlWarning[] {
  if (!denied.has('carves') || !callsFunction(text.sql, 'carve')) return []
  const message = 'Only administrators may start carves in a live query'
  return [{ code: 'needs_admin', message }]
}

function absenceWarnings(judged: Judged): SqlWarning[] {
  const { text, presence, platforms } = judged
  return lackers(presence.absent, platforms).map(({ thing, platforms: where }) => {
    const message = `${thing.kind === 'table' ? 'Table' : 'Column'} ${thing.name} does not exist on ${list.format(where.map((name) => platformNames[name]))}`
    const code = 'absent_on_platform'
    if (thing.kind === 'table') {
      const table = findTable(thing.name)
      if (table) return atTable(judged, table, code, message)
    }
    const column = thing.name.split('.').at(-1) ?? thing.name
    const span = columnMentions(text.spoken, column)[0] ?? dotted(text, column)
    return warningAt(text, { code, message, ...(span ? { span } : {}) })
  })
}

/** The column where it stands after a dot, with what is before it. */
function dotted({ spoken }: Text, column: string): Span | undefined {
  const i = spoken.findIndex((lexeme, at) => {
    return plainWord(lexeme) === column && spoken[at - 1]?.text === '.'
  })
  const [first, last] = [spoken[i - 2], spoken[i]]
  return first && last && { from: first.at, to: last.at + last.text.length }
}

function nowhereWarning({ presence }: Judged): SqlWarning[] {
  if (tablePlatforms.some((platform) => presence.platforms[platform])) return []
  const message = 'No platform has all of these tables and columns'
  return [{ code: 'no_common_platform', message }]
}

/** By their places; those without one first. */
export function inOrder(warnings: readonly SqlWarning[]): SqlWarning[] {
  const order = ({ line = 0, column = 0 }: SqlWarning) => line * 1_000_000 + column
  return [...warnings].sort((a, b) => order(a) - order(b))
}

export function warningsOf(judged: Judged): SqlWarning[] {
  const found = [
    ...nowhereWarning(judged),
    ...requiredWarnings(judged),
    ...absenceWarnings(judged),
    ...tableWarnings(judged),
    ...carveWarning(judged),
    ...starWarnings(judged),
    ...habits(judged),
  ]
  return inOrder(found).slice(0, warningsMost)
}
