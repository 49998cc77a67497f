// The words of a SQL text with their places: enough to point at an error and to see a keyword.
// Knows no grammar; whether a text is right is SQLite's to say.

export type Lexeme = {
  kind: 'blank' | 'string' | 'word' | 'symbol'
  /** As written, quotes included. */
  text: string
  /** Offset in UTF-16 units. */
  at: number
}

const blank = /(?<blank>\s+|--[^\n]*|\/\*[\s\S]*?(?:\*\/|$))/
const string = /(?<string>'[^']*(?:''[^']*)*'?)/
const word = /(?<word>"[^"]*(?:""[^"]*)*"?|`[^`]*`?|\[[^\]]*\]?|[\w$\u0080-\uffff]+)/
const symbol = /(?<symbol>.)/
const pattern = new RegExp([blank, string, word, symbol].map((part) => part.source).join('|'), 'gy')

const kinds = ['blank', 'string', 'word'] as const

export function lexemes(sql: string): Lexeme[] {
  return Array.from(sql.matchAll(pattern), (match) => ({
    kind: kinds.find((kind) => match.groups?.[kind] !== undefined) ?? 'symbol',
    text: match[0],
    at: match.index,
  }))
}

/** Without white space and comments. */
export function spokenLexemes(sql: string): Lexeme[] {
  return lexemes(sql).filter((lexeme) => lexeme.kind !== 'blank')
}

/** Tells of an offset whether it lies within a string; asked in any order, any number of times. */
export function withinStrings(spoken: readonly Lexeme[]): (offset: number) => boolean {
  const strings = spoken.filter(({ kind }) => kind === 'string')
  return (offset) => {
    let low = 0
    let high = strings.length
    while (low < high) {
      const middle = (low + high) >> 1
      if ((strings[middle]?.at ?? 0) < offset) low = middle + 1
      else high = middle
    }
    const last = strings[low - 1]
    return last !== undefined && offset < last.at + last.text.length
  }
}

/** The identifier or keyword in lower case, without its quotes. */
export function plainWord(lexeme: Lexeme | undefined): string {
  if (lexeme?.kind !== 'word') return ''
  const quoted = /^["`[]([\s\S]*?)["`\]]?$/.exec(lexeme.text)
  return (quoted?.[1] ?? lexeme.text).toLowerCase()
}

/** Whether the text calls that function, comments and strings left aside. */
export function callsFunction(sql: string, name: string): boolean {
  const spoken = spokenLexemes(sql)
  return spoken.some((lexeme, i) => plainWord(lexeme) === name && spoken[i + 1]?.text === '(')
}

/** Rewrites keywords in place; the replacement is padded so that every offset stays true. */
export function replaceWords(
  sql: string,
  replacement: (word: string, previous: string) => string | undefined,
): string {
  let previous = ''
  const written = lexemes(sql).map((lexeme) => {
    if (lexeme.kind === 'blank') return lexeme.text
    const word = plainWord(lexeme)
    const other = lexeme.kind === 'word' ? replacement(word, previous) : undefined
    previous = word
    return other?.padEnd(lexeme.text.length) ?? lexeme.text
  })
  return written.join('')
}

/** Line and column, both from 1, of an offset. */
export function placeOf(sql: string, offset: number): { line: number; column: number } {
  const before = sql.slice(0, offset)
  const lineStart = before.lastIndexOf('\n') + 1
  return { line: before.split('\n').length, column: offset - lineStart + 1 }
}
