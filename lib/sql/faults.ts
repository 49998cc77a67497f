// All that SQLite would complain about, one after the other: each fault found gives way to something
// harmless of the same length, and the text is compiled again, until nothing new is found.
import { type Compiled, compile, missedTable, runsSomewhere } from '@/lib/sql/compile'
import { anyFunction, type Engine, prepare } from '@/lib/sql/engine'
import { syntaxErrorAt } from '@/lib/sql/error-place'
import { fixOfName, fixOfSyntax } from '@/lib/sql/fixes'
import { placeOf, plainWord, spokenLexemes } from '@/lib/sql/lexemes'
import {
  callMentions,
  columnMentions,
  columnsOfSource,
  type Mention,
  mentionsOf,
  type Span,
} from '@/lib/sql/names'
import { type Scope, scopesOf } from '@/lib/sql/scope'
import type { Text } from '@/lib/sql/text'
import type { SqlError, SqlFix } from '@/lib/wire/sql'

const faultsMost = 20
/** Mentions of one name that are looked at singly. */
const mentionsMost = 40
/** Complaints quote the culprit, which may be as long as the text. */
const maxMessageLength = 300

type Kind = 'column' | 'function' | 'arguments' | 'ambiguous'

const nameComplaints: readonly [Kind, RegExp][] = [
  ['column', /^no such column: "?([\s\S]+?)"?(?: - should .*)?$/],
  ['function', /^no such function: ([\s\S]+)$/],
  ['arguments', /^wrong number of arguments to function ([\s\S]+)\(\)$/],
  ['ambiguous', /^ambiguous column name: ([\s\S]+)$/],
]

const otherNames = [
  /^no such (?:collation sequence|index): ([\s\S]+)$/,
  /^misuse of (?:aggregate|aggregate function|window function):? ?([\s\S]+)\(\)$/,
  /^cannot join using column ([\s\S]+?) - column not present in both tables$/,
]

type FaultFinder = { engine: Engine; text: Text; scopes: readonly Scope[] }

const harmless = (length: number): string => (length > 1 ? "''" : '1').padEnd(length)

function blanked(sql: string, spans: readonly Span[], text: (length: number) => string): string {
  let written = ''
  let end = 0
  for (const { from, to } of spans) {
    written += sql.slice(end, from) + text(to - from)
    end = to
  }
  return written + sql.slice(end)
}

/** Columns that let an unknown table pass: all words of the text that no known table has. */
function anyColumns({ text, scopes }: FaultFinder): (name: string) => string[] {
  const sources = scopes.flatMap((scope) => scope.sources)
  const known = new Set(sources.flatMap((source) => columnsOfSource(source)))
  const words = [...new Set(text.spoken.map(plainWord))].filter((word) => /^\w+$/.test(word))
  return (name) => {
    const aliases = sources.filter((source) => source.name === name).map(({ alias }) => alias)
    const asked = text.spoken.flatMap((lexeme, i) => {
      const owner = text.spoken[i - 1]?.text === '.' ? plainWord(text.spoken[i - 2]) : ''
      return owner !== '' && aliases.includes(owner) ? [plainWord(lexeme)] : []
    })
    return [...asked, ...words.filter((word) => !known.has(word))]
  }
}

type Fault = { message: string; span: Span; fix: SqlFix | undefined }

/** A mended text is looked at again this often. */
const mendsMost = 3
/** Letters to compile for one verdict; then what is found so far is told. */
const workMost = 300_000
const lettersOfStranger = 20_000

function errorOf(sql: string, { message, span: { from, to }, fix }: Fault): SqlError {
  const lineEnd = sql.indexOf('\n', from)
  const length = Math.max(1, Math.min(to, lineEnd < 0 ? sql.length : lineEnd) - from)
  const error = { message: message.slice(0, maxMessageLength), ...placeOf(sql, from), length }
  return fix ? { ...error, fix } : error
}

export class Faults {
  private readonly found: Fault[] = []
  private readonly finder: FaultFinder
  private readonly mends: number
  private readonly work: { left: number }
  private readonly columns: (name: string) => string[]
  private sql: string

  constructor(finder: FaultFinder, mends = 0, work = { left: workMost }) {
    this.finder = finder
    this.mends = mends
    this.work = work
    this.columns = anyColumns(finder)
    this.sql = finder.text.sql
  }

  /** In the order of the text. */
  errors(): SqlError[] {
    const faults = this.find().sort((a, b) => a.span.from - b.span.from)
    return faults.slice(0, faultsMost).map((fault) => errorOf(this.finder.text.sql, fault))
  }

  /** Compiles again and again; ends where a complaint cannot be set aside. */
  private find(): Fault[] {
    const strangers = new Set<string>()
    for (let round = 0; round < faultsMost && this.goesOn(); round++) {
      const compiled = this.compile(this.sql)
      for (const name of compiled.strangers) if (!strangers.has(name)) this.addTable(name)
      for (const name of compiled.strangers) strangers.add(name)
      if (compiled.outcome.ok || runsSomewhere(this.finder.engine, this.sql, compiled)) break
      const { message } = compiled.outcome
      // Only guesses are known of the columns of an unknown table.
      if (strangers.size > 0 && /^ambiguous|^cannot join/.test(message)) break
      if (!this.setAside(message)) break
    }
    return this.found
  }

  private goesOn(): boolean {
    return this.found.length < faultsMost && this.work.left > 0
  }

  private compile(sql: string): Compiled {
    const compiled = compile(this.finder.engine, sql, this.columns)
    this.work.left -= sql.length + compiled.strangers.length * lettersOfStranger
    return compiled
  }

  private add(message: string, span: Span, fix: SqlFix | undefined): void {
    this.found.push({ message, span, fix })
  }

