// Configurations of ten packs: cached ones beside a bare server that answers the same bytes, and the
// first rendering for a thousand hosts after a pack has changed.
import { setTimeout as delay } from 'node:timers/promises'
import { startBus, stopBus } from '@/lib/bus/bus'
import { bodyOf, paths } from './bodies'
import { comparedRow, limitRow, type Row, shown, spread } from './figures'
import { administrator, changePack, importTen } from './packs'
import { openRig, type Rig } from './rig'
import { seedHosts } from './seed'

const hosts = 1_000
const rounds = 8
const roundSeconds = 1
const connections = 64
const changes = 5

export async function benchConfig(): Promise<Row[]> {
  const rig = await openRig()
  try {
    await seedHosts(1, hosts)
    await importTen(await administrator())
    const server = await rig.startServer()
    await everyHost(rig, server.port)
    const body = await configText(server.port, 1)
    const bare = await rig.startBare(body)
    const rates = { ours: [] as number[], bare: [] as number[] }
    await cachedRate(rig, bare.port)
    await cachedRate(rig, server.port)
    for (let round = 0; round < rounds; round++) {
      rates.bare.push(await cachedRate(rig, bare.port))
      rates.ours.push(await cachedRate(rig, server.port))
    }
    const firsts = await firstRenderings(rig, server.port)
    await server.end()
    return rowsOf(rates, firsts, Buffer.byteLength(body))
  } finally {
    await stopBus()
    await rig.close()
  }
}

function rowsOf(rates: { ours: number[]; bare: number[] }, firsts: number[], bytes: number): Row[] {
  const size = `${Math.round(bytes / 1024)} KiB`
  return [
    comparedRow({ name: `cached config, 10 packs, ${size}`, unit: '/s', ...rates, atLeast: 0.5 }),
    limitRow(
      `first config for ${hosts} hosts after a change`,
      shown(spread(firsts), ' s'),
      '< 1 s',
      spread(firsts).median < 1,
    ),
  ]
}

async function configText(port: number, n: number): Promise<string> {
  const url = `http://127.0.0.1:${port}${paths.config}`
  return (await fetch(url, { method: 'POST', body: bodyOf('config', n) })).text()
}

/** Each host asks once. */
async function everyHost(rig: Rig, port: number): Promise<number> {
  const reply = await rig.load({ port, kind: 'config', connections, hosts })
  if (reply.failures > 0 || reply.count !== hosts) throw new Error(`${reply.failures} were refused`)
  return reply.seconds
}

/** Hosts of all three platforms ask again and again. */
async function cachedRate(rig: Rig, port: number): Promise<number> {
  const load = { port, kind: 'config' as const, connections, hosts, seconds: roundSeconds }
  const reply = await rig.load(load)
  if (reply.failures > 0) throw new Error(`${reply.failures} were refused`)
  return reply.count / reply.seconds
}

/** Seconds until all hosts have the new configuration, from when the server first serves it. */
async function firstRenderings(rig: Rig, port: number): Promise<number[]> {
  await startBus()
  const seconds: number[] = []
  for (let change = 0; change < changes; change++) {
    const interval = 7_000 + change
    const before = await configText(port, 1)
    await changePack(interval)
    // The wake-up crosses PostgreSQL; host 1 tells when it has arrived.
    while ((await configText(port, 1)) === before) await delay(5)
    seconds.push(await everyHost(rig, port))
  }
  return seconds
}
