// The shape of a query by its words: what each SELECT reads from, under which names, and what it
// gives. Tolerates unfinished text, since editors ask too; whether a text is right is SQLite's to say.
import { type Lexeme, plainWord } from '@/lib/sql/lexemes'

export type Source = {
  /** In lower case; empty for a subquery. */
  name: string
  /** The name it goes by in its SELECT, in lower case. */
  alias: string
  /** Offset and length of the table's name as written. */
  at: number
  length: number
  /** Where its rows are made: a subquery or a WITH; null for a table of the agent or a function. */
  made: Made | null
}

/** Column names as given in a WITH, else those of its SELECT. */
export type Made = { columns: readonly string[] | null; by: Scope | null }

export type Scope = {
  /** In how many brackets; the result of the query is made at 0. */
  depth: number
  from: number
  to: number
  parent: Scope | null
  sources: Source[]
  /** Names of the result's columns, as far as the words tell; stars apart. */
  columns: string[]
  /** Each `*` of the result, with what stands before its dot. */
  stars: { at: number; length: number; qualifier: string }[]
  /** A WHERE, ON, USING or NATURAL is there. */
  narrowed: boolean
}

type With = Map<string, Made>
type Reader = { spoken: readonly Lexeme[]; closing: readonly number[]; scopes: Scope[] }
type Range = { start: number; end: number; parent: Scope | null; withs: With; depth: number }

const depthMost = 60
const clauseWords = new Set('where group having order limit window returning'.split(' '))
const joinWords = new Set('join left right full inner outer cross natural'.split(' '))
const compounds = new Set(['union', 'except', 'intersect'])
const notAliases = new Set([
  ...clauseWords,
  ...joinWords,
  ...compounds,
  ...'on using as indexed not select from values with set and or'.split(' '),
])

const isOpening = ({ text }: Lexeme) => text === '('
const isName = (lexeme: Lexeme | undefined): lexeme is Lexeme => lexeme?.kind === 'word'

/** For each opening bracket the index of its closing one; an open one closes at the end. */
function closings(spoken: readonly Lexeme[]): number[] {
  const closing = spoken.map(() => spoken.length)
  const open: number[] = []
  for (const [i, lexeme] of spoken.entries()) {
    if (isOpening(lexeme)) open.push(i)
    if (lexeme.text === ')') {
      const from = open.pop()
      if (from !== undefined) closing[from] = i
    }
  }
  return closing
}

const wordAt = ({ spoken }: Reader, i: number): string => plainWord(spoken[i])

function beginsQuery(reader: Reader, i: number): boolean {
  return /^(?:select|with|values)$/.test(wordAt(reader, i))
}

/** Subqueries among other words, each read under that scope. */
function readNested(reader: Reader, i: number, range: Range, parent: Scope | null): number {
  const end = reader.closing[i] ?? range.end
  const inner = { ...range, start: i + 1, end: Math.min(end, range.end), parent }
  if (range.depth < depthMost) {
    const below = { ...inner, depth: range.depth + 1 }
    if (beginsQuery(reader, i + 1)) readQuery(reader, below)
    else readBrackets(reader, below)
  }
  return Math.min(end, range.end) + 1
}

function readBrackets(reader: Reader, range: Range): void {
  for (let i = range.start; i < range.end; ) {
    const lexeme = reader.spoken[i]
    i = lexeme && isOpening(lexeme) ? readNested(reader, i, range, range.parent) : i + 1
  }
}

function listedNames(reader: Reader, open: number): string[] {
  const end = reader.closing[open] ?? 0
  return reader.spoken
    .slice(open + 1, end)
    .map(plainWord)
    .filter(Boolean)
}

