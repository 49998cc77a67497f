// Prometheus metrics of this process, each made once by name. Labels must come from short fixed
// lists: a label that a stranger can choose is memory that a stranger can fill.
import { setTimeout as delay } from 'node:timers/promises'
import { Counter, collectDefaultMetrics, Gauge, Registry } from 'prom-client'
import { pinned } from '@/lib/global'

/** The registry that /metrics prints, with Node's own metrics in it. */
export function metricsRegistry(): Registry {
  return pinned('metrics', () => {
    const registry = new Registry()
    collectDefaultMetrics({ register: registry })
    return registry
  })
}

/** The counter of that name; only the first call's help and labels count. */
export function counter<L extends string>(name: string, help: string, labels: L[] = []) {
  return pinned(`metric ${name}`, () => {
    const registers = [metricsRegistry()]
    return new Counter<L>({ name, help, labelNames: labels, registers })
  })
}

/** A gauge whose value is asked for whenever the metrics are. */
export function reading(name: string, help: string, read: () => number) {
  return pinned(`metric ${name}`, () => {
    const registers = [metricsRegistry()]
    return new Gauge({
      name,
      help,
      registers,
      collect() {
        this.set(read())
      },
    })
  })
}

type Reading<L extends string> = { labels: Record<L, string>; value: number }

/** A scraper waits for seconds at most, also while the database does not answer. */
const readMs = 1_000

/** A gauge for each thing that `read` finds within a second; without them the rest is told. */
export function readings<L extends string>(
  name: string,
  help: string,
  labels: L[],
  read: () => Promise<Reading<L>[]>,
) {
  return pinned(`metric ${name}`, () => {
    const registers = [metricsRegistry()]
    return new Gauge<L>({
      name,
      help,
      labelNames: labels,
      registers,
      async collect() {
        const late = delay(readMs, [], { ref: false })
        const found = await Promise.race([read(), late]).catch(() => [])
        this.reset()
        for (const reading of found) this.set(reading.labels, reading.value)
      },
    })
  })
}
