// Which tables the schema panel shows for a search, and in what order. Pure.
import type { SqlTables } from '@/lib/wire/sql'

type Table = SqlTables['tables'][number]

/** Lower is better; undefined: no match. */
function rank(table: Table, words: readonly string[], used: ReadonlySet<string>) {
  let sum = used.has(table.name) ? -100 : 0
  for (const word of words) {
    if (table.name === word) sum += 0
    else if (table.name.startsWith(word)) sum += 1
    else if (table.name.includes(word)) sum += 2
    else if (table.columns.some(({ name }) => name.includes(word))) sum += 4
    else if (table.description.toLowerCase().includes(word)) sum += 6
    else return undefined
  }
  return sum
}

/** Every word must match a name, a column or the description; tables of the query come first. */
export function foundTables({ tables }: SqlTables, text: string, used: readonly string[]): Table[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean)
  const first = new Set(used)
  return tables
    .flatMap((table) => {
      const order = rank(table, words, first)
      return order === undefined ? [] : [{ table, order }]
    })
    .sort((a, b) => a.order - b.order || (a.table.name < b.table.name ? -1 : 1))
    .map(({ table }) => table)
}
