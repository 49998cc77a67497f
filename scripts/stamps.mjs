// Stamps: a build step is skipped when the hash of everything that it reads is the one it left behind.
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const root = fileURLToPath(new URL('..', import.meta.url)).replace(/[/\\]$/, '')

const skipped = new Set(['node_modules', 'generated', '.next', 'dist', '.muster'])

/** Files below a path of the repository, in a fixed order; tests are not part of any build. */
function filesBelow(path) {
  const full = join(root, path)
  if (!existsSync(full)) return []
  try {
    return readdirSync(full, { withFileTypes: true })
      .filter((entry) => !skipped.has(entry.name) && !/\.(test|spec)\.tsx?$/.test(entry.name))
      .sort((a, b) => (a.name < b.name ? -1 : 1))
      .flatMap((entry) =>
        entry.isDirectory() ? filesBelow(join(path, entry.name)) : [join(path, entry.name)],
      )
  } catch (error) {
    if (error.code === 'ENOTDIR') return [path]
    throw error
  }
}

/** The hash of the names and contents of all files below the paths. */
function hashOf(paths) {
  const hash = createHash('sha256').update(process.versions.modules)
  for (const path of paths.flatMap(filesBelow)) {
    hash.update(`\n${path}\n`).update(readFileSync(join(root, path)))
  }
  return hash.digest('hex')
}

/**
 * Runs `make` unless the stamp says that it already ran on the same input. An interrupted run leaves
 * no stamp. Returns whether it ran.
 */
export async function unlessFresh({ stamp, inputs, outputs, make }) {
  const file = join(root, stamp)
  const hash = hashOf(inputs)
  const complete = outputs.every((path) => existsSync(join(root, path)))
  if (complete && existsSync(file) && readFileSync(file, 'utf8') === hash) return false
  rmSync(file, { force: true })
  await make()
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, hash)
  return true
}
