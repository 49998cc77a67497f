// Looks at the postmaster that a data directory names: alive, dead, or a stranger with its number.
// The surprise: a process killed in a container without an init stays a zombie for ever, and
// PostgreSQL takes a zombie for a living owner of the directory.
import { readFileSync, readlinkSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import pg from 'pg'

type Postmaster = { pid: number; socketDir: string }

/** What postmaster.pid says, whether or not that process lives; undefined without the file. */
export function readPostmaster(data: string): Postmaster | undefined {
  try {
    const lines = readFileSync(join(data, 'postmaster.pid'), 'utf8').split('\n')
    const pid = Number(lines[0])
    return Number.isInteger(pid) && pid > 0 ? { pid, socketDir: lines[4] ?? '' } : undefined
  } catch {
    return undefined
  }
}

/** Whether that process exists, has not died unreaped, and works in this data directory. */
export function isPostmaster(pid: number, data: string): boolean {
  try {
    process.kill(pid, 0)
  } catch (error) {
    // Not ours to signal, but there.
    if (!(error instanceof Error && 'code' in error && error.code === 'EPERM')) return false
  }
  if (process.platform !== 'linux') return true
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    if (stat.slice(stat.lastIndexOf(')') + 2).startsWith('Z')) return false
    const cwd = readlinkSync(`/proc/${pid}/cwd`)
    return cwd === data
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EACCES'
  }
}

/** Removes a postmaster.pid whose process is gone, so that a new one may start. */
export function removeStalePid(data: string): void {
  const found = readPostmaster(data)
  if (found && !isPostmaster(found.pid, data)) rmSync(join(data, 'postmaster.pid'), { force: true })
}

/** Whether a server answers a query there within a second. */
export async function answers(url: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 1_000 })
  client.on('error', () => undefined)
  try {
    await client.connect()
    await client.query('SELECT 1')
    return true
  } catch {
    return false
  } finally {
    await client.end().catch(() => undefined)
  }
}
