// SELECT *: what it takes today, spelt out where that is short.
import { type CatalogueTable, columnsOn } from '@/lib/sql/catalogue'
import { type Judged, notedMost, warningAt } from '@/lib/sql/judged'
import { type Span, tableOf } from '@/lib/sql/names'
import type { Scope, Source } from '@/lib/sql/scope'
import { tablePlatforms } from '@/lib/wire/platforms'
import type { SqlFix, SqlWarning } from '@/lib/wire/sql'

/** Longer lists of columns are not offered. */
const spelledMost = 24

type Star = Scope['stars'][number]

/** Columns that `*` shows on every platform the query runs on. */
function shownColumns(table: CatalogueTable, { presence }: Judged): string[] {
  const running = tablePlatforms.filter(
    (platform) => presence.platforms[platform] && table.platforms.includes(platform),
  )
  return table.columns
    .filter((column) => running.every((platform) => columnsOn(table, platform).includes(column)))
    .filter((column) => !column.hidden)
    .map((column) => column.name)
}

function fixOf(star: Star, sources: readonly Source[], judged: Judged): SqlFix | undefined {
  const [source, ...others] = sources
  const table = source && others.length === 0 ? tableOf(source) : undefined
  if (!table) return undefined
  const names = shownColumns(table, judged)
  if (names.length === 0 || names.length > spelledMost) return undefined
  const before = star.qualifier === '' ? '' : `${star.qualifier}.`
  const text = names.map((name) => before + name).join(', ')
  const { at, length } = star
  return { title: `Name its ${names.length} columns`, from: at, to: at + length, text }
}

/** One for each star of the query's own result that reads an agent's table. */
export function starWarnings(judged: Judged): SqlWarning[] {
  const outer = judged.scopes.filter(({ depth, parent }) => depth === 0 && parent === null)
  return outer.flatMap((scope) =>
    scope.stars.slice(0, notedMost).flatMap((star) => {
      const sources = scope.sources.filter(
        ({ alias }) => star.qualifier === '' || alias === star.qualifier,
      )
      if (!sources.some(tableOf)) return []
      const span: Span = { from: star.at, to: star.at + star.length }
      const fix = fixOf(star, sources, judged)
      const message = 'Every column is selected: columns of newer agents will join the results'
      return [
        warningAt(judged.text, { code: 'every_column', message, span, ...(fix ? { fix } : {}) }),
      ]
    }),
  )
}
