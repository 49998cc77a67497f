// What is said of a pack before it is imported: SQL that no agent could run, tables that a platform
// lacks, platforms that no agent has, SQL that the library holds. Warnings, never a refusal.
import { platformRuns } from '@/lib/domain/agent-rules'
import type { ReadPack } from '@/lib/domain/pack-import-files'
import { checkSql, type SqlCheck } from '@/lib/sql/check'
import { normalText } from '@/lib/sql/normal-text'
import type { PackRepair, PackWarning, ParsedQuery } from '@/lib/wire/pack-file'
import { checkPlatform, normalisePlatform } from '@/lib/wire/pack-rules'
import { platformNames, platforms, type TablePlatform, tablePlatforms } from '@/lib/wire/platforms'

/** Long imports let other work in between. */
const queriesPerTurn = 50

const nextTurn = () => new Promise<void>((resolve) => setImmediate(resolve))

const list = new Intl.ListFormat('en', { type: 'conjunction' })

export type Judged = {
  warnings: PackWarning[]
  repairs: PackRepair[]
  /** Names of the queries that no agent would run, or none could. */
  nowhere: Set<string>
}

type Verdict = { warnings: Omit<PackWarning, 'query'>[]; nowhere: boolean }

function faultOf(check: SqlCheck): Omit<PackWarning, 'query'> | null {
  const [error] = check.errors
  if (!error) return null
  const table = /^no such table: (.+)$/.exec(error.message)?.[1]
  if (table) return { code: 'unknown_table', message: `No table "${table}" is known` }
  const place = `line ${error.line}, column ${error.column}`
  return { code: 'invalid_sql', message: `${error.message} (${place})` }
}

/** Where its table or column is missing, of the platforms on which agents would try it. */
function absence(check: SqlCheck, wanted: readonly TablePlatform[]): Verdict {
  const absent = wanted.filter((platform) => !check.platforms[platform])
  if (absent.length === 0) return { warnings: [], nowhere: false }
  const names = list.format(absent.map((platform) => platformNames[platform]))
  const what =
    check.tables.length === 1 ? `Table ${check.tables[0]} or a column` : 'A table or column'
  const message = `${what} of it does not exist on ${names}`
  const nowhere = absent.length === wanted.length
  return {
    warnings: [{ code: nowhere ? 'runs_nowhere' : 'absent_on_platform', message }],
    nowhere,
  }
}

function requiredColumns(check: SqlCheck): Verdict['warnings'] {
  return check.warnings.flatMap(({ code, message }) =>
    code === 'required_column' ? [{ code: 'required_column', message }] : [],
  )
}

async function judgeSql(sql: string, marks: readonly string[]): Promise<Verdict> {
  const runs = platforms.filter((one) => marks.every((mark) => platformRuns(mark, one)))
  const check = await checkSql(sql)
  const fault = faultOf(check)
  if (fault) return { warnings: [fault], nowhere: true }
  const wanted = tablePlatforms.filter((platform) => runs.includes(platform))
  const { warnings, nowhere } = absence(check, wanted)
  return {
    warnings: [...warnings, ...requiredColumns(check)],
    nowhere: runs.length === 0 || (nowhere && !runs.includes('freebsd')),
  }
}

/** SQL of the library by its normal text, with the names it has there. */
export type LibrarySql = ReadonlyMap<string, string>

function duplicateOf(query: ParsedQuery, library: LibrarySql): Verdict['warnings'] {
  const held = query.library === null ? library.get(normalText(query.query)) : undefined
  if (held === undefined) return []
  return [{ code: 'in_library', message: `The library has this SQL as "${held}"` }]
}

/** Tells of a platform that is mended as a repair, no longer as one that matches nothing. */
function mended({ warnings, repairs, platform, queries }: ReadPack): Omit<Judged, 'nowhere'> {
  const marks = new Map<string | undefined, string>([[undefined, platform]])
  for (const query of queries) marks.set(query.name, query.platform)
  const isMended = (text: string) => normalisePlatform(text) !== text
  const added = [...marks].flatMap(([query, text]): PackRepair[] => {
    if (!isMended(text) || checkPlatform(normalisePlatform(text)) !== null) return []
    const message = `platform "${text}" read as "${normalisePlatform(text)}"`
    return [{ ...(query === undefined ? {} : { query }), code: 'platform', message }]
  })
  const about = new Set(added.map(({ query }) => query))
  const kept = warnings.filter(({ code, query }) => code !== 'odd_platform' || !about.has(query))
  return { warnings: kept, repairs: [...repairs, ...added] }
}

/** What to say of a pack whose queries all have their SQL. */
export async function judgePack(pack: ReadPack, library: LibrarySql): Promise<Judged> {
  const { warnings, repairs } = mended(pack)
  const nowhere = new Set<string>()
  const packMark = normalisePlatform(pack.platform)
  for (const sql of pack.discovery) {
    const fault = faultOf(await checkSql(sql))
    if (!fault) continue
    warnings.push({ ...fault, message: `Discovery: ${fault.message}` })
  }
  for (const [index, query] of pack.queries.entries()) {
    if (index % queriesPerTurn === queriesPerTurn - 1) await nextTurn()
    const marks = [packMark, normalisePlatform(query.platform)]
    const verdict = await judgeSql(query.query, marks)
    if (verdict.nowhere) nowhere.add(query.name)
    for (const warning of [...verdict.warnings, ...duplicateOf(query, library)])
      warnings.push({ query: query.name, ...warning })
  }
  return { warnings, repairs, nowhere }
}

/** The same for a query of the library. */
export async function judgeLibraryQuery(query: {
  query: string
  platform: string
}): Promise<Verdict> {
  return judgeSql(query.query, [normalisePlatform(query.platform)])
}
