// The real server as a child process, for tests of starting, killing and stopping. `worker` and
// `agent` need no built pages, so only the server's own bundle is made, once per test file.
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { build } from 'esbuild'
import { expect, vi } from 'vitest'

const bundle = join('dist', `test-${process.pid}`, 'server.mjs')
const started: ChildProcess[] = []
const folders: string[] = []

export type Server = { child: ChildProcess; url: string; output: () => string; dataDir: string }

/** For `beforeAll`. */
export async function buildServer(): Promise<void> {
  await build({
    entryPoints: ['server.ts'],
    outfile: bundle,
    bundle: true,
    platform: 'node',
    format: 'esm',
    packages: 'external',
    alias: { '@': process.cwd() },
    logLevel: 'error',
  })
}

/** For `afterAll`. */
export function removeServer(): void {
  rmSync(join(bundle, '..'), { recursive: true, force: true })
}

/** For `afterEach`: ends every server and removes every folder that this file made. */
export async function stopServers(): Promise<void> {
  for (const child of started.splice(0)) {
    if (child.exitCode !== null || child.signalCode !== null) continue
    child.kill('SIGTERM')
    await once(child, 'exit')
  }
  for (const dir of folders.splice(0)) rmSync(dir, { recursive: true, force: true })
}

/** A folder that the database's user may pass, removed by `stopServers`. */
export function tempDir(): string {
  const dir = mkdtempSync(join(tmpdir(), 'muster-server-'))
  chmodSync(dir, 0o711)
  folders.push(dir)
  return dir
}

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  return typeof address === 'object' && address ? address.port : 0
}

/**
 * Starts a server (by default a worker with its own embedded database) without waiting for it, as
 * another user where root asks for that.
 */
export async function launchServer(
  more: Record<string, string> = {},
  identity: { uid?: number; gid?: number } = {},
): Promise<Server> {
  const port = more.PORT ?? String(await freePort())
  const dataDir = more.DATA_DIR ?? join(tempDir(), 'data')
  const child = spawn(process.execPath, [bundle], {
    ...identity,
    env: {
      PATH: process.env.PATH,
      NODE_ENV: 'production',
      ROLE: 'worker',
      TLS_PORT: 'off',
      PORT: port,
      DATA_DIR: dataDir,
      ...more,
    },
  })
  started.push(child)
  let output = ''
  const hear = (chunk: unknown) => {
    output += String(chunk)
  }
  child.stdout.on('data', hear)
  child.stderr.on('data', hear)
  return { child, url: `http://127.0.0.1:${port}`, output: () => output, dataDir }
}

/** The status of a GET; 0 when nobody answers. */
export async function statusOf(url: string): Promise<number> {
  return fetch(url).then(
    (response) => response.status,
    () => 0,
  )
}

/** Waits until the server says that it is ready. */
export async function isReady(server: Server): Promise<void> {
  await vi.waitFor(
    async () => expect(await statusOf(`${server.url}/readyz`), server.output()).toBe(200),
    { timeout: 30_000, interval: 50 },
  )
}

/** The exit code, once the process has ended. */
export async function exitOf({ child }: Server): Promise<number | null> {
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
  return child.exitCode
}

/** The process id of the server's embedded PostgreSQL. */
export function postmasterOf({ dataDir }: Server): number {
  return Number(readFileSync(join(dataDir, 'pg', 'data', 'postmaster.pid'), 'utf8').split('\n')[0])
}
