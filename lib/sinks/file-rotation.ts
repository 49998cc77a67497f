// Files that a file destination has filled: named by day and number, compressed behind its back, the
// oldest removed. An end in the middle leaves the uncompressed file, which the next start takes up.
import { createReadStream, createWriteStream } from 'node:fs'
import { open, readdir, rename, rm } from 'node:fs/promises'
import { basename, dirname, extname, join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { createGzip } from 'node:zlib'

const gzipLevel = 3
const draftSuffix = '.part'

/** `lines.ndjson` has rotated files like `lines-20261122-0001.ndjson`, compressed `….ndjson.gz`. */
function namesOf(path: string) {
  const extension = extname(path)
  const stem = basename(path, extension)
  const quoted = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
  const pattern = `^${quoted(stem)}-(\\d{8})-(\\d{4,})${quoted(extension)}(\\.gz(\\${draftSuffix})?)?$`
  return { stem, extension, rotated: new RegExp(pattern) }
}

type Rotated = { name: string; day: string; number: number; compressed: boolean; draft: boolean }

/** Oldest first. */
export async function listRotated(path: string): Promise<Rotated[]> {
  const { rotated } = namesOf(path)
  const found = (await readdir(dirname(path))).flatMap((name) => {
    const match = rotated.exec(name)
    if (!match) return []
    const [, day = '', number = '', gz, part] = match
    return [{ name, day, number: Number(number), compressed: !!gz && !part, draft: !!part }]
  })
  return found.sort((a, b) => a.day.localeCompare(b.day) || a.number - b.number)
}

/** The name for what was written on that day, after all that are there. */
export async function nextRotated(path: string, day: string): Promise<string> {
  const { stem, extension } = namesOf(path)
  const numbers = (await listRotated(path)).filter((file) => file.day === day)
  const number = Math.max(0, ...numbers.map((file) => file.number)) + 1
  return join(dirname(path), `${stem}-${day}-${String(number).padStart(4, '0')}${extension}`)
}

/** Makes names in a folder durable. */
export async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

async function compress(path: string, signal: AbortSignal): Promise<void> {
  const draft = `${path}.gz${draftSuffix}`
  const target = createWriteStream(draft, { mode: 0o640, flush: true })
  await pipeline(createReadStream(path), createGzip({ level: gzipLevel }), target, { signal })
  await rename(draft, `${path}.gz`)
  await syncFolder(dirname(path))
  await rm(path)
}

/** Compresses what is not yet, then removes the oldest above `keep`. Stops between files and within. */
export async function tidyRotated(
  path: string,
  { compressed, keep }: { compressed: boolean; keep: number | null },
  signal: AbortSignal,
): Promise<void> {
  const folder = dirname(path)
  for (const file of await listRotated(path)) {
    if (signal.aborted) return
    if (file.draft) await rm(join(folder, file.name), { force: true })
    else if (compressed && !file.compressed) await compress(join(folder, file.name), signal)
  }
  if (keep === null) return
  const files = await listRotated(path)
  for (const file of files.slice(0, Math.max(0, files.length - keep)))
    await rm(join(folder, file.name), { force: true })
}
