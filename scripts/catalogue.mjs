// Turns osquery's published schema into lib/sql/catalogue.json (facts) and catalogue-words.json
// (descriptions and examples), one table a line each.
// Development only. Usage: node scripts/catalogue.mjs [schema directory]
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const schemaDirectory = process.argv[2] ?? join(root, '../shared/osquery-schema')
const version = '5.23.1'
const platformLetters = { darwin: 'd', linux: 'l', windows: 'w' }

const read = (name) => JSON.parse(readFileSync(join(schemaDirectory, name), 'utf8'))
const published = read(`${version}.json`)
const extras = read(`${version}-extras.json`).tables

/** The published column platforms also say win32 and cygwin, which are windows once more. */
function letters(platforms) {
  return Object.entries(platformLetters)
    .filter(([platform]) => platforms.includes(platform))
    .map(([, letter]) => letter)
    .join('')
}

/** The generator ran on Linux and marked every column of another platform as hidden. */
function isHidden(column) {
  return column.hidden && (!column.platforms || column.platforms.includes('linux'))
}

function columnRow(column, extra) {
  const flags = [
    isHidden(column) ? 'h' : '',
    column.required ? 'r' : '',
    column.index ? 'i' : '',
    extra.additional ? 'a' : '',
    extra.optimized ? 'o' : '',
  ].join('')
  const row = [column.name, column.type, flags]
  row.push(column.platforms ? letters(column.platforms) : '', (extra.aliases ?? []).join(' '))
  while (row.at(-1) === '') row.pop()
  return row
}

function tableRow(table) {
  const extra = extras[table.name] ?? {}
  const columns = table.columns.map((column) =>
    columnRow(column, extra.columns?.[column.name] ?? {}),
  )
  return [
    table.name,
    (extra.aliases ?? []).join(' '),
    letters(table.platforms),
    table.evented ? 1 : 0,
    columns,
  ]
}

const rows = published.map(tableRow).sort(([a], [b]) => (a < b ? -1 : 1))
const lines = rows.map((row) => JSON.stringify(row)).join(',\n')
const out = join(root, 'lib/sql/catalogue.json')
writeFileSync(out, `{"version":"${version}","tables":[\n${lines}\n]}\n`)

const line = (text) => text.replace(/\s+/g, ' ').trim()
const wordsOf = ({ name, description, examples, columns }) =>
  JSON.stringify([
    name,
    line(description),
    examples.map((example) => example.trim()),
    columns.map((column) => line(column.description)),
  ])
const prose = [...published].sort((a, b) => (a.name < b.name ? -1 : 1)).map(wordsOf)
writeFileSync(join(root, 'lib/sql/catalogue-words.json'), `[\n${prose.join(',\n')}\n]\n`)