/** `name [(columns)] AS [[NOT] MATERIALIZED] (query)`, again after each comma. */
function readWiths(reader: Reader, range: Range): { next: number; withs: With } {
  const withs: With = new Map(range.withs)
  let i = range.start + 1
  if (wordAt(reader, i) === 'recursive') i += 1
  while (i < range.end && isName(reader.spoken[i])) {
    const name = wordAt(reader, i)
    i += 1
    let columns: string[] | null = null
    if (reader.spoken[i]?.text === '(') {
      columns = listedNames(reader, i)
      i = (reader.closing[i] ?? range.end) + 1
    }
    while (/^(?:as|not|materialized)$/.test(wordAt(reader, i))) i += 1
    if (reader.spoken[i]?.text !== '(') break
    const end = Math.min(reader.closing[i] ?? range.end, range.end)
    withs.set(name, { columns, by: null })
    const body = { ...range, start: i + 1, end, parent: null, withs, depth: range.depth + 1 }
    const found = range.depth < depthMost ? readQuery(reader, body) : undefined
    withs.set(name, { columns, by: found ?? null })
    i = end + 1
    if (reader.spoken[i]?.text !== ',') break
    i += 1
  }
  return { next: i, withs }
}

/** A query between two brackets or of the whole text; returns its first SELECT. */
function readQuery(reader: Reader, range: Range): Scope | undefined {
  let { start: i, withs } = range
  if (wordAt(reader, i) === 'with') ({ next: i, withs } = readWiths(reader, range))
  let first: Scope | undefined
  while (i < range.end) {
    if (wordAt(reader, i) !== 'select') {
      const lexeme = reader.spoken[i]
      i = lexeme && isOpening(lexeme) ? readNested(reader, i, range, range.parent) : i + 1
      continue
    }
    const body = new SelectReader(reader, { ...range, withs, start: i })
    i = body.read()
    first ??= body.scope
  }
  return first
}

/** Reads one SELECT up to its end or the next of a compound. */
class SelectReader {
  readonly scope: Scope
  private readonly reader: Reader
  private readonly range: Range
  private clause: 'select' | 'from' | 'other' = 'select'
  private expecting = false
  private item: Lexeme[] = []

  constructor(reader: Reader, range: Range) {
    this.reader = reader
    this.range = range
    const from = reader.spoken[range.start]?.at ?? 0
    const { parent, depth } = range
    this.scope = {
      depth,
      from,
      to: from,
      parent,
      sources: [],
      columns: [],
      stars: [],
      narrowed: false,
    }
    reader.scopes.push(this.scope)
  }

  read(): number {
    let i = this.range.start + 1
    if (/^(?:distinct|all)$/.test(wordAt(this.reader, i))) i += 1
    while (i < this.range.end && !compounds.has(wordAt(this.reader, i))) i = this.step(i)
    this.endItem()
    const last = this.reader.spoken[Math.min(i, this.range.end)]
    this.scope.to = last ? last.at : Number.MAX_SAFE_INTEGER
    return compounds.has(wordAt(this.reader, i)) && i < this.range.end ? i + 1 : i
  }

  private step(i: number): number {
    const lexeme = this.reader.spoken[i]
    if (!lexeme) return i + 1
    const word = plainWord(lexeme)
    if (word === 'where' || word === 'on' || word === 'using' || word === 'natural') {
      this.scope.narrowed = true
    }
    if (word === 'from' && this.clause === 'select') return this.enter('from', i)
    if (clauseWords.has(word) && !this.afterDot(i)) return this.enter('other', i)
    if (this.clause === 'from') return this.stepFrom(i, lexeme, word)
    if (isOpening(lexeme)) {
      if (this.clause === 'select') this.item.push(lexeme)
      return readNested(this.reader, i, this.range, this.scope)
    }
    if (this.clause === 'select') {
      if (lexeme.text === ',') this.endItem()
      else this.item.push(lexeme)
    }
    return i + 1
  }

  private afterDot(i: number): boolean {
    return this.reader.spoken[i - 1]?.text === '.'
  }

  private enter(clause: 'from' | 'other', i: number): number {
    this.endItem()
    this.clause = clause
    this.expecting = clause === 'from'
    return i + 1
  }

