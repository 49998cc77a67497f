import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { patient } from '@/lib/testing/patience'
import { paths, type ScriptedServer, scriptedServer } from './simulate/testing'

let dir: string
let server: ScriptedServer
let child: ChildProcess | undefined

beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'simulate-'))
  server = await scriptedServer(({ path, body }) => {
    if (path !== paths.enrol) return '{}'
    return body.enroll_secret === 'right' ? '{"node_key":"key"}' : '{"node_invalid":true}'
  })
})
afterEach(async () => {
  child?.kill('SIGKILL')
  await server.close()
  rmSync(dir, { recursive: true, force: true })
})

function simulate(...args: string[]) {
  const started = spawn(process.execPath, ['scripts/run.mjs', 'cli/simulate.ts', ...args], {
    env: { DATA_DIR: dir, NODE_ENV: 'test' },
  })
  child = started
  const output = { out: '', err: '' }
  started.stdout.on('data', (part) => {
    output.out += part
  })
  started.stderr.on('data', (part) => {
    output.err += part
  })
  const exit = once(started, 'close').then(([code]): unknown => code)
  return { started, output, exit }
}

describe('npm run simulate', () => {
  it('finds the secret that the server wrote and stops cleanly on SIGTERM', async () => {
    writeFileSync(join(dir, 'simulator.secret'), 'right\n')
    const { started, output, exit } = simulate('--hosts', '3', '--url', server.url)
    await vi.waitFor(() => expect(server.at(paths.read).length).toBeGreaterThanOrEqual(3), 20_000)
    started.kill('SIGTERM')
    expect(await exit).toBe(0)
    expect(output.out).toContain('enrolled 3/3, online 3')
    expect(output.err).toBe('')
  })

  it('obeys what is typed, and goes on when the input ends', async () => {
    const { started, output, exit } = simulate(
      '--hosts',
      '2',
      '--url',
      server.url,
      '--secret',
      'right',
    )
    await vi.waitFor(() => expect(output.out).toContain('2 hosts towards'), 20_000)
    started.stdin.end('offline 2\nonline 9\n')
    await vi.waitFor(() => {
      expect(output.out).toMatch(/^offline: \S+$/m)
      expect(output.out).toContain('there is no host 9')
    }, patient)
    const before = server.received.length
    await vi.waitFor(() => expect(server.received.length).toBeGreaterThan(before), 20_000)
    started.kill('SIGTERM')
    expect(await exit).toBe(0)
  })

  it('ends with its input when it is attached to another program', async () => {
    const attached = ['--attached', '--hosts', '2', '--url', server.url, '--secret', 'right']
    const { started, exit } = simulate(...attached)
    await vi.waitFor(() => expect(server.at(paths.read).length).toBeGreaterThanOrEqual(2), 20_000)
    started.stdin.end()
    expect(await exit).toBe(0)
  })

  it('says what to do without a secret', async () => {
    const { output, exit } = simulate('--url', server.url)
    expect(await exit).toBe(2)
    expect(output.err).toContain('npm start')
    expect(output.err).toContain(join(dir, 'simulator.secret'))
  })

  it.each([
    [['--hosts', '0', '--secret', 'x'], '--hosts must be a whole number'],
    [['--offline', 'all', '--secret', 'x'], '--offline must be a whole number'],
    [['--platform', 'macos', '--secret', 'x'], '--platform must be'],
    [['--url', 'nonsense', '--secret', 'x'], '--url is not an address'],
    [['--bogus'], '--bogus'],
  ])('refuses %j', async (args, message) => {
    const { output, exit } = simulate(...args)
    expect(await exit).toBe(2)
    expect(output.err).toContain(message)
  })

  it('ends by itself, with failure when no host was let in', async () => {
    const { output, exit } = simulate(
      '--secret',
      'wrong',
      '--url',
      server.url,
      '--seconds',
      '2',
      '--hosts',
      '1',
    )
    expect(await exit).toBe(1)
    expect(output.out).toContain('enrolled 0/1')
    expect(output.out).toContain('enrolment refused')
  })
})
