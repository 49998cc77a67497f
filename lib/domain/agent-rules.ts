// What an agent decides for itself about a pack or query: platform, version and shard. The rules are
// osquery's own (osquery/config/packs.cpp), oddities included, so that Muster predicts, never guesses.
import { createHash, hash } from 'node:crypto'
import type { Platform } from '@/lib/wire/platforms'

const linuxWords = ['linux', 'ubuntu', 'centos']
const posixPlatforms: Platform[] = ['linux', 'darwin', 'freebsd']

/**
 * Whether an agent of that build platform runs something marked with this platform text. The test is
 * a case-sensitive substring test, so `small` runs everywhere and `macos` nowhere.
 */
export function platformRuns(text: string, platform: Platform): boolean {
  if (text === '' || text === 'null') return true
  if (text.includes('any') || text.includes('all')) return true
  if (platform === 'unknown') return true
  if (platform === 'linux' && linuxWords.some((word) => text.includes(word))) return true
  if (posixPlatforms.includes(platform) && text.includes('posix')) return true
  return text.includes(platform)
}

/**
 * Whether an agent of that version satisfies a minimum version: compared chunk by chunk over the
 * agent's chunks, numbers by value, anything else by text; missing required chunks pass.
 */
export function versionRuns(required: string, agentVersion: string): boolean {
  if (['', 'null', '0.0.0'].includes(required) || agentVersion === '') return true
  const wanted = required.split('.')
  for (const [index, chunk] of agentVersion.split('.').entries()) {
    const other = wanted[index]
    if (other === undefined) return true
    if (chunk === other) continue
    const numeric = /^\d+$/.test(chunk) && /^\d+$/.test(other)
    return numeric ? Number(chunk) > Number(other) : chunk > other
  }
  return true
}

/** The host's place in 0…100: first byte of SHA-1 of the hostname as the OS reports it, × 100 / 255. */
export function shardBucket(hostname: string): number {
  const first = Number.parseInt(hash('sha1', hostname).slice(0, 2), 16)
  return Math.floor((first * 100) / 255)
}

/** Whether a host in that bucket is within a share; 0 and null mean no restriction, as agents do. */
export function shardRuns(share: number | null, bucket: number): boolean {
  return share === null || share === 0 || share >= bucket
}

/** The hash an agent reports in `osquery_info.config_hash` after applying exactly these bytes. */
export function configHash(body: string): string {
  const content = createHash('sha1').update(body).digest('hex')
  return createHash('sha1').update(content).digest('hex')
}
