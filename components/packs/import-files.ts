// Files as a person gives them: read as text here, so that a wrong one is told of with its place before
// anything is sent.
import { formatBytes } from '@/lib/client/format'

export type PackFile = {
  name: string
  content: string
  /** Why it cannot be read; the content is empty then. */
  fault?: string
}

/** The server's own limit; a larger file is not even read. */
const bytesMax = 1_048_576

/** "windows-attacks.conf" → "windows-attacks". */
export function packNameOf(fileName: string): string {
  const name = fileName
    .replace(/^.*[\\/]/, '')
    .replace(/\.(conf|json|txt|ya?ml)$/i, '')
    .trim()
    .slice(0, 255)
  return name === '' ? 'pack' : name
}

/** Where bytes stop being UTF-8, by line; editors of Windows may write UTF-16, which is read as such. */
function decoded(bytes: Uint8Array): { content: string } | { fault: string } {
  const [first, second] = bytes
  if (first === 0xff && second === 0xfe)
    return { content: new TextDecoder('utf-16le').decode(bytes) }
  if (first === 0xfe && second === 0xff)
    return { content: new TextDecoder('utf-16be').decode(bytes) }
  // The mark at the beginning stays: the server says that it was there.
  const decoder = () => new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
  try {
    return { content: decoder().decode(bytes) }
  } catch {
    let line = 1
    for (let start = 0; start < bytes.length; line += 1) {
      const end = bytes.indexOf(0x0a, start)
      const stop = end === -1 ? bytes.length : end + 1
      try {
        decoder().decode(bytes.subarray(start, stop))
      } catch {
        return { fault: `line ${line}: the text is not UTF-8` }
      }
      start = stop
    }
    return { fault: 'the text is not UTF-8' }
  }
}

type Given = Pick<File, 'name' | 'size' | 'arrayBuffer'>

/** The text of a file, or why there is none. */
export async function readPackFile(file: Given): Promise<PackFile> {
  if (file.size > bytesMax) {
    const over = formatBytes(file.size - bytesMax)
    const fault = `it has ${formatBytes(file.size)}, ${over} more than the 1 MiB that an import may have`
    return { name: file.name, content: '', fault }
  }
  const read = decoded(new Uint8Array(await file.arrayBuffer()))
  if ('content' in read && read.content.trim() === '')
    return { name: file.name, content: '', fault: 'the file is empty' }
  return { name: file.name, content: '', ...read }
}

export const readPackFiles = (files: Iterable<File>): Promise<PackFile[]> =>
  Promise.all(Array.from(files, readPackFile))
