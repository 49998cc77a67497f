// Lines in a file below DESTINATION_DIR, one JSON object a line. A batch counts as taken once it is on
// the disk (fsync). What a crash left half-written at the end was never counted, and is cut off.
import { constants } from 'node:fs'
import { type FileHandle, mkdir, open, realpath, rename } from 'node:fs/promises'
import { dirname, join, sep } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { env } from '@/lib/env'
import { log } from '@/lib/log'
import { nextRotated, syncFolder, tidyRotated } from '@/lib/sinks/file-rotation'
import { type Outbound, type Sink, type SinkEvent, SinkFault } from '@/lib/sinks/sink'
import type { FileConfig } from '@/lib/wire/destination-kinds'

const megabyte = 1_048_576
const tailStep = 65_536
const newline = 10
const grownAfterMs = 100
const fileMode = 0o640
const folderMode = 0o750

type Active = { handle: FileHandle; inode: number; size: number; day: string }

const dayOf = (ms: number) => new Date(ms).toISOString().slice(0, 10).replaceAll('-', '')

const reasons: Record<string, string> = {
  ENOSPC: 'The disk is full',
  EDQUOT: 'The disk quota is used up',
  EACCES: 'The server may not write there',
  EPERM: 'The server may not write there',
  EROFS: 'The disk is read-only',
  EISDIR: 'There is a folder of that name',
  ENOTDIR: 'A part of the path is a file',
  EEXIST: 'A part of the path is a file',
  ELOOP: 'The file is a symbolic link, which is not followed',
  EIO: 'The disk fails',
}

function faultOf(error: unknown): SinkFault {
  if (error instanceof SinkFault) return error
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  return new SinkFault(reasons[code] ?? `The file cannot be written (${code || 'unknown'})`, {
    cause: error,
  })
}

/** The path in the operator's folder, with its folders made. Refuses what links lead out of it. */
async function placeOf(path: string): Promise<string> {
  const root = env().DESTINATION_DIR
  const folder = dirname(join(root, path))
  await mkdir(folder, { recursive: true, mode: folderMode })
  const [realRoot, realFolder] = [await realpath(root), await realpath(folder)]
  if (realFolder !== realRoot && !realFolder.startsWith(realRoot + sep))
    throw new SinkFault('A link leads out of the folder of destinations')
  return join(realFolder, path.slice(path.lastIndexOf('/') + 1))
}

/** Where the last whole line ends. */
async function endOfLines(handle: FileHandle, size: number): Promise<number> {
  const buffer = Buffer.alloc(tailStep)
  for (let end = size; end > 0; end -= tailStep) {
    const start = Math.max(0, end - tailStep)
    const { bytesRead } = await handle.read(buffer, 0, end - start, start)
    const last = buffer.subarray(0, bytesRead).lastIndexOf(newline)
    if (last >= 0) return start + last + 1
  }
  return 0
}

/** Cuts half a line off the end; not while it grows, for then another process is writing it. */
async function cutTorn(handle: FileHandle): Promise<number> {
  for (let before = -1; ; ) {
    const { size } = await handle.stat()
    const end = await endOfLines(handle, size)
    if (end === size) return size
    if (size === before) {
      await handle.truncate(end)
      return end
    }
    before = size
    await delay(grownAfterMs)
  }
}

async function openActive(path: string): Promise<Active> {
  const { O_RDWR, O_APPEND, O_CREAT, O_NOFOLLOW } = constants
  const handle = await open(path, O_RDWR | O_APPEND | O_CREAT | O_NOFOLLOW, fileMode)
  try {
    const stat = await handle.stat()
    if (!stat.isFile()) throw new SinkFault('There is something of that name that is no file')
    const size = await cutTorn(handle)
    await syncFolder(dirname(path))
    return { handle, inode: stat.ino, size, day: dayOf(stat.mtimeMs) }
  } catch (error) {
    await handle.close().catch(() => {})
    throw error
  }
}

class FileSink implements Sink {
  private active: Active | undefined
  private tidying: Promise<void> | undefined
  private untidy = false
  private readonly closing = new AbortController()

  constructor(
    private readonly path: string,
    private readonly config: FileConfig,
    private readonly now: () => number,
  ) {}

  async send(events: readonly SinkEvent[]) {
    if (events.length === 0) return []
    const bytes = Buffer.from(`${events.map(({ text }) => text).join('\n')}\n`)
    try {
      const active = await this.ready(bytes.length)
      await this.append(active, bytes)
    } catch (error) {
      await this.release()
      throw faultOf(error)
    }
    return []
  }

  async close() {
    this.closing.abort()
    await this.tidying
    await this.release()
  }

  /** The file to write to now: of today, below the size, and still the one at its path. */
  private async ready(bytes: number): Promise<Active> {
    const today = dayOf(this.now())
    const active = await this.current()
    const full = active.size > 0 && active.size + bytes > this.config.rotate_mb * megabyte
    if (active.size === 0 || (active.day === today && !full)) {
      active.day = today
      return active
    }
    await this.release()
    await rename(this.path, await nextRotated(this.path, active.day))
    this.active = await openActive(this.path)
    this.active.day = today
    this.tidy()
    return this.active
  }

  private async current(): Promise<Active> {
    if (!this.active) {
      this.active = await openActive(this.path)
      this.tidy()
      return this.active
    }
    // Somebody else may have moved or removed it: what is written to it then would be read by nobody.
    const there = await open(this.path, constants.O_RDONLY | constants.O_NOFOLLOW).catch(() => null)
    const stat = await there?.stat()
    await there?.close()
    if (stat?.ino === this.active.inode) return this.active
    await this.release()
    this.active = await openActive(this.path)
    return this.active
  }

  private async append(active: Active, bytes: Buffer): Promise<void> {
    let written = 0
    try {
      while (written < bytes.length) {
        const { bytesWritten } = await active.handle.write(bytes, written)
        written += bytesWritten
      }
      await active.handle.datasync()
      active.size += written
    } catch (error) {
      const { size } = await active.handle.stat()
      // A batch in part is cut off, unless somebody wrote after it.
      if (size === active.size + written) await active.handle.truncate(active.size)
      throw error
    }
  }

  private async release(): Promise<void> {
    const { active } = this
    this.active = undefined
    await active?.handle.close().catch(() => {})
  }

  private tidy(): void {
    this.untidy = true
    this.tidying ??= this.tidyUp().finally(() => {
      this.tidying = undefined
    })
  }

  /** Once more when a file was rotated meanwhile. */
  private async tidyUp(): Promise<void> {
    const { compress: compressed, keep_files: keep } = this.config
    const { signal } = this.closing
    while (this.untidy && !signal.aborted) {
      this.untidy = false
      try {
        await tidyRotated(this.path, { compressed, keep }, signal)
      } catch (error) {
        if (!signal.aborted)
          log().warn({ err: error }, 'rotated files of a destination could not be tidied')
      }
    }
  }
}

export async function openFile(
  config: FileConfig,
  _secrets: unknown,
  _outbound: Outbound,
  now: () => number = Date.now,
): Promise<Sink> {
  try {
    return new FileSink(await placeOf(config.path), config, now)
  } catch (error) {
    throw faultOf(error)
  }
}
