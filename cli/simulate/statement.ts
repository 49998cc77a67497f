// Reads a SQL statement just enough to know which tables it names and whether it constrains a
// column. Best effort: SQLite itself decides what is right; this only decides what to load.
export interface Reading {
  /** Names in FROM and JOIN, lower case, without those the statement defines itself. */
  tables: Set<string>
  /** Every identifier, lower case. */
  words: Set<string>
  /** The statement without comments and string contents, lower case. */
  skeleton: string
}

const tokens = /'(?:[^']|'')*'|--[^\n]*|\/\*[\s\S]*?(?:\*\/|$)/g
const lexemes = /"(?:[^"]|"")*"|`[^`]*`|\[[^\]]*\]|[a-z_][a-z0-9_$]*|[(),.;]|\S/g
const opens = new Set(['from', 'join'])
const closes = new Set(
  'where on using group order limit having union except intersect select window set values'.split(
    ' ',
  ),
)
const joins = new Set('left right full inner outer cross natural as indexed not by'.split(' '))

export function readStatement(sql: string): Reading {
  const skeleton = sql
    .replace(tokens, (piece) => (piece.startsWith("'") ? "''" : ' '))
    .toLowerCase()
  const words = new Set<string>()
  const found = new Set<string>()
  // Per depth of parentheses: `want` a table next, `had` one (a comma asks for another), or neither.
  const states: ('want' | 'had' | 'none')[] = ['none']
  for (const [lexeme] of skeleton.matchAll(lexemes)) {
    const state = states[states.length - 1] ?? 'none'
    const set = (next: 'want' | 'had' | 'none') => {
      states[states.length - 1] = next
    }
    const word = nameOf(lexeme)
    if (lexeme === '(') {
      if (state === 'want') set('had')
      states.push(state === 'want' ? 'want' : 'none')
    } else if (lexeme === ')') {
      if (states.length > 1) states.pop()
    } else if (lexeme === ',') {
      if (state === 'had') set('want')
    } else if (lexeme === ';' || closes.has(lexeme)) {
      set('none')
    } else if (opens.has(lexeme)) {
      set('want')
    } else if (word !== undefined) {
      words.add(word)
      if (state === 'want' && !joins.has(lexeme)) {
        found.add(word)
        set('had')
      }
    }
  }
  for (const name of definedHere(skeleton)) found.delete(name)
  return { tables: found, words, skeleton }
}

/** Whether the column takes part in a comparison, membership, pattern or join. */
export function constrains(reading: Reading, column: string): boolean {
  const name = `["\`\\[]?\\b${column}\\b["\`\\]]?`
  const after = new RegExp(
    `${name}\\s*(=|<|>|!=|\\bin\\b|\\blike\\b|\\bglob\\b|\\bmatch\\b|\\bbetween\\b|\\bis\\b)`,
  )
  const before = new RegExp(`(=|<|>)\\s*(\\w+\\s*\\.\\s*)?${name}`)
  const using = new RegExp(`\\busing\\s*\\([^)]*${name}[^)]*\\)`)
  const { skeleton } = reading
  return [after, before, using].some((pattern) => pattern.test(skeleton))
}

/** A statement that changes something is refused before SQLite sees it. */
export function onlyReads(reading: Reading): boolean {
  return reading.skeleton
    .split(';')
    .map((statement) => statement.trim())
    .every((statement) => !writes.test(statement))
}

const writes =
  /^(insert|update|delete|replace|create|drop|alter|attach|detach|pragma|vacuum|reindex|analyze|begin|commit|rollback|savepoint|release|end)\b/

function nameOf(lexeme: string): string | undefined {
  if (/^["`]/.test(lexeme)) return lexeme.length > 1 ? lexeme.slice(1, -1) : undefined
  if (lexeme.startsWith('[')) return lexeme.slice(1, -1)
  return /^[a-z_]/.test(lexeme) ? lexeme : undefined
}

function definedHere(skeleton: string): string[] {
  if (!/\bwith\b/.test(skeleton)) return []
  const cte =
    /(?:\bwith\s+(?:recursive\s+)?|,\s*)(\w+)\s*(?:\([^)]*\)\s*)?as\s*(?:not\s+)?(?:materialized\s*)?\(/g
  return [...skeleton.matchAll(cte)].map(([, name]) => name ?? '')
}
