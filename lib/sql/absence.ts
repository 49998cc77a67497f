// What each platform lacks of a valid query: tables, or columns of the tables it has.
import { findTable } from '@/lib/sql/catalogue'
import { complaintOn } from '@/lib/sql/compile'
import type { Engine } from '@/lib/sql/engine'
import { spokenLexemes } from '@/lib/sql/lexemes'
import { columnMentions } from '@/lib/sql/names'
import { type TablePlatform, tablePlatforms } from '@/lib/wire/platforms'
import type { SqlAbsence, SqlVerdict } from '@/lib/wire/sql'

export type Presence = Pick<SqlVerdict, 'platforms' | 'absent'>

const columnsMost = 10

export const everywhere = <T>(make: (platform: TablePlatform) => T): Record<TablePlatform, T> => ({
  darwin: make('darwin'),
  linux: make('linux'),
  windows: make('windows'),
})

/** `processes.upid` for a column that the complaint calls `upid` or `p.upid`. */
function fullName(column: string, names: readonly string[], platform: TablePlatform): string {
  const bare = column.split('.').at(-1) ?? column
  for (const name of names) {
    const table = findTable(name)
    const lacked = table?.columns.find(
      (one) =>
        (one.name === bare || one.aliases.includes(bare)) &&
        one.platforms !== null &&
        !one.platforms.includes(platform),
    )
    if (table && lacked) return `${table.name}.${lacked.name}`
  }
  return column
}

/** Each lacked column in turn gives way to a value, until the rest compiles. */
function lackedColumns(
  engine: Engine,
  sql: string,
  names: readonly string[],
  platform: TablePlatform,
): SqlAbsence[] | null {
  let complaint = complaintOn(engine, sql, names, platform)
  if (complaint === null) return null
  const found: SqlAbsence[] = []
  let text = sql
  while (complaint !== null && found.length < columnsMost) {
    const column = /^no such column: "?([\s\S]+?)"?(?: - should .*)?$/.exec(complaint)?.[1]
    const mentions = column ? columnMentions(spokenLexemes(text), column) : []
    if (column === undefined || mentions.length === 0) break
    found.push({ kind: 'column', name: fullName(column, names, platform) })
    for (const { from, to } of mentions) {
      const value = (to - from > 1 ? "''" : '1').padEnd(to - from)
      text = text.slice(0, from) + value + text.slice(to)
    }
    complaint = complaintOn(engine, text, names, platform)
  }
  return found
}

export function presenceOf(engine: Engine, sql: string, names: readonly string[]): Presence {
  const tables = names.flatMap((name) => findTable(name) ?? [])
  const differs = tables.some((table) => table.columns.some((column) => column.platforms))
  const runs = everywhere(() => true)
  const absent = everywhere((platform): SqlAbsence[] => {
    const lacked = tables.filter((table) => !table.platforms.includes(platform))
    const columns = differs && lacked.length === 0 && lackedColumns(engine, sql, names, platform)
    runs[platform] = lacked.length === 0 && (columns === false || columns === null)
    const lackedNames = [...new Set(lacked.map(({ name }) => name))].sort()
    return [...lackedNames.map((name) => ({ kind: 'table' as const, name })), ...(columns || [])]
  })
  return { platforms: runs, absent }
}

export const nowhere = (): Presence => ({
  platforms: everywhere(() => false),
  absent: everywhere((): SqlAbsence[] => []),
})

/** The platforms that lack a thing, by thing. */
export function lackers(
  absent: Presence['absent'],
  wanted: readonly TablePlatform[],
): { thing: SqlAbsence; platforms: TablePlatform[] }[] {
  const found = new Map<string, { thing: SqlAbsence; platforms: TablePlatform[] }>()
  for (const platform of tablePlatforms.filter((name) => wanted.includes(name))) {
    for (const thing of absent[platform]) {
      const entry = found.get(thing.name) ?? { thing, platforms: [] }
      entry.platforms.push(platform)
      found.set(thing.name, entry)
    }
  }
  return [...found.values()]
}
