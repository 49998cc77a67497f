// What osquery's tables and columns are for, in osquery's own words, for completion and the schema panel.
// The data file is made by scripts/catalogue.mjs; edit that, never the file.
import { z } from 'zod'
import { pinned } from '@/lib/global'
import data from '@/lib/sql/catalogue-words.json'

type TableWords = {
  description: string
  examples: readonly string[]
  /** In the order of the catalogue's columns. */
  columns: readonly string[]
}

const File = z.array(z.tuple([z.string(), z.string(), z.array(z.string()), z.array(z.string())]))

const nothing: TableWords = { description: '', examples: [], columns: [] }

const words = (): ReadonlyMap<string, TableWords> =>
  pinned('sql/words', () => {
    const rows = File.parse(data)
    return new Map(
      rows.map(([name, description, examples, columns]) => [
        name,
        { description, examples, columns },
      ]),
    )
  })

/** By the table's real name. */
export const wordsOfTable = (name: string): TableWords => words().get(name) ?? nothing
