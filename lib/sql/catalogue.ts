// osquery's tables as typed facts: names, columns, platforms, flags. Holds no descriptions.
// The data file is made by scripts/catalogue.mjs; edit that, never the file.
import { z } from 'zod'
import { pinned } from '@/lib/global'
import data from '@/lib/sql/catalogue.json'
import { type TablePlatform, tablePlatforms } from '@/lib/wire/platforms'

export type CatalogueColumn = {
  name: string
  type: string
  /** Left out of `select *` on the platforms that have the column. */
  hidden: boolean
  /** The query fails unless at least one required column of the table is constrained. */
  required: boolean
  index: boolean
  /** A constraint widens the result. */
  additional: boolean
  /** A constraint is pushed down to the table. */
  optimized: boolean
  /** Null when the column exists wherever its table does. */
  platforms: readonly TablePlatform[] | null
  /** Older names that still resolve; always hidden. */
  aliases: readonly string[]
}

export type CatalogueTable = {
  name: string
  aliases: readonly string[]
  platforms: readonly TablePlatform[]
  /** Rows come from a subscriber that the agent must have switched on. */
  evented: boolean
  columns: readonly CatalogueColumn[]
}

const ColumnRow = z.tuple([z.string(), z.string()], z.string())
const TableRow = z.tuple([z.string(), z.string(), z.string(), z.number(), z.array(ColumnRow)])
const File = z.object({ version: z.string(), tables: z.array(TableRow) })

type Catalogue = {
  version: string
  tables: readonly CatalogueTable[]
  byName: ReadonlyMap<string, CatalogueTable>
}

const words = (text: string): string[] => (text === '' ? [] : text.split(' '))

function platformsOf(letters: string): TablePlatform[] {
  return tablePlatforms.filter((name) => letters.includes(name.charAt(0)))
}

function columnOf(row: z.infer<typeof ColumnRow>): CatalogueColumn {
  const [name, type, flags = '', letters = '', aliases = ''] = row
  return {
    name,
    type,
    hidden: flags.includes('h'),
    required: flags.includes('r'),
    index: flags.includes('i'),
    additional: flags.includes('a'),
    optimized: flags.includes('o'),
    platforms: letters === '' ? null : platformsOf(letters),
    aliases: words(aliases),
  }
}

function readCatalogue(): Catalogue {
  const file = File.parse(data)
  const tables = file.tables.map(([name, aliases, letters, evented, columns]) => ({
    name,
    aliases: words(aliases),
    platforms: platformsOf(letters),
    evented: evented === 1,
    columns: columns.map(columnOf),
  }))
  const named = tables.flatMap((table) =>
    [table.name, ...table.aliases].map((name): [string, CatalogueTable] => [name, table]),
  )
  return { version: file.version, tables, byName: new Map(named) }
}

const catalogue = (): Catalogue => pinned('sql/catalogue', readCatalogue)

/** The osquery release the facts were taken from. */
export const catalogueVersion = (): string => catalogue().version

/** Every table, in order of name. */
export const tables = (): readonly CatalogueTable[] => catalogue().tables

/** Ignores case, as SQLite does. */
export function findTable(nameOrAlias: string): CatalogueTable | undefined {
  return catalogue().byName.get(nameOrAlias.toLowerCase())
}

/** The columns an agent of that platform has; none where the platform lacks the table. */
export function columnsOn(table: CatalogueTable, platform: TablePlatform): CatalogueColumn[] {
  if (!table.platforms.includes(platform)) return []
  return table.columns.filter((column) => column.platforms?.includes(platform) ?? true)
}
