// The stated rule for SQL that no host has run: event and small system tables are minimal, joins
// multiply, and what walks files or packages costs by how far the query narrows it. A guess, said so.
import { type CatalogueColumn, type CatalogueTable, findTable } from '@/lib/sql/catalogue'
import { type Lexeme, plainWord, spokenLexemes } from '@/lib/sql/lexemes'
import { isWalked, type Narrowing, type Price, priceOf } from '@/lib/sql/table-prices'
import { type CostEstimate, costClass } from '@/lib/wire/costs'
import type { Platform } from '@/lib/wire/platforms'

const rowsMax = 20_000
const cpuMax = 600_000
/** What one comparison that is no narrowing of a walked table leaves of the rows. */
const filteredShare = 0.1

/** Tables in the order they are named; one named twice is read twice. */
function tablesOf(words: readonly string[]): CatalogueTable[] {
  return words.flatMap((word, i) => {
    const before = words[i - 1]
    const follows = before === 'from' || before === 'join' || (before === ',' && isListed(words, i))
    return (follows && findTable(word)) || []
  })
}

/** Whether the comma before that place separates tables: FROM was said after the last SELECT. */
function isListed(words: readonly string[], at: number): boolean {
  const said = words.slice(0, at).findLast((word) => /^(select|from|where|group|order)$/.test(word))
  return said === 'from'
}

const narrows = (column: CatalogueColumn) => column.required || column.index || column.optimized

function narrowingAt(lexemes: readonly Lexeme[], at: number): Narrowing | undefined {
  const [operator, value] = [lexemes[at + 1], lexemes[at + 2]]
  const word = operator?.text === '=' ? '=' : plainWord(operator)
  if (word === 'in' || word === '=') {
    return value?.kind === 'word' && !/^\d/.test(value.text) && word === '=' ? 'joined' : 'exact'
  }
  if (word !== 'like' && word !== 'glob') return undefined
  return /%%|\*\*|^'[%*]/.test(value?.text ?? '') ? 'wide' : 'pattern'
}

const width: readonly Narrowing[] = ['exact', 'joined', 'pattern', 'wide']

/** The widest word on any column by which the table can be narrowed; none at all is wide. */
function narrowingOf(table: CatalogueTable, lexemes: readonly Lexeme[]): Narrowing {
  const named = table.columns.filter(narrows).map(({ name }) => name)
  const columns = new Set(/_packages$/.test(table.name) ? [...named, 'name'] : named)
  const found = lexemes.flatMap((lexeme, i) =>
    columns.has(plainWord(lexeme)) ? (narrowingAt(lexemes, i) ?? []) : [],
  )
  const widest = Math.max(-1, ...found.map((each) => width.indexOf(each)))
  return width[widest] ?? 'wide'
}

type Reading = Price & { walked: boolean; joined: boolean }

function readingsOf(lexemes: readonly Lexeme[], words: readonly string[]): Reading[] {
  return tablesOf(words).map((table) => {
    const walked = isWalked(table.name)
    const narrowing = walked ? narrowingOf(table, lexemes) : 'wide'
    const joined = walked && narrowing === 'joined'
    return { ...priceOf(table.name, table.evented, narrowing), walked, joined }
  })
}

function rowsLeft(rows: number, readings: readonly Reading[], words: readonly string[]): number {
  const limit = Number(words[words.lastIndexOf('limit') + 1])
  const limited = words.includes('limit') && limit > 0 ? Math.min(rows, limit) : rows
  const aggregates = /^(count|sum|max|min|avg|group_concat)$/
  const counts = words.some((word, i) => aggregates.test(word) && words[i + 1] === '(')
  if (counts && !words.includes('group')) return 1
  const filters = words.includes('where') && readings.some(({ walked }) => !walked)
  return Math.max(1, Math.ceil(filters ? limited * filteredShare : limited))
}

/** Of the platforms that a text names, the one by which the rule is told where only one is. */
export const dearestPlatform = (text: string): Platform =>
  /windows/.test(text) ? 'windows' : /darwin/.test(text) ? 'darwin' : 'linux'

/**
 * One run by the rule: the price of each table; a table narrowed by a joined column is paid once for
 * each row before it, any other table named after the first doubles what it costs.
 */
export function estimateByRule(sql: string, platform: Platform): CostEstimate {
  const lexemes = spokenLexemes(sql)
  const words = lexemes.map((lexeme) => plainWord(lexeme) || lexeme.text)
  const there = readingsOf(lexemes, words)
  let cpu = 1
  let rows = 1
  let rowBytes = there.length === 0 ? 100 : 0
  for (const [place, reading] of there.entries()) {
    const times = reading.joined ? Math.max(1, rows) : 2 ** Math.min(place, 6)
    cpu += reading.cpu_ms * times
    rows = reading.joined ? rows : Math.max(rows, reading.rows)
    rowBytes = Math.max(rowBytes, reading.row_bytes)
  }
  const cpuMs = Math.min(cpuMax, Math.round(platform === 'windows' ? cpu * 1.5 : cpu))
  const left = Math.min(rowsMax, rowsLeft(rows, there, words))
  return {
    cpu_ms: cpuMs,
    rows_per_run: left,
    bytes_per_run: left * rowBytes,
    class: costClass(cpuMs),
  }
}
