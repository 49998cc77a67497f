// Answers without SQLite, for ten thousand hosts in one process: a few templates by table, cut to
// the columns asked for. It knows no conditions, so it serves load and not truth.
import type { Row } from './differential'
import type { Cells, Executor, Host, Outcome } from './executor'
import { readStatement } from './statement'

interface Template {
  table: string
  /** Result name → column of the template's row; undefined keeps the whole row. */
  columns: [string, string][] | undefined
}

const templated = [
  'os_version',
  'system_info',
  'osquery_info',
  'platform_info',
  'uptime',
  'time',
  'users',
  'processes',
]

export class LightExecutor implements Executor {
  readonly #templates = new Map<string, Template>()

  run(sql: string, host: Host, nowSeconds: number): Outcome {
    const { table, columns } = this.#template(sql)
    const rows = tableRows(table, host, nowSeconds).map((cells) => {
      const entries = columns ?? Object.keys(cells).map((name): [string, string] => [name, name])
      return Object.fromEntries(entries.map(([name, source]) => [name, text(cells[source])]))
    })
    return { rows }
  }

  #template(sql: string): Template {
    const known = this.#templates.get(sql)
    if (known) return known
    if (this.#templates.size > 2000) this.#templates.clear()
    const first = [...readStatement(sql).tables][0] ?? ''
    const template = { table: first, columns: selectList(sql) }
    this.#templates.set(sql, template)
    return template
  }
}

function tableRows(table: string, host: Host, nowSeconds: number): Cells[] {
  if (!templated.includes(table)) {
    return [1, 2].map((n) => ({ name: `${table || 'row'}-${n}`, value: host.machine.hostname }))
  }
  const rows = host.agentTables[table]?.() ?? host.machine.rows(table, nowSeconds)
  return rows.slice(0, 3)
}

/** The result columns when they are plain; undefined for `*` and whatever cannot be read simply. */
function selectList(sql: string): [string, string][] | undefined {
  const list = /^\s*select\s+(?:distinct\s+)?([\s\S]+?)(?:\s+from\s|;?\s*$)/i.exec(sql)?.[1]
  if (list === undefined || list.includes('*') || list.includes('(')) return undefined
  return list.split(',').map((item): [string, string] => {
    const [source = '', last] = item.trim().split(/\s+(?:as\s+)?/i)
    const column = source.split('.').pop() ?? source
    return [(last ?? column).replace(/["`]/g, ''), column.replace(/["`]/g, '')]
  })
}

function text(cell: Cells[string] | undefined): Row[string] {
  return cell === undefined ? '1' : cell === null ? '' : String(cell)
}
