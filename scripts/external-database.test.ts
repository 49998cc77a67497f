import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { chownSync, existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest'
import { freePort, statusOf, whenReady } from '@/cli/server-child'
import { patient } from '@/lib/testing/patience'
import {
  buildServer,
  exitOf,
  launchServer,
  removeServer,
  stopServers,
  tempDir,
} from '@/lib/testing/server'

beforeAll(() => buildServer())
afterAll(removeServer)

const identity = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {}
const debian = '/usr/lib/postgresql'
let external: ChildProcess | undefined

afterEach(async () => {
  await stopServers()
  await stopExternal()
})

/** The programs of the distribution's PostgreSQL, installed by apt when we may. */
function programs(): string | undefined {
  const find = () => {
    const versions = existsSync(debian) ? readdirSync(debian).map(Number).sort() : []
    const best = versions.filter((version) => version >= 14).at(-1)
    return best && existsSync(`${debian}/${best}/bin/initdb`) ? `${debian}/${best}/bin` : undefined
  }
  if (find() || process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) return find()
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  spawnSync('apt-get', ['update', '-qq'], { env })
  spawnSync('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'postgresql'], { env })
  return find()
}

function createCluster(bin: string): string {
  const home = join(tempDir(), 'external')
  mkdirSync(home, { mode: 0o700 })
  writeFileSync(join(home, 'password'), 'correct-horse')
  for (const path of [home, join(home, 'password')]) {
    if (identity.uid !== undefined) chownSync(path, identity.uid, identity.gid)
  }
  const args = ['-D', join(home, 'data'), '-U', 'muster', '--auth=scram-sha-256', '--no-sync']
  args.push('--pwfile', join(home, 'password'), '--encoding=UTF8', '--locale=C')
  const made = spawnSync(join(bin, 'initdb'), args, { ...identity, cwd: home, encoding: 'utf8' })
  expect(made.status, made.stderr).toBe(0)
  return home
}

function startExternal(bin: string, home: string, port: number): void {
  const args = ['-D', join(home, 'data'), '-p', String(port), '-c', 'listen_addresses=127.0.0.1']
  args.push('-c', `unix_socket_directories=${home}`)
  external = spawn(join(bin, 'postgres'), args, { ...identity, cwd: home, stdio: 'ignore' })
}

async function stopExternal(): Promise<void> {
  if (!external || external.exitCode !== null) return
  external.kill('SIGINT')
  await once(external, 'exit')
}

test('R22: an external PostgreSQL is enough, may start later, and may go away and come back', async (context) => {
  const bin = programs()
  if (!bin) {
    expect(process.env.CI, 'CI must test an external PostgreSQL: install postgresql').toBeFalsy()
    return context.skip('no PostgreSQL of the distribution here and none could be installed')
  }
  const home = createCluster(bin)
  const port = await freePort()
  const address = `127.0.0.1:${port}/postgres`
  const server = await launchServer({
    DATABASE_URL: `postgresql://muster:correct-horse@${address}`,
  })
  await vi.waitFor(() => expect(server.output()).toContain('waiting for the database'), {
    timeout: 20_000,
  })
  startExternal(bin, home, port)
  await whenReady(server)
  expect(existsSync(join(server.dataDir, 'pg'))).toBe(false)

  await stopExternal()
  await vi.waitFor(async () => expect(await statusOf(`${server.url}/readyz`)).toBe(503), patient)
  expect(await statusOf(`${server.url}/livez`)).toBe(200)
  startExternal(bin, home, port)
  await whenReady(server)
  expect(server.output()).not.toContain('correct-horse')

  const stranger = await launchServer({ DATABASE_URL: `postgresql://muster:wrong@${address}` })
  expect(await exitOf(stranger)).toBe(1)
  expect(stranger.output()).toMatch(/DATABASE_URL refuses: password authentication failed/)
})
