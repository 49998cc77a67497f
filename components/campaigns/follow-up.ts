// Questions that follow from a group: its values as parameters, never pasted, and SQL to begin with.
import type { Group } from '@/lib/wire/campaign-groups'
import { ParameterName, type ParameterValues } from '@/lib/wire/parameters'

export type FollowUp = { id: string; label: string; sql: string; params: ParameterValues }

const numeric = /^(0|-?[1-9]\d{0,14})$/

/** Numbers as numbers, so that they compare with columns that are: a port, a pid. */
const boundOf = (text: string): string | number => (numeric.test(text) ? Number(text) : text)

/** A name that a parameter may have, made of the column's. */
function parameterName(column: string, taken: ReadonlySet<string>): string {
  const made = column
    .replace(/[^A-Za-z0-9_]+/g, '_')
    .replace(/^[^A-Za-z]+/, '')
    .slice(0, 40)
  const base = ParameterName.safeParse(made).success ? made : 'value'
  let name = base
  for (let round = 2; taken.has(name); round++) name = `${base}_${round}`
  return name
}

const quoted = (column: string) =>
  /^[A-Za-z_][A-Za-z0-9_]*$/.test(column) ? column : `"${column.replaceAll('"', '""')}"`

/** A column that says where to look next. */
const leads: Readonly<Record<string, { label: string; sql: string }>> = {
  path: {
    label: 'Files at this path, with their hash',
    sql: `SELECT f.path, f.size, f.mode, f.uid, f.mtime, h.sha256
FROM file f JOIN hash h ON h.path = f.path
WHERE f.path = {{path}}`,
  },
  name: {
    label: 'Processes of this name',
    sql: `SELECT name, path, cmdline, pid, parent, uid, start_time
FROM processes
WHERE name = {{name}}`,
  },
  port: {
    label: 'Who listens on this port',
    sql: `SELECT p.name, p.path, p.cmdline, l.port, l.address, l.protocol
FROM listening_ports l JOIN processes p ON p.pid = l.pid
WHERE l.port = {{port}}`,
  },
  username: {
    label: 'The account of this name',
    sql: `SELECT username, uid, gid, directory, shell
FROM users
WHERE username = {{username}}`,
  },
  uid: {
    label: 'Processes of this user',
    sql: `SELECT name, path, cmdline, pid, uid
FROM processes
WHERE uid = {{uid}}`,
  },
  remote_address: {
    label: 'Connections to this address',
    sql: `SELECT p.name, p.path, s.local_port, s.remote_address, s.remote_port, s.state
FROM process_open_sockets s JOIN processes p ON p.pid = s.pid
WHERE s.remote_address = {{remote_address}}`,
  },
  sha256: {
    label: 'Processes with this hash',
    sql: `SELECT p.name, p.path, p.pid, h.sha256
FROM processes p JOIN hash h ON h.path = p.path
WHERE h.sha256 = {{sha256}}`,
  },
}

type Told = Pick<Group, 'values' | 'cut' | 'no_rows'>

/** The same question, cut to the rows of the group. */
function narrowed(sql: string, { values, cut }: Told, columns: readonly string[]): FollowUp {
  const params: Record<string, string | number> = {}
  const conditions = columns.flatMap((column) => {
    if (cut.includes(column)) return []
    if (!Object.hasOwn(values, column)) return []
    const name = parameterName(column, new Set(Object.keys(params)))
    params[name] = boundOf(values[column] ?? '')
    return [`${quoted(column)} = {{${name}}}`]
  })
  const inner = sql.trim().replace(/[\s;]+$/, '')
  const where = conditions.length > 0 ? `\nWHERE ${conditions.join('\n  AND ')}` : ''
  return {
    id: 'same',
    label: 'The same question, these rows only',
    sql: where === '' ? inner : `SELECT *\nFROM (\n${inner}\n)${where}`,
    params: where === '' ? {} : params,
  }
}

/** What may be asked next, the question itself first. A group without rows has only that. */
export function followUps(sql: string, group: Told, columns: readonly string[]): FollowUp[] {
  if (group.no_rows) return [narrowed(sql, group, [])]
  const led = columns.flatMap((column): FollowUp[] => {
    const lead = leads[column.toLowerCase()]
    const value = Object.hasOwn(group.values, column) ? (group.values[column] ?? '') : ''
    if (!lead || value === '' || group.cut.includes(column)) return []
    return [{ id: column, ...lead, params: { [column.toLowerCase()]: boundOf(value) } }]
  })
  return [narrowed(sql, group, columns), ...led]
}
