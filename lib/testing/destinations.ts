// What tests of destinations share: lines in the log, a destination on a file of its own folder, and
// what stands in that file.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, vi } from 'vitest'
import { addDestination } from '@/lib/domain/destinations'
import { sql } from '@/lib/store/db'
import { ensurePartitions } from '@/lib/store/partitions'
import { type TestDatabase, testDatabase } from '@/lib/testing/database'
import { admin } from '@/lib/testing/people'
import { DestinationCreate } from '@/lib/wire/destinations'

/** A folder of this test file for file destinations, as DATA_DIR and DESTINATION_DIR. */
export function destinationFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'muster-destinations-'))
  vi.stubEnv('DATA_DIR', folder)
  vi.stubEnv('DESTINATION_DIR', folder)
  return folder
}

/** A folder, a database and a host with lines of its own, for all tests of the file that calls it. */
export function destinationWorld(): { folder: string; host: number } {
  const world = { folder: '', host: 0 }
  let database: TestDatabase | undefined
  beforeAll(async () => {
    vi.stubEnv('LOG_LEVEL', 'silent')
    world.folder = destinationFolder()
    database = await testDatabase()
    world.host = await lineHost()
  })
  afterAll(async () => {
    await database?.stop()
    rmSync(world.folder, { recursive: true, force: true })
    vi.unstubAllEnvs()
  })
  return world
}

let hosts = 0

export async function lineHost(): Promise<number> {
  await ensurePartitions()
  hosts += 1
  const name = `line-host-${hosts}`
  const [row] = await sql<{ id: number }>(
    'work',
    'INSERT INTO hosts (hostname, host_identifier) VALUES ($1, $1) RETURNING id',
    [name],
  )
  return row?.id ?? 0
}

type Lines = { action?: string; pack_id?: number; campaign_id?: number; from?: number }

/** Appends that many result lines of the host, their columns numbered from `from`. */
export async function appendResults(host: number, count: number, lines: Lines = {}): Promise<void> {
  const { action = 'added', pack_id = null, campaign_id = null, from = 1 } = lines
  await sql(
    'work',
    `INSERT INTO result_lines (host_id, name, pack_id, campaign_id, action, unix_time, epoch, counter,
                               content, decorations, fingerprint)
     SELECT $1, 'pack/base/users', $3, $4, $5, 1756803601, 0, n,
            CASE WHEN $5 = 'snapshot' THEN jsonb_build_object('snapshot',
                      jsonb_build_array(jsonb_build_object('n', n::text)))
                 ELSE jsonb_build_object('columns', jsonb_build_object('n', n::text)) END,
            '{"office": "Berlin"}', gen_random_uuid()
       FROM generate_series($6::int, $6::int + $2::int - 1) n`,
    [host, count, pack_id, campaign_id, action, from],
  )
}

export async function appendStatuses(host: number, count: number): Promise<void> {
  await sql(
    'work',
    `INSERT INTO status_lines (host_id, unix_time, severity, filename, line, message, version,
                               fingerprint)
     SELECT $1, 1756803601, 1, 'a.cpp', n, 'message ' || n, '5.23.1', gen_random_uuid()
       FROM generate_series(1, $2::int) n`,
    [host, count],
  )
}

type Given = Partial<{
  name: string
  config: object
  filter: object
  enabled: boolean
  when_full: string
}>

/** A destination that writes to `<name>.ndjson`; gives its id. */
export async function fileDestination(given: Given = {}): Promise<number> {
  const { name = `file ${crypto.randomUUID().slice(0, 8)}` } = given
  const path = `${name.replaceAll(' ', '-')}.ndjson`
  const config = { path, ...given.config }
  const body = DestinationCreate.parse({ ...given, kind: 'file', name, config })
  return (await addDestination(admin, body, '')).id
}

export type Sent = {
  name?: string
  action?: string
  columns?: Record<string, string>
  snapshot?: Record<string, string>[]
  message?: string
  muster: { id: number; key: string; host_id: number; campaign_id?: number; pack: string | null }
} & Record<string, unknown>

/** The lines of a file, whole ones only; none while there is no file. */
export function linesIn(path: string): Sent[] {
  try {
    const text = readFileSync(path, 'utf8')
    return text
      .slice(0, text.lastIndexOf('\n') + 1)
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line))
  } catch {
    return []
  }
}
