// The SQL checker over the queries of ten packs, warm, one at a time; beside it SQLite's bare prepare of
// the same text over tables that are there already.
import initSqlJs from 'sql.js'
import { columnsOn, tables } from '@/lib/sql/catalogue'
import { checkSql } from '@/lib/sql/check'
import { parsePackFile } from '@/lib/wire/pack-file'
import { limitRow, quantile, type Row, rounded, shown, spread } from './figures'
import { packFiles } from './packs'

const rounds = 9
const limitMs = 1

const queries = (): string[] =>
  packFiles().flatMap(({ name, content }) =>
    parsePackFile(content, { name }).packs.flatMap((pack) =>
      pack.queries.map(({ query }) => query),
    ),
  )

async function timed(texts: readonly string[], check: (sql: string) => unknown): Promise<number[]> {
  const times: number[] = []
  for (const text of texts) {
    const start = performance.now()
    await check(text)
    times.push(performance.now() - start)
  }
  return times
}

async function bareSqlite(): Promise<(sql: string) => void> {
  const sqlite = await initSqlJs()
  const database = new sqlite.Database()
  for (const table of tables()) {
    const names = new Set(
      table.platforms.flatMap((name) => columnsOn(table, name)).map((c) => c.name),
    )
    database.run(`create table "${table.name}" (${[...names].map((one) => `"${one}"`).join()})`)
  }
  return (sql) => {
    try {
      database.prepare(sql).free()
    } catch {
      // Functions of agents, which bare SQLite lacks.
    }
  }
}

export async function benchCheck(): Promise<Row[]> {
  const texts = queries()
  const bare = await bareSqlite()
  const kinds = { ours: checkSql, bare }
  const means = { ours: [] as number[], bare: [] as number[] }
  const all: number[] = []
  for (const check of Object.values(kinds)) await timed(texts, check)
  for (let round = 0; round < rounds; round++) {
    for (const kind of ['bare', 'ours'] as const) {
      const times = await timed(texts, kinds[kind])
      means[kind].push(times.reduce((sum, time) => sum + time, 0) / times.length)
      if (kind === 'ours') all.push(...times)
    }
  }
  const mean = spread(means.ours)
  const broken = texts.map((text) => text.replace(/\bfrom\s+(\w+)/i, 'from $1x'))
  const faults = await timed(broken, checkSql)
  const name = `check of a query, warm, mean of ${texts.length}`
  return [
    {
      ...limitRow(name, shown(mean, ' ms'), `≤ ${limitMs} ms`, mean.median <= limitMs),
      bare: shown(spread(means.bare), ' ms'),
    },
    limitRow('p95 of the same', `${rounded(quantile(all, 0.95))} ms`, '', undefined),
    limitRow('p95 with a table mistyped', `${rounded(quantile(faults, 0.95))} ms`, '', undefined),
  ]
}
