// Sets SQL in lines: white space and the case of keywords change, nothing else, or it is refused.
// Loaded when somebody first asks for it.
import { format } from 'sql-formatter'
import { spokenLexemes } from '@/lib/sql/lexemes'

export type Formatted = { ok: true; text: string } | { ok: false; reason: string }

const parameter = String.raw`\{\{\s*\w+\s*\}\}`

/** Every token in order, comments too, so that a formatter which loses or changes one is caught. */
function tokensOf(sql: string): string[] {
  const spoken = spokenLexemes(sql).map(({ kind, text }) =>
    kind === 'word' && /^\w/.test(text) ? text.toLowerCase() : text,
  )
  const comments = sql.match(/'(?:[^']|'')*'|"[^"]*"|--[^\n]*|\/\*[\s\S]*?\*\//g) ?? []
  const said = comments
    .filter((text) => text.startsWith('--') || text.startsWith('/*'))
    .map((text) => text.replace(/\s+/g, ' ').trim())
  return [...spoken, ...said]
}

/** Only keywords may change case: a name written `Pid` stays so. */
function sameNames(before: string, after: string): boolean {
  const names = (sql: string) => spokenLexemes(sql).map(({ text }) => text)
  const later = names(after)
  return names(before).every((text, i) => {
    const changed = later[i] ?? ''
    return text === changed || (changed === changed.toUpperCase() && /^[a-z_]+$/i.test(text))
  })
}

export function formatSql(sql: string): Formatted {
  let text: string
  try {
    text = format(sql, {
      language: 'sqlite',
      keywordCase: 'upper',
      tabWidth: 2,
      paramTypes: { custom: [{ regex: parameter }] },
    })
  } catch {
    return { ok: false, reason: 'This text does not parse, so it is left as it is' }
  }
  const before = tokensOf(sql)
  const after = tokensOf(text)
  const same = before.length === after.length && before.every((token, i) => token === after[i])
  return same && sameNames(sql, text)
    ? { ok: true, text }
    : { ok: false, reason: 'Formatting would change more than white space, so it is left as it is' }
}
