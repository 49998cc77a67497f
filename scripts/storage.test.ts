import { spawnSync } from 'node:child_process'
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { afterEach, expect, test, vi } from 'vitest'
import { dataDirError, explainOutput } from '@/lib/postgres/data-dir'
import { type EmbeddedPostgres, startEmbedded } from '@/lib/postgres/embedded'

const cleanups: (() => unknown)[] = []

afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup()
})

function tempDir(): string {
  const dir = mkdtempSync(join(tmpdir(), 'muster-storage-'))
  chmodSync(dir, 0o711)
  cleanups.push(() => rmSync(dir, { recursive: true, force: true }))
  return dir
}

/** A file system of that size, where this machine lets us mount one. */
function mounted(options: string): string | undefined {
  const dir = join(tempDir(), 'mount')
  mkdirSync(dir)
  const run = spawnSync('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', dir])
  if (run.status !== 0) return undefined
  cleanups.push(() => spawnSync('umount', ['-l', dir]))
  return dir
}

const mayMount = (() => {
  const dir = mkdtempSync(join(tmpdir(), 'muster-mount-'))
  const allowed = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', dir]).status === 0
  if (allowed) spawnSync('umount', ['-l', dir])
  rmSync(dir, { recursive: true })
  return allowed
})()

test('every cause has its own words', () => {
  const words = (code: string) =>
    dataDirError('/data', Object.assign(new Error('x'), { code })).message
  expect(words('ENOSPC')).toContain('the disk is full')
  expect(words('EROFS')).toContain('the file system is read-only')
  expect(words('EACCES')).toContain('permission is denied')
  const output = 'FATAL:  could not write lock file "postmaster.pid": No space left on device'
  expect(explainOutput('/data', output).message).toContain('the disk is full')
})

test.runIf(mayMount)(
  'a full disk ends the start in words and leaves nothing half made',
  async () => {
    const dir = mounted('size=20m,mode=711') ?? ''
    const attempt = startEmbedded({ dataDir: join(dir, 'data') })
    await expect(attempt).rejects.toThrow(/the disk is full/)
    writeFileSync(join(dir, 'ballast'), '')
    spawnSync('mount', ['-o', 'remount,size=400m', dir])
    const running = await startEmbedded({ dataDir: join(dir, 'data') })
    cleanups.push(() => running.stop())
    expect(running.pid()).toBeDefined()
  },
)

test.runIf(mayMount)('a read-only file system ends the start in words', async () => {
  const dir = mounted('size=1m,mode=711') ?? ''
  spawnSync('mount', ['-o', 'remount,ro', dir])
  const attempt = startEmbedded({ dataDir: join(dir, 'data') })
  await expect(attempt).rejects.toThrow(/the file system is read-only/)
})

async function insertMegabytes(running: EmbeddedPostgres, count: number): Promise<number> {
  const client = new pg.Client({ connectionString: running.url })
  client.on('error', () => undefined)
  let stored = 0
  try {
    await client.connect()
    await client.query('CREATE TABLE IF NOT EXISTS filler (n int, data bytea)')
    for (; stored < count; stored++) {
      await client.query(
        'INSERT INTO filler SELECT $1, string_agg(sha256(i::text::bytea), $2) FROM generate_series(1, 30000) i',
        [stored, Buffer.alloc(0)],
      )
    }
  } catch {
    // Full: what was stored before is the answer.
  } finally {
    await client.end().catch(() => undefined)
  }
  return stored
}

test.runIf(mayMount)(
  'R24: a disk that fills up while running loses nothing and recovers with space',
  async () => {
    const dir = mounted('size=150m,mode=711') ?? ''
    const running = await startEmbedded({
      dataDir: join(dir, 'data'),
      settings: { max_wal_size: '32MB', min_wal_size: '32MB' },
    })
    cleanups.push(() => running.stop())
    const stored = await insertMegabytes(running, 400)
    expect(stored).toBeLessThan(400)
    spawnSync('mount', ['-o', 'remount,size=600m', dir])
    await vi.waitFor(
      async () => {
        const client = new pg.Client({ connectionString: running.url })
        client.on('error', () => undefined)
        await client.connect()
        const { rows } = await client
          .query('SELECT count(*)::int AS n FROM filler')
          .finally(() => client.end())
        expect(rows[0].n).toBeGreaterThanOrEqual(stored)
      },
      { timeout: 25_000, interval: 200 },
    )
    expect(await insertMegabytes(running, 5)).toBe(5)
  },
)
