import { once } from 'node:events'
import { chownSync, existsSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest'
import { statusOf, whenReady } from '@/cli/server-child'
import { closedParent } from '@/lib/postgres/binaries'
import { type TestDatabase, testDatabase } from '@/lib/testing/database'
import {
  buildServer,
  exitOf,
  launchServer,
  postmasterOf,
  removeServer,
  stopServers,
  tempDir,
} from '@/lib/testing/server'

beforeAll(() => buildServer())
afterAll(removeServer)
afterEach(stopServers)

test('kill -9 of the server and of PostgreSQL: both come back, one without a new start', async () => {
  const first = await launchServer()
  await whenReady(first)
  const postmaster = postmasterOf(first)
  first.child.kill('SIGKILL')
  await once(first.child, 'exit')

  const second = await launchServer({ DATA_DIR: first.dataDir })
  await whenReady(second)
  expect(postmasterOf(second)).toBe(postmaster)

  process.kill(postmaster, 'SIGKILL')
  await vi.waitFor(() => expect(second.output()).toContain('"event":"restarted"'), {
    timeout: 30_000,
  })
  await whenReady(second)
  expect(postmasterOf(second)).not.toBe(postmaster)

  second.child.kill('SIGTERM')
  expect(await exitOf(second)).toBe(0)
  expect(existsSync(join(first.dataDir, 'pg', 'data', 'postmaster.pid'))).toBe(false)
})

test('R27: SIGTERM ends the process with code 0 within 15 s although a request hangs', async () => {
  const db = await testDatabase()
  try {
    const running = await launchServer({ ROLE: 'agent', DATABASE_URL: db.url })
    await whenReady(running)
    const socket = connect(Number(new URL(running.url).port), '127.0.0.1')
    socket.on('error', () => undefined)
    const cut = once(socket, 'close')
    socket.write('POST /api/osquery/log HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\n{')
    // Answered on a second connection: the first has been accepted by then.
    expect(await statusOf(`${running.url}/healthz`)).toBe(200)
    const startedAt = performance.now()
    running.child.kill('SIGTERM')
    expect(await exitOf(running)).toBe(0)
    expect(performance.now() - startedAt).toBeLessThan(15_000)
    expect(performance.now() - startedAt).toBeGreaterThan(5_000)
    await cut
  } finally {
    await db.stop()
  }
})

test('SIGTERM stops the embedded PostgreSQL and leaves nothing behind', async () => {
  const running = await launchServer()
  await whenReady(running)
  running.child.kill('SIGTERM')
  expect(await exitOf(running)).toBe(0)
  expect(readdirSync(join(running.dataDir, 'pg')).sort()).toEqual(['data', 'postgres.log'])
})

test.runIf(process.getuid?.() === 0)('a plain user needs nothing special', async (context) => {
  const nobody = { uid: 65_534, gid: 65_534 }
  const closed = closedParent(join(process.cwd(), 'dist', 'x'), nobody)
  if (closed) return context.skip(`another user may not pass ${closed}`)
  const dir = tempDir()
  chownSync(dir, nobody.uid, nobody.gid)
  const running = await launchServer({ DATA_DIR: join(dir, 'data') }, nobody)
  await whenReady(running)
  expect(statSync(join(dir, 'data')).mode & 0o777).toBe(0o700)
})

test('a taken port ends the start in words, and leaves the other copy’s database alone', async () => {
  const first = await launchServer()
  await whenReady(first)
  const port = new URL(first.url).port
  const second = await launchServer({ PORT: port, DATA_DIR: first.dataDir })
  expect(await exitOf(second)).toBe(1)
  expect(second.output()).toContain(`Port ${port} on 127.0.0.1 is taken by another program`)
  expect(await statusOf(`${first.url}/readyz`)).toBe(200)
})

test('a data directory that cannot be one ends the start in words', async () => {
  const file = join(tempDir(), 'file')
  writeFileSync(file, '')
  const running = await launchServer({ DATA_DIR: join(file, 'data') })
  expect(await exitOf(running)).toBe(1)
  expect(running.output()).toMatch(/The data directory .* cannot be used: a file is in the way/)
})

test('wrong variables are named', async () => {
  const running = await launchServer({ TLS_PORT: 'maybe', ROLE: 'boss' })
  expect(await exitOf(running)).toBe(1)
  expect(running.output()).toMatch(/TLS_PORT.*ROLE|ROLE.*TLS_PORT/s)
})

test('ROLE splits the doors; who does not migrate waits for who does', async () => {
  const db: TestDatabase = await testDatabase({ empty: true })
  try {
    const agent = await launchServer({ ROLE: 'agent', DATABASE_URL: db.url })
    await vi.waitFor(() => expect(agent.output()).toContain('the schema is old'), {
      timeout: 20_000,
    })
    expect(await statusOf(`${agent.url}/readyz`)).toBe(503)
    expect(await statusOf(`${agent.url}/livez`)).toBe(200)

    const workers = [
      await launchServer({ DATABASE_URL: db.url }),
      await launchServer({ DATABASE_URL: db.url }),
    ]
    for (const running of [agent, ...workers]) await whenReady(running)
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
