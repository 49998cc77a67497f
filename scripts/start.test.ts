import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { build } from 'esbuild'
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest'
import { type TestDatabase, testDatabase } from '@/lib/testing/database'

// The bundle of server.ts as it is served; `worker` and `agent` need no built pages.
const bundle = join('dist', `test-${process.pid}`, 'server.mjs')
const started: ChildProcess[] = []
const folders: string[] = []

beforeAll(async () => {
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
})
afterAll(() => rmSync(join(bundle, '..'), { recursive: true, force: true }))

afterEach(async () => {
  for (const child of started.splice(0)) {
    if (child.exitCode !== null || child.signalCode !== null) continue
    child.kill('SIGTERM')
    await once(child, 'exit')
  }
  for (const dir of folders.splice(0)) rmSync(dir, { recursive: true, force: true })
})

type Running = { child: ChildProcess; url: string; output: () => string; dataDir: string }

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  return typeof address === 'object' && address ? address.port : 0
}

function tempDir(): string {
  const dir = mkdtempSync(join(tmpdir(), 'muster-start-'))
  spawnSync('chmod', ['711', dir])
  folders.push(dir)
  return dir
}

async function launch(more: Record<string, string> = {}): Promise<Running> {
  const port = await freePort()
  const dataDir = more.DATA_DIR ?? join(tempDir(), 'data')
  const child = spawn(process.execPath, [bundle], {
    env: {
      PATH: process.env.PATH,
      NODE_ENV: 'production',
      ROLE: 'worker',
      TLS_PORT: 'off',
      PORT: String(port),
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
  return { child, url: `http://127.0.0.1:${more.PORT ?? port}`, output: () => output, dataDir }
}

async function statusOf(url: string): Promise<number> {
  return fetch(url).then(
    (response) => response.status,
    () => 0,
  )
}

const ready = (running: Running) =>
  vi.waitFor(async () => expect(await statusOf(`${running.url}/readyz`)).toBe(200), {
    timeout: 30_000,
    interval: 50,
  })

async function exitOf({ child }: Running): Promise<number | null> {
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
  return child.exitCode
}

function postmasterOf({ dataDir }: Running): number {
  return Number(readFileSync(join(dataDir, 'pg', 'data', 'postmaster.pid'), 'utf8').split('\n')[0])
}

test('kill -9 of the server and of PostgreSQL: both come back, one without a new start', async () => {
  const first = await launch()
  await ready(first)
  const postmaster = postmasterOf(first)
  first.child.kill('SIGKILL')
  await once(first.child, 'exit')

  const second = await launch({ DATA_DIR: first.dataDir })
  await ready(second)
  expect(postmasterOf(second)).toBe(postmaster)

  process.kill(postmaster, 'SIGKILL')
  await vi.waitFor(() => expect(second.output()).toContain('"event":"restarted"'), {
    timeout: 30_000,
  })
  await ready(second)
  expect(postmasterOf(second)).not.toBe(postmaster)

  second.child.kill('SIGTERM')
  expect(await exitOf(second)).toBe(0)
  expect(existsSync(join(first.dataDir, 'pg', 'data', 'postmaster.pid'))).toBe(false)
})

test('SIGTERM ends the process with code 0 within 15 s although a request hangs', async () => {
  const running = await launch()
  await ready(running)
  const socket = await import('node:net').then(({ connect }) =>
    connect(Number(new URL(running.url).port), '127.0.0.1'),
  )
  socket.on('error', () => undefined)
  socket.write('POST /login HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\n{')
  await once(socket, 'data')
  const startedAt = performance.now()
  running.child.kill('SIGTERM')
  expect(await exitOf(running)).toBe(0)
  expect(performance.now() - startedAt).toBeLessThan(15_000)
  expect(readdirSync(join(running.dataDir, 'pg'))).not.toContain('.s.PGSQL.5432')
})

test('a taken port ends the start in words, and leaves the other copy’s database alone', async () => {
  const first = await launch()
  await ready(first)
  const port = new URL(first.url).port
  const second = await launch({ PORT: port, DATA_DIR: first.dataDir })
  expect(await exitOf(second)).toBe(1)
  expect(second.output()).toContain(`Port ${port} on 127.0.0.1 is taken by another program`)
  expect(await statusOf(`${first.url}/readyz`)).toBe(200)
})

test('a data directory that cannot be one ends the start in words', async () => {
  const file = join(tempDir(), 'file')
  writeFileSync(file, '')
  const running = await launch({ DATA_DIR: join(file, 'data') })
  expect(await exitOf(running)).toBe(1)
  expect(running.output()).toMatch(/The data directory .* cannot be used: a file is in the way/)
})

test('wrong variables are named', async () => {
  const running = await launch({ TLS_PORT: 'maybe', ROLE: 'boss' })
  expect(await exitOf(running)).toBe(1)
  expect(running.output()).toMatch(/TLS_PORT.*ROLE|ROLE.*TLS_PORT/s)
})

test('ROLE splits the doors; who does not migrate waits for who does', async () => {
  const db: TestDatabase = await testDatabase({ empty: true })
  try {
    const agent = await launch({ ROLE: 'agent', DATABASE_URL: db.url })
    await vi.waitFor(() => expect(agent.output()).toContain('the schema is old'), {
      timeout: 20_000,
    })
    expect(await statusOf(`${agent.url}/readyz`)).toBe(503)
    expect(await statusOf(`${agent.url}/livez`)).toBe(200)

    const workers = [await launch({ DATABASE_URL: db.url }), await launch({ DATABASE_URL: db.url })]
    for (const running of [agent, ...workers]) await ready(running)
    const migrated = workers.filter((worker) => worker.output().includes('migrations applied'))
    expect(migrated).toHaveLength(1)

    const asAgent = await fetch(`${agent.url}/hosts`)
    expect(asAgent.status).toBe(404)
    const worker = workers[0]?.url ?? ''
    const refused = await fetch(`${worker}/api/osquery/config`, { method: 'POST', body: '{}' })
    expect([refused.status, await refused.json()]).toEqual([
      503,
      { error: 'this process does not serve agents' },
    ])
    for (const { child } of [agent, ...workers]) child.kill('SIGTERM')
    expect(await Promise.all([agent, ...workers].map(exitOf))).toEqual([0, 0, 0])
  } finally {
    await db.stop()
  }
})