  private stepFrom(i: number, lexeme: Lexeme, word: string): number {
    if (lexeme.text === ',' || word === 'join') this.expecting = true
    else if (this.expecting && isOpening(lexeme)) return this.readDerived(i)
    else if (this.expecting && isName(lexeme) && !notAliases.has(word)) return this.readTable(i)
    else if (isOpening(lexeme)) return readNested(this.reader, i, this.range, this.scope)
    return i + 1
  }

  /** After a source: `[AS] alias`, if there is one. */
  private readAlias(i: number): { alias: string; next: number } {
    const given = wordAt(this.reader, i) === 'as'
    const at = given ? i + 1 : i
    const word = wordAt(this.reader, at)
    const is = at < this.range.end && word !== '' && (given || !notAliases.has(word))
    return { alias: is ? word : '', next: is ? at + 1 : at }
  }

  private readTable(start: number): number {
    const { spoken, closing } = this.reader
    const qualified = spoken[start + 1]?.text === '.' && isName(spoken[start + 2])
    const at = qualified ? start + 2 : start
    const lexeme = spoken[at]
    const name = plainWord(lexeme)
    let i = at + 1
    const calls = spoken[i]?.text === '('
    if (calls) i = readNested(this.reader, i, this.range, this.scope)
    const { alias, next } = this.readAlias(Math.min(i, closing.length))
    const called = calls ? { columns: null, by: null } : null
    const made = called ?? (qualified ? null : (this.range.withs.get(name) ?? null))
    const place = { at: lexeme?.at ?? 0, length: lexeme?.text.length ?? 0 }
    this.scope.sources.push({ name, alias: alias || name, ...place, made })
    this.expecting = false
    return next
  }

  /** A bracket where a table may stand: a subquery, or more tables. */
  private readDerived(i: number): number {
    if (!beginsQuery(this.reader, i + 1)) return i + 1
    this.expecting = false
    const end = Math.min(this.reader.closing[i] ?? this.range.end, this.range.end)
    const { depth } = this.range
    const body = { ...this.range, start: i + 1, end, parent: null, depth: depth + 1 }
    const found = depth < depthMost ? readQuery(this.reader, body) : undefined
    const { alias, next } = this.readAlias(end + 1)
    const at = this.reader.spoken[i]?.at ?? 0
    const made = { columns: null, by: found ?? null }
    this.scope.sources.push({ name: '', alias, at, length: 1, made })
    return next
  }

  /** Names a column of the result by its alias, or by the last word of a plain name. */
  private endItem(): void {
    const { item } = this
    this.item = []
    const last = item.at(-1)
    if (this.clause !== 'select' || !last) return
    if (last.text === '*') {
      const dotted = item.length === 3 && item[1]?.text === '.'
      if (item.length !== 1 && !dotted) return
      const at = item[0]?.at ?? last.at
      const qualifier = dotted ? plainWord(item[0]) : ''
      this.scope.stars.push({ at, length: last.at + 1 - at, qualifier })
      return
    }
    const before = item.at(-2)
    const plain = item.length === 1 || before?.text === '.' || plainWord(before) === 'as'
    const aliased = isName(last) && isName(before) && /\w/.test(last.text)
    if (isName(last) && (plain || aliased)) this.scope.columns.push(plainWord(last))
  }
}

/** Every SELECT, outer ones before those within; of a WITH or a subquery before its reader. */
export function scopesOf(spoken: readonly Lexeme[]): Scope[] {
  const reader: Reader = { spoken, closing: closings(spoken), scopes: [] }
  const range = { start: 0, end: spoken.length, parent: null, withs: new Map(), depth: 0 }
  readQuery(reader, range)
  return reader.scopes
}

/** The innermost SELECT around an offset. */
export function scopeAt(scopes: readonly Scope[], offset: number): Scope | undefined {
  const around = scopes.filter(({ from, to }) => from <= offset && offset <= to)
  return around.reduce<Scope | undefined>(
    (best, scope) => (best && best.from > scope.from ? best : scope),
    undefined,
  )
}
