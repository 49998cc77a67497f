// How much memory known hosts take: the directory alone in a process, filled through its own door,
// with each host heard often enough that all it ever keeps is there. Needs --expose-gc.
import { knownHost, touch } from '@/lib/domain/directory'
import { announceDatabase } from '@/lib/env'
import { closeDatabase } from '@/lib/store/db'
import { nodeKeyOf } from './bodies'
import { answerParent } from './children'

export type MemoryReply = { heap_bytes: number; rss_bytes: number; hosts: number }

const together = 500
const callsPerHost = 10
const gapMs = 10_000

function settle(): { heap: number; rss: number } {
  for (let again = 0; again < 4; again++) globalThis.gc?.()
  const { heapUsed, external, rss } = process.memoryUsage()
  return { heap: heapUsed + external, rss }
}

async function load(from: number, to: number): Promise<void> {
  const numbers = Array.from({ length: to - from + 1 }, (_, at) => from + at)
  const hosts = await Promise.all(numbers.map((n) => knownHost(nodeKeyOf(n))))
  for (const [at, host] of hosts.entries()) {
    if (!host) throw new Error(`host ${from + at} is not known`)
    const address = `10.${(from + at) >> 16}.${((from + at) >> 8) & 255}.${(from + at) & 255}`
    for (let call = 0; call < callsPerHost; call++) {
      touch(host, Date.now() + call * gapMs, address, true)
    }
  }
}

answerParent(async ({ hosts, databaseUrl }: { hosts: number; databaseUrl: string }) => {
  if (!globalThis.gc) throw new Error('needs --expose-gc')
  announceDatabase(databaseUrl)
  await load(1, 1)
  const before = settle()
  for (let from = 2; from <= hosts; from += together) {
    await load(from, Math.min(hosts, from + together - 1))
  }
  const after = settle()
  await closeDatabase()
  return { heap_bytes: after.heap - before.heap, rss_bytes: after.rss - before.rss, hosts }
})
