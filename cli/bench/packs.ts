// Ten packs for every host: the public ones where a checkout has them beside it, else made ones of the
// same size.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { wake } from '@/lib/bus/bus'
import { importPacks } from '@/lib/domain/pack-import'
import { sql } from '@/lib/store/db'
import { PackImport } from '@/lib/wire/pack-import'
import type { Viewer } from '@/lib/wire/roles'

const folder = resolve('../shared/packs')
const packsWanted = 10
const queriesPerPack = 25

type File = { name: string; content: string }

function madePack(at: number): File {
  const queries = Object.fromEntries(
    Array.from({ length: queriesPerPack }, (_, n) => [
      `query_${n}`,
      {
        query: `SELECT name, path, pid, uid FROM processes WHERE name LIKE '%${at}-${n}%' AND path <> '';`,
        interval: 600 + n * 60,
        description: 'Made for the bench',
      },
    ]),
  )
  return { name: `made-${at}`, content: JSON.stringify({ queries }) }
}

/** The ten, in order of name. */
export function packFiles(): File[] {
  const found = existsSync(folder) ? readdirSync(folder).filter((name) => /\.conf$/.test(name)) : []
  const files = found.sort().map((file) => ({
    name: file.replace('.conf', ''),
    content: readFileSync(join(folder, file), 'utf8'),
  }))
  while (files.length < packsWanted) files.push(madePack(files.length))
  return files.slice(0, packsWanted)
}

/** Somebody who may do everything, made straight in the database. */
export async function administrator(): Promise<Viewer> {
  const name = 'Bench'
  const email = 'bench@example.com'
  const [user] = await sql<{ id: number }>(
    'people',
    "INSERT INTO users (name, email, global_role) VALUES ($1, $2, 'admin') RETURNING id",
    [name, email],
  )
  const user_id = user?.id ?? 0
  return { user_id, name, email, global_role: 'admin', teams: [], via: 'session', session_id: 0 }
}

/** Imports ten packs for all hosts, as a person would; returns their names. */
export async function importTen(viewer: Viewer): Promise<string[]> {
  const [all] = await sql<{ id: number }>(
    'people',
    "SELECT id FROM labels WHERE name = 'All Hosts'",
  )
  const files = packFiles()
  for (const { name, content } of files) {
    const input = PackImport.parse({ content, name, label_ids: [all?.id ?? 0] })
    await importPacks(viewer, input, '')
  }
  return files.map(({ name }) => name)
}

/** Changes all packs, so that no host keeps what it had, and wakes as a save does. */
export async function changePack(interval: number): Promise<void> {
  await sql('people', 'UPDATE pack_queries SET interval = $1', [interval])
  await sql('people', 'UPDATE settings SET configuration_version = configuration_version + 1')
  wake('configuration')
}
