// What a statement asks of a simulated computer: processor time and memory, by the tables it reads and
// how fast the computer is. Independent of the server's own guess, so that the two can disagree.
import { createHash } from 'node:crypto'
import type { Machine } from './machine'
import { readStatement } from './statement'

/** Of one run. */
export interface Load {
  userMs: number
  systemMs: number
  wallMs: number
  memoryBytes: number
}

/** Above this much processor time in one run the watchdog has ended the worker. */
export const watchdogMs = 10_000

const usualMs = 4
const tableMs: Readonly<Record<string, number>> = {
  processes: 35,
  process_open_sockets: 60,
  process_open_files: 180,
  listening_ports: 45,
  services: 120,
  scheduled_tasks: 380,
  registry: 420,
  drivers: 700,
  patches: 900,
  apps: 320,
  programs: 210,
  certificates: 640,
  chrome_extensions: 340,
  firefox_addons: 120,
  vscode_extensions: 260,
  deb_packages: 520,
  rpm_packages: 980,
  homebrew_packages: 90,
  python_packages: 640,
  npm_packages: 760,
  suid_bin: 2_400,
  signature: 850,
  hash: 900,
  windows_update_history: 2_200,
}

/** By how many folders stand before a pattern that descends into all below it. */
const descentMs = [9_000, 3_600, 1_300, 420] as const
const descends = /'([^']*?)%%[^']*'/g
/** Reading each file costs more than listing it. */
const contentTables: Readonly<Record<string, number>> = { file: 1, hash: 3, yara: 4 }

interface Price {
  cpuMs: number
  memoryBytes: number
}

const prices = new Map<string, Price>()

function descentOf(sql: string): number {
  const folders = [...sql.matchAll(descends)].map(
    ([, before = '']) =>
      before.split(/[\\/]/).filter((part) => part && !/^[a-z]:$/i.test(part)).length,
  )
  return folders.reduce((sum, depth) => sum + (descentMs[Math.min(depth, 3)] ?? 0), 0)
}

function priceOf(sql: string): Price {
  const known = prices.get(sql)
  if (known) return known
  const { tables } = readStatement(sql)
  const descent = descentOf(sql)
  let cpuMs = 1
  for (const name of tables) {
    const content = contentTables[name]
    cpuMs += content && descent > 0 ? descent * content : (tableMs[name] ?? usualMs)
  }
  const price = { cpuMs, memoryBytes: 65_536 + Math.round(cpuMs * 4_096) }
  if (prices.size > 2000) prices.clear()
  prices.set(sql, price)
  return price
}

/** From 0.5 for the fastest computers to 1.8. */
const slowness = (machine: Machine): number => 0.5 + machine.random('speed')() * 1.3

/** Whether this computer's watchdog ends the worker that runs the statement: the same every time. */
export function exhausts(machine: Machine, sql: string): boolean {
  return priceOf(sql).cpuMs * slowness(machine) > watchdogMs
}

/** The load of one run, within a tenth of this computer's usual for the statement. */
export function loadOf(machine: Machine, sql: string, nowSeconds: number): Load {
  const { cpuMs, memoryBytes } = priceOf(sql)
  const digest = createHash('sha1').update(sql).digest('hex')
  const noise = 0.9 + machine.random('run', digest, nowSeconds)() * 0.2
  const cpu = cpuMs * slowness(machine) * noise
  const userMs = Math.round(cpu * 0.7)
  const systemMs = Math.round(cpu) - userMs
  return { userMs, systemMs, wallMs: Math.round(cpu * 1.25), memoryBytes }
}
