// When a pack or query runs: platform, version and shard rules exactly as the agent applies them.
// Surprise: platform is a case-sensitive substring test, so `macos` never runs and `small` always.
import { createHash } from 'node:crypto'

export type Version = string
export type Platform = 'darwin' | 'linux' | 'windows'

/** Compares chunk by chunk over the agent's chunks; chunks missing on the wanted side pass. */
export function atLeast(agent: Version, wanted: string): boolean {
  if (wanted === '' || wanted === 'null' || wanted === '0.0.0') return true
  const want = wanted.split('.')
  for (const [i, chunk] of agent.split('.').entries()) {
    const other = want[i]
    if (other === undefined) return true
    const numeric = /^\d+$/.test(chunk) && /^\d+$/.test(other)
    const [a, b] = numeric ? [Number(chunk), Number(other)] : [chunk, other]
    if (a < b) return false
    if (a > b) return true
  }
  return true
}

export function platformRuns(agent: Platform, wanted: string): boolean {
  if (wanted === '' || wanted === 'null') return true
  if (wanted.includes('any') || wanted.includes('all')) return true
  if (agent === 'linux' && /linux|ubuntu|centos/.test(wanted)) return true
  if (agent !== 'windows' && wanted.includes('posix')) return true
  return wanted.includes(agent)
}

/** 0…100, from the hostname as the operating system reports it. */
export function shardOf(hostname: string): number {
  const byte = createHash('sha1').update(hostname).digest()[0] ?? 0
  return Math.floor((byte * 100) / 255)
}

export function shardRuns(hostShard: number, wanted: number): boolean {
  return wanted === 0 || wanted >= hostShard
}