  private addTable(name: string): void {
    const { text, scopes } = this.finder
    const read = scopes.flatMap(({ sources }) =>
      sources.filter((source) => source.name === name && !source.made),
    )
    const said = read.map(({ at, length }) => ({ from: at, to: at + length }))
    const spans = said.length > 0 ? said : mentionsOf(text.spoken, name.split('.')).slice(0, 1)
    for (const span of spans.length > 0 ? spans.slice(0, faultsMost) : [{ from: 0, to: 1 }]) {
      if (!this.goesOn()) return
      this.add(`no such table: ${name}`, span, fixOfName('table', name, span, this.finder))
    }
  }

  /** Notes what the complaint is about and takes it out of the text; false: nothing to go on with. */
  private setAside(message: string): boolean {
    for (const [kind, pattern] of nameComplaints) {
      const name = pattern.exec(message)?.[1]
      if (name !== undefined) return this.setNameAside(kind, name, message)
    }
    // What SQLite says of a text with stand-ins in it may be about them.
    if (this.found.length === 0) this.addOther(message)
    return false
  }

  private setNameAside(kind: Kind, name: string, message: string): boolean {
    const spoken = spokenLexemes(this.sql)
    const calls = kind === 'function' || kind === 'arguments'
    const mentions = calls ? callMentions(spoken, name) : columnMentions(spoken, name)
    const spans = this.guilty(mentions, message, calls)
    if (spans.length === 0) {
      const anywhere = mentionsOf(spoken, name.toLowerCase().split('.'))[0]
      this.add(message, anywhere ?? { from: 0, to: 1 }, undefined)
      return false
    }
    for (const span of spans) this.add(message, span, fixOfName(kind, name, span, this.finder))
    const stub = (length: number) => anyFunction.padEnd(length)
    this.sql = blanked(this.sql, spans, calls ? stub : harmless)
    return true
  }

  /** Of several mentions those that bring the complaint while all others are set aside. */
  private guilty(mentions: readonly Mention[], message: string, calls: boolean): Span[] {
    if (mentions.length < 2) return [...mentions]
    const looked = mentions.slice(0, mentionsMost)
    const stub = (length: number) => (calls ? anyFunction.padEnd(length) : harmless(length))
    const guilty = looked.filter((one) => {
      if (!this.goesOn()) return false
      const others = mentions.filter((other) => other !== one)
      const { outcome } = this.compile(blanked(this.sql, others, stub))
      return !outcome.ok && outcome.message === message
    })
    return guilty.length > 0 ? guilty : mentions.slice(0, 1)
  }

  private addOther(message: string): void {
    const { sql, spoken } = this.finder.text
    const end = sql.trimEnd().length
    if (message === 'incomplete input') this.add(message, { from: end, to: end }, undefined)
    else if (/^near "[\s\S]*": syntax error$/.test(message)) this.addSyntax(message)
    else {
      const token = /^unrecognized token: "([\s\S]*)"$/.exec(message)?.[1]
      const name = otherNames.map((pattern) => pattern.exec(message)?.[1]).find(Boolean)
      const at = token ? Math.max(0, sql.indexOf(token)) : 0
      const mention = name ? mentionsOf(spoken, [name.toLowerCase()])[0] : undefined
      this.add(message, mention ?? { from: at, to: at + (token?.length ?? 1) }, undefined)
    }
  }

  /** The place where the parser stopped; names that are wrong beside it are told too. */
  private addSyntax(message: string): void {
    const { engine, text } = this.finder
    const token = /^near "([\s\S]*)": syntax error$/.exec(message)?.[1] ?? ''
    const from = syntaxErrorAt(this.sql, token, message, (sql) => {
      const tried = prepare(engine.scratch, sql)
      return tried.ok ? null : tried.message
    })
    const span = { from, to: from + token.length }
    const fix = fixOfSyntax(text.spoken, span, (sql) => this.parses(sql), text.sql)
    this.add(message, span, fix)
    if (fix && this.mends < mendsMost) this.addBeyond(fix)
    else this.addStrangers()
  }

  /** What would be wrong once that is mended, at its place in the text as it is. */
  private addBeyond(mend: SqlFix): void {
    const { text, engine } = this.finder
    const sql = text.sql.slice(0, mend.from) + mend.text + text.sql.slice(mend.to)
    const spoken = spokenLexemes(sql)
    const finder = { engine, text: { sql, spoken }, scopes: scopesOf(spoken) }
    const shift = mend.to - mend.from - mend.text.length
    const back = <T extends Span>(span: T): T =>
      span.from < mend.from ? span : { ...span, from: span.from + shift, to: span.to + shift }
    for (const { message, span, fix } of new Faults(finder, this.mends + 1, this.work).find()) {
      this.add(message, back(span), fix && back(fix))
    }
  }

  private parses(sql: string): boolean {
    const outcome = prepare(this.finder.engine.scratch, sql)
    return outcome.ok || !/syntax error|incomplete input|unrecognized/.test(outcome.message)
  }

  /** Unknown tables of a text that does not parse, as far as its words tell. */
  private addStrangers(): void {
    const { text } = this.finder
    if (text.spoken.some((lexeme) => plainWord(lexeme) === 'with')) return
    const probe = (name: string) => `select 1 from "${name.replaceAll('"', '""')}"`
    const names = scopesOf(text.spoken).flatMap(({ sources }) =>
      sources.filter(({ made, name }) => !made && name !== '').map(({ name }) => name),
    )
    for (const name of new Set(names.slice(0, faultsMost))) {
      const { outcome } = compile(this.finder.engine, probe(name))
      if (!outcome.ok && missedTable(outcome.message) === name) this.addTable(name)
    }
  }
}
