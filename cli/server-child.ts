// Programs of this repository as child processes, for tests, benches and the ledger: bundled as
// `npm start` bundles the server, with nothing of this process's own configuration in them.
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { resolve } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { build, type Plugin } from 'esbuild'
import { machineEnvironment } from '@/lib/env'

/** A port of the loopback that nobody listens on. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  return typeof address === 'object' && address ? address.port : 0
}

function standingIn(path: string): Plugin {
  return {
    name: 'next-stand-in',
    setup: ({ onResolve }) =>
      onResolve({ filter: /^next(\/.*)?$/ }, () => ({ path: resolve(path) })),
  }
}

/**
 * Plain JavaScript of a program, so that starting it costs no compilation. `nextStandIn` is a module
 * to bundle wherever the program imports Next.
 */
export async function bundle(entry: string, outfile: string, nextStandIn?: string): Promise<void> {
  await build({
    plugins: nextStandIn === undefined ? [] : [standingIn(nextStandIn)],
    entryPoints: [entry],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    packages: 'external',
    alias: { '@': process.cwd() },
    logLevel: 'error',
  })
}

export type ServerChild = { child: ChildProcess; port: number; url: string; output: () => string }

type Launch = {
  /** A bundle of server.ts. */
  file: string
  env: Record<string, string>
  /** Node's own. */
  flags?: string[]
  uid?: number
  gid?: number
}

const outputMax = 100_000

/** Starts a server on a port of its own unless `env` names one, without waiting for it. */
export async function launch({ file, env, flags = [], ...identity }: Launch): Promise<ServerChild> {
  const port = env.PORT ?? String(await freePort())
  const child = spawn(process.execPath, [...flags, file], {
    ...identity,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      ...machineEnvironment(),
      NODE_ENV: 'production',
      HOST: '127.0.0.1',
      TLS_PORT: 'off',
      PORT: port,
      ...env,
    },
  })
  let output = ''
  const hear = (part: Buffer) => {
    output = (output + part.toString()).slice(-outputMax)
  }
  child.stdout.on('data', hear)
  child.stderr.on('data', hear)
  return { child, port: Number(port), url: `http://127.0.0.1:${port}`, output: () => output }
}

/** The status of a GET; 0 when nobody answers. */
export async function statusOf(url: string): Promise<number> {
  return fetch(url).then(
    (response) => response.status,
    () => 0,
  )
}

/** Waits until the server says that it is ready. Throws with its last words when it does not come up. */
export async function whenReady({ child, url, output }: ServerChild, ms = 60_000): Promise<void> {
  const deadline = Date.now() + ms
  while (Date.now() < deadline && child.exitCode === null && child.signalCode === null) {
    if ((await statusOf(`${url}/readyz`)) === 200) return
    await delay(20)
  }
  throw new Error(`The server does not serve: ${output().slice(-4_000)}`)
}

/** Ends a child by its id: politely (or by the given signal), then for good. */
export async function endChild(
  child: ChildProcess,
  patienceMs = 5_000,
  signal: NodeJS.Signals = 'SIGTERM',
): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const gone = once(child, 'exit')
  child.kill(signal)
  const late = setTimeout(() => child.kill('SIGKILL'), patienceMs)
  await gone
  clearTimeout(late)
}
