// The real server as a child process, for tests of starting, killing and stopping. `worker` and
// `agent` need no built pages, so only the server's own bundle is made, once per test file.
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { bundle, endChild, launch, type ServerChild } from '@/cli/server-child'

const file = join('dist', `test-${process.pid}`, 'server.mjs')
const started: ChildProcess[] = []
const folders: string[] = []

export type Server = ServerChild & { dataDir: string }

/** For `beforeAll`. `nextStandIn` is a module to bundle wherever the server imports Next. */
export function buildServer(nextStandIn?: string): Promise<void> {
  return bundle('server.ts', file, nextStandIn)
}

/** For `afterAll`. */
export function removeServer(): void {
  rmSync(join(file, '..'), { recursive: true, force: true })
}

/** For `afterEach`: ends every server and removes every folder that this file made. */
export async function stopServers(): Promise<void> {
  for (const child of started.splice(0)) await endChild(child, 30_000)
  for (const dir of folders.splice(0)) rmSync(dir, { recursive: true, force: true })
}

/** A folder that the database's user may pass, removed by `stopServers`. */
export function tempDir(): string {
  const dir = mkdtempSync(join(tmpdir(), 'muster-server-'))
  chmodSync(dir, 0o711)
  folders.push(dir)
  return dir
}

/**
 * Starts a server (by default a worker with its own embedded database) without waiting for it, as
 * another user where root asks for that.
 */
export async function launchServer(
  more: Record<string, string> = {},
  identity: { uid?: number; gid?: number } = {},
): Promise<Server> {
  const dataDir = more.DATA_DIR ?? join(tempDir(), 'data')
  const env = { ROLE: 'worker', DATA_DIR: dataDir, ...more }
  const server = await launch({ file, env, ...identity })
  started.push(server.child)
  return { ...server, dataDir }
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
