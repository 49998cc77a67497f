import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import {
  chmodSync,
  chownSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import pg from 'pg'
import { afterEach, expect, test, vi } from 'vitest'
import { closedParent, findBinaries, launchAs } from './binaries'
import { type EmbeddedOptions, type EmbeddedPostgres, startEmbedded } from './embedded'
import { isPostmaster } from './postmaster'

const cleanups: (() => unknown)[] = []

function tempDir(): string {
  const dir = mkdtempSync(join(tmpdir(), 'muster-pg-'))
  chmodSync(dir, 0o711)
  cleanups.push(() => rmSync(dir, { recursive: true, force: true }))
  return dir
}

async function start(
  dataDir: string,
  more: Partial<EmbeddedOptions> = {},
): Promise<EmbeddedPostgres> {
  const running = await startEmbedded({ dataDir, ...more })
  cleanups.push(() => running.stop())
  return running
}

async function ask(url: string, sql: string): Promise<unknown> {
  const client = new pg.Client({ connectionString: url })
  client.on('error', () => undefined)
  await client.connect()
  const { rows } = await client.query(sql).finally(() => client.end())
  return Object.values(rows[0] ?? {})[0]
}

afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup()
})

test('an empty directory becomes a durable PostgreSQL 18 behind a private socket', async () => {
  const dir = join(tempDir(), 'data')
  const running = await start(dir)
  expect(await ask(running.url, 'SHOW server_version')).toMatch(/^18\./)
  expect(await ask(running.url, 'SHOW fsync')).toBe('on')
  expect(await ask(running.url, 'SHOW synchronous_commit')).toBe('on')
  expect(await ask(running.url, 'SHOW listen_addresses')).toBe('')
  expect(await ask(running.url, `SELECT lower('É')`)).toBe('é')
  expect(statSync(dir).mode & 0o027).toBe(0)
  expect(statSync(join(dir, 'pg')).mode & 0o777).toBe(0o700)
})

test('data is still there after stop and start, and stop leaves no process', async () => {
  const dir = join(tempDir(), 'data')
  const first = await start(dir)
  await ask(first.url, 'CREATE TABLE kept (n int)')
  const pid = first.pid() ?? 0
  await first.stop()
  expect(isPostmaster(pid, join(dir, 'pg', 'data'))).toBe(false)
  const second = await start(dir)
  expect(await ask(second.url, 'SELECT count(*)::int FROM kept')).toBe(0)
})

test('a postmaster that outlived its server is taken over, not fought', async () => {
  const dir = join(tempDir(), 'data')
  const first = await start(dir)
  const second = await start(dir)
  expect(second.pid()).toBe(first.pid())
  expect(await ask(second.url, 'SELECT 1')).toBe(1)
})

test('a killed PostgreSQL comes back by itself with what was committed', async () => {
  const events: string[] = []
  const running = await start(join(tempDir(), 'data'), { onEvent: (event) => events.push(event) })
  await ask(running.url, 'CREATE TABLE kept AS SELECT 7 AS n')
  const before = running.pid() ?? 0
  process.kill(before, 'SIGKILL')
  await vi.waitFor(() => expect(events).toContain('restarted'), { timeout: 20_000 })
  expect(running.pid()).not.toBe(before)
  expect(await ask(running.url, 'SELECT n FROM kept')).toBe(7)
})

test('a killed PostgreSQL that had been taken over comes back too', async () => {
  const dir = join(tempDir(), 'data')
  await start(dir)
  const adopter = await start(dir)
  const before = adopter.pid() ?? 0
  process.kill(before, 'SIGKILL')
  await vi.waitFor(
    async () => {
      expect(adopter.pid() ?? before).not.toBe(before)
      expect(await ask(adopter.url, 'SELECT 1')).toBe(1)
    },
    { timeout: 20_000 },
  )
})

