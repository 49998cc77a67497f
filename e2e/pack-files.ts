// Ten pack files for the specs to bring: the real ones where they lie beside the repository, else ten
// written here with the same oddities.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import { parsePackFile } from '@/lib/wire/pack-file'
import { root } from './server'

export type PackFile = { name: string; text: string }

const folder = join(root, '..', 'shared', 'packs')

function shipped(): PackFile[] {
  if (!existsSync(folder)) return []
  return readdirSync(folder)
    .filter((file) => file.endsWith('.conf'))
    .map((file) => ({ name: file, text: readFileSync(join(folder, file), 'utf8') }))
}

/** Intervals as text, a statement over two lines, and a platform by its old word. */
const written = (index: number): PackFile => ({
  name: `migrated-${index}.conf`,
  text: `{
  "queries": {
    "version_${index}": {"query": "SELECT name, \\
      version FROM os_version;", "interval": "3600", "snapshot": true},
    "people_${index}": {"query": "SELECT username FROM users", "interval": 600, "platform": "posix"},
    "uptime_${index}": {"query": "SELECT days FROM uptime", "interval": ${900 + index}}
  }
}`,
})

/** Ten files, in the order of their names. */
export function tenPackFiles(): PackFile[] {
  const real = shipped()
  return real.length === 10 ? real : Array.from({ length: 10 }, (_, index) => written(index))
}

export const packNameOf = ({ name }: PackFile) => name.replace(/\.conf$/, '')

/** What the file holds, without what was told of reading it. */
export function contentOf(text: string, name: string) {
  const [pack] = parsePackFile(text, { name }).packs
  if (!pack) throw new Error(`${name} holds no pack`)
  const { repairs: _repairs, warnings: _warnings, ...content } = pack
  return content
}

/** Drags the files over the page and lets go, as a hand with ten files in it does. */
export async function dropFiles(page: Page, files: readonly PackFile[]): Promise<void> {
  const dataTransfer = await page.evaluateHandle((given) => {
    const transfer = new DataTransfer()
    for (const { name, text } of given) transfer.items.add(new File([text], name))
    return transfer
  }, files)
  const over = page.getByText('Drop to check these pack files')
  await page.dispatchEvent('main', 'dragover', { dataTransfer })
  await over.waitFor()
  await page.dispatchEvent('main', 'drop', { dataTransfer })
  await over.waitFor({ state: 'hidden' })
}
