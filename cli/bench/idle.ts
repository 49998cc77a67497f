// Idle check-ins through the real server beside a bare one, at two sizes of fleet; how many statements
// they cost, and how much memory a known host takes.
import { comparedRow, limitRow, type Row } from './figures'
import type { MemoryReply } from './memory-program'
import { type Bare, openRig, type Rig, type Server } from './rig'
import { seedHosts } from './seed'

const few = 10_000
const many = 100_000
const rounds = 10
const roundSeconds = 1
const connections = 64

type Figures = Awaited<ReturnType<typeof alternate>> & Awaited<ReturnType<typeof compareSizes>>

export async function benchIdle(): Promise<Row[]> {
  const rig = await openRig()
  try {
    await seedHosts(1, few)
    const bare = await rig.startBare()
    const small = await rig.startServer()
    await fill(rig, small, few)
    await warmUp(rig, bare, small)
    const first = await alternate(rig, bare, small)
    await seedHosts(few + 1, many)
    const large = await rig.startServer()
    await fill(rig, large, many)
    const second = await compareSizes(rig, small, large)
    await small.end()
    await large.end()
    const memory = await rig.program('memory', { flags: ['--expose-gc'] })
    const held = await memory.ask<MemoryReply>({ hosts: many, databaseUrl: rig.databaseUrl })
    await memory.end()
    return rowsOf({ ...first, ...second }, held)
  } finally {
    await rig.close()
  }
}

/** Every host reads once, so that all are known; nothing may fail. */
async function fill(rig: Rig, server: Server, hosts: number): Promise<void> {
  const reply = await rig.load({ port: server.port, kind: 'idle', connections: 256, hosts })
  if (reply.failures > 0 || reply.sample !== '{"queries":{}}') {
    throw new Error(`The fleet is not idle: ${reply.failures} failures, ${reply.sample}`)
  }
}

async function rate(
  rig: Rig,
  port: number,
  hosts: number,
  seconds = roundSeconds,
): Promise<number> {
  const reply = await rig.load({ port, kind: 'idle', connections, hosts, seconds })
  if (reply.failures > 0) throw new Error(`${reply.failures} check-ins failed`)
  return reply.count / reply.seconds
}

async function warmUp(rig: Rig, bare: Bare, server: Server): Promise<void> {
  await rate(rig, bare.port, few)
  await rate(rig, server.port, few)
}

async function alternate(rig: Rig, bare: Bare, server: Server) {
  const rates = { few: [] as number[], bare: [] as number[] }
  const cpu = { few: [] as number[], bare: [] as number[] }
  const sent = { check_ins: 0, statements: 0, without_check_ins: 0 }
  const statements = () => server.metric('database_statements_total')
  for (let round = 0; round < rounds; round++) {
    const idleBefore = await statements()
    const bareCpu = await bare.cpuSeconds()
    const bareRate = await rate(rig, bare.port, few)
    rates.bare.push(bareRate)
    cpu.bare.push((((await bare.cpuSeconds()) - bareCpu) / (bareRate * roundSeconds)) * 1e6)
    const before = await statements()
    const cpuBefore = await server.metric('process_cpu_seconds_total')
    const perSecond = await rate(rig, server.port, few)
    rates.few.push(perSecond)
    const used = (await server.metric('process_cpu_seconds_total')) - cpuBefore
    cpu.few.push((used / (perSecond * roundSeconds)) * 1e6)
    sent.without_check_ins += before - idleBefore
    sent.statements += (await statements()) - before
    sent.check_ins += Math.round(perSecond * roundSeconds)
  }
  return { ...rates, cpu, sent }
}

/** The same server with ten times the hosts, turn by turn with the small one. */
async function compareSizes(rig: Rig, small: Server, large: Server) {
  const sizes = { few_again: [] as number[], many: [] as number[] }
  await rate(rig, large.port, many)
  for (let round = 0; round < rounds; round++) {
    sizes.few_again.push(await rate(rig, small.port, few))
    sizes.many.push(await rate(rig, large.port, many))
  }
  return sizes
}

function rowsOf(figures: Figures, held: MemoryReply): Row[] {
  const { few: ours, bare, cpu, sent, few_again, many: large } = figures
  const perHost = held.heap_bytes / held.hosts
  const perCheckIn = sent.statements / sent.check_ins
  return [
    comparedRow({ name: 'idle read, 10 000 hosts', unit: '/s', ours, bare, atLeast: 0.6 }),
    comparedRow({
      name: 'idle read, processor time',
      unit: ' µs',
      ours: cpu.few,
      bare: cpu.bare,
    }),
    limitRow(
      'statements per idle read',
      `${perCheckIn.toFixed(5)} (${sent.statements} in ${sent.check_ins} reads; ${sent.without_check_ins} in as long without)`,
      '0 but for flushes',
      perCheckIn < 0.001,
    ),
    comparedRow({
      name: 'idle read, 100 000 hosts (bare: 10 000)',
      unit: '/s',
      ours: large,
      bare: few_again,
      atLeast: 0.9,
    }),
    limitRow(
      'heap per known host',
      `${Math.round(perHost)} B (RSS ${Math.round(held.rss_bytes / held.hosts)} B)`,
      '≤ 1 000 B',
      perHost <= 1_000,
    ),
  ]
}
