// The folder of destinations as a far end: all files of one destination, rotated and compressed ones
// too. A last line without its end was never counted as taken and does not count here.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import type { FarEnd } from '@/cli/delivery-ledger/far-end'

const name = 'ledger.ndjson'

export function openFileEnd(folder: string): FarEnd {
  return {
    kind: 'file',
    port: undefined,
    settings: () => ({
      kind: 'file',
      config: { path: name, rotate_mb: 1, keep_files: null },
    }),
    texts: async () => (existsSync(folder) ? readFolder(folder) : []),
    stop: async () => {},
  }
}

function readFolder(folder: string): string[] {
  const files = readdirSync(folder).filter((file) => file.startsWith('ledger'))
  return files.flatMap((file) => {
    const bytes = readFileSync(join(folder, file))
    const text = (file.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString()
    return text.split('\n').slice(0, -1)
  })
}