test('a stale postmaster.pid that names a living stranger does not block the start', async () => {
  const dir = join(tempDir(), 'data')
  const first = await start(dir)
  await first.stop()
  const stranger = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'])
  cleanups.push(() => stranger.kill('SIGKILL'))
  await once(stranger, 'spawn')
  const data = join(dir, 'pg', 'data')
  writeFileSync(join(data, 'postmaster.pid'), `${stranger.pid}\n${data}\n1\n5432\n${dir}/pg\n`)
  const second = await start(dir)
  expect(await ask(second.url, 'SELECT 1')).toBe(1)
  expect(second.pid()).not.toBe(stranger.pid)
})

test('a path too long for a socket still works, through a short private directory', async () => {
  const dir = join(tempDir(), 'a-rather-long-name-'.repeat(6), 'data')
  const running = await start(dir)
  expect(await ask(running.url, 'SELECT 1')).toBe(1)
  const socketDir = new URL(running.url).searchParams.get('host') ?? ''
  expect(Buffer.byteLength(socketDir)).toBeLessThan(60)
  expect(statSync(socketDir).mode & 0o777).toBe(0o700)
  cleanups.push(() => rmSync(socketDir, { recursive: true, force: true }))
})

test.runIf(process.getuid?.() === 0)('root may keep it below a closed home', async () => {
  const home = join(tempDir(), 'home')
  mkdirSync(home, { mode: 0o700 })
  expect(closedParent(join(home, 'data', 'pg'), { uid: 65_534, gid: 65_534 })).toBe(home)
  const running = await start(join(home, 'data'))
  expect(await ask(running.url, 'SELECT 1')).toBe(1)
  expect(await ask(running.url, 'SELECT pg_current_wal_lsn()::text')).toMatch(/\//)
})

test.runIf(process.getuid?.() === 0)('root may have the programs below a closed home', () => {
  const home = join(tempDir(), 'home')
  const native = join(dirname(findBinaries().initdb), '..')
  cpSync(native, join(home, 'native'), { recursive: true, verbatimSymlinks: true })
  const cluster = join(home, 'cluster')
  mkdirSync(cluster, { mode: 0o700 })
  chownSync(cluster, 65_534, 65_534)
  chmodSync(home, 0o700)
  const initdb = join(home, 'native', 'bin', 'initdb')
  const { file, args } = launchAs(initdb, { uid: 65_534, gid: 65_534 }, cluster)
  const flags = ['-D', join(cluster, 'data'), '-U', 'muster', '--no-sync']
  const run = spawnSync(file, [...args, ...flags], { cwd: cluster, encoding: 'utf8' })
  expect(run.stderr + run.error).not.toContain('denied')
  expect(run.status).toBe(0)
})

test('a file in the way, and a cluster of another version, are named in words', async () => {
  const dir = tempDir()
  writeFileSync(join(dir, 'file'), '')
  await expect(startEmbedded({ dataDir: join(dir, 'file', 'data') })).rejects.toThrow(
    /a file is in/,
  )
  mkdirSync(join(dir, 'old', 'pg', 'data'), { recursive: true })
  writeFileSync(join(dir, 'old', 'pg', 'data', 'PG_VERSION'), '14\n')
  await expect(startEmbedded({ dataDir: join(dir, 'old') })).rejects.toThrow(
    /made by PostgreSQL 14/,
  )
})

test('a setting that PostgreSQL refuses fails at once with its own words', async () => {
  const settings = { shared_buffers: 'plenty' }
  const attempt = startEmbedded({ dataDir: join(tempDir(), 'data'), settings })
  await expect(attempt).rejects.toThrow(/shared_buffers/)
})

test('the log of the database never holds statements or rows', async () => {
  const dir = join(tempDir(), 'data')
  const running = await start(dir)
  await ask(running.url, 'CREATE TABLE canary (n text UNIQUE)')
  await ask(running.url, `INSERT INTO canary VALUES ('s3cret-row')`)
  const again = ask(running.url, `INSERT INTO canary VALUES ('s3cret-row')`)
  await expect(again).rejects.toThrow(/duplicate key/)
  const log = readFileSync(join(dir, 'pg', 'postgres.log'), 'utf8')
  expect(log).toContain('duplicate key')
  expect(log).not.toContain('s3cret-row')
})
