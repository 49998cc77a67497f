// Habits of other databases that SQLite takes in silence and means otherwise, and reads that walk a
// whole disk or pair every row with every row.
import { findTable } from '@/lib/sql/catalogue'
import { type Judged, notedMost, warningAt } from '@/lib/sql/judged'
import { type Lexeme, plainWord } from '@/lib/sql/lexemes'
import { columnsOfSource, tableOf } from '@/lib/sql/names'
import type { SqlWarning } from '@/lib/wire/sql'

const end = ({ at, text }: Lexeme): number => at + text.length

/** `= NULL` is never true. */
function nullComparisons({ text }: Judged): SqlWarning[] {
  const { spoken } = text
  const found = spoken.flatMap((lexeme, i) => {
    const before = spoken[i - 1]
    return plainWord(lexeme) === 'null' && before?.text === '=' ? [{ lexeme, before, i }] : []
  })
  return found.slice(0, notedMost).map(({ lexeme, before, i }) => {
    const first = spoken[i - 2]
    const negated = first?.text === '!' && end(first) === before.at
    const doubled = first?.text === '=' && end(first) === before.at
    const from = negated || doubled ? first.at : before.at
    const is = negated ? 'IS NOT NULL' : 'IS NULL'
    const span = { from, to: end(lexeme) }
    const fix = { title: `Use ${is}`, ...span, text: is }
    const message = `Nothing equals NULL, so this is never true; ${is} is meant`
    return warningAt(text, { code: 'null_comparison', message, span, fix })
  })
}

const beforeValue = new Set(
  'select where and or not on when then else between like glob regexp match in is having'.split(
    ' ',
  ),
)
const beforeSymbols = new Set(['=', '<', '>', '(', ',', '|', '+'])

/** "text" is a column's name, and only for want of such a column a text. */
function quotedTexts({ text, scopes }: Judged): SqlWarning[] {
  if (!text.sql.includes('"')) return []
  const sources = scopes.flatMap((scope) => scope.sources)
  const known = new Set([
    ...sources.flatMap((source) => columnsOfSource(source)),
    ...sources.flatMap((source) => findTable(source.name)?.columns.flatMap((c) => c.aliases) ?? []),
    ...sources.flatMap(({ alias, name }) => [alias, name]),
    ...text.spoken.filter((_, i) => plainWord(text.spoken[i - 1]) === 'as').map(plainWord),
  ])
  const open = sources.some(({ made }) => made && made.columns === null && made.by === null)
  const found = text.spoken.filter((lexeme, i) => {
    if (open || !lexeme.text.startsWith('"') || known.has(plainWord(lexeme))) return false
    const before = text.spoken[i - 1]
    const value = beforeSymbols.has(before?.text ?? '') || beforeValue.has(plainWord(before))
    return value && text.spoken[i + 1]?.text !== '.'
  })
  return found.slice(0, notedMost).map((lexeme) => {
    const inner = lexeme.text.slice(1, -1).replaceAll('""', '"')
    const quoted = `'${inner.replaceAll("'", "''")}'`
    const span = { from: lexeme.at, to: end(lexeme) }
    const fix = {
      title: `Use ${quoted.length > 24 ? 'single quotes' : quoted}`,
      ...span,
      text: quoted,
    }
    const message = `No column is named ${lexeme.text}, so it is read as a text; texts take single quotes`
    return warningAt(text, { code: 'quoted_text', message, span, fix })
  })
}

const singleRow = new Set([
  ...['osquery_info', 'system_info', 'os_version', 'time', 'uptime', 'kernel_info'],
  ...['platform_info', 'docker_info', 'docker_version'],
])

/** Two tables of many rows with nothing between them. Who writes CROSS JOIN says that it is meant. */
function pairings({ text, scopes }: Judged): SqlWarning[] {
  if (text.spoken.some((lexeme) => plainWord(lexeme) === 'cross')) return []
  return scopes.flatMap(({ sources, narrowed }) => {
    const many = sources.filter((source) => {
      const table = tableOf(source)
      return table !== undefined && !singleRow.has(table.name)
    })
    const [first, second] = many
    if (narrowed || !first || !second) return []
    const span = { from: second.at, to: second.at + second.length }
    const message = `Every row of ${first.alias} meets every row of ${second.alias}: no WHERE, ON or USING relates them`
    return [warningAt(text, { code: 'every_pair', message, span })]
  })
}

const wholeDisk = /^'(?:[a-z]:)?[\\/]?%%/i

/** `%%` descends into every folder. */
function wholeDisks({ text, names }: Judged): SqlWarning[] {
  const byPath = names.some((name) =>
    findTable(name)?.columns.some((column) => column.required && column.name === 'path'),
  )
  if (!byPath) return []
  return text.spoken
    .filter((lexeme) => lexeme.kind === 'string' && wholeDisk.test(lexeme.text))
    .slice(0, notedMost)
    .map((lexeme) => {
      const span = { from: lexeme.at, to: end(lexeme) }
      const message = `${lexeme.text} walks the whole disk; agents end such queries and deny them`
      return warningAt(text, { code: 'whole_disk', message, span })
    })
}

export function habits(judged: Judged): SqlWarning[] {
  return [
    ...nullComparisons(judged),
    ...quotedTexts(judged),
    ...pairings(judged),
    ...wholeDisks(judged),
  ]
}
