// Guard rails in words: what was set, how the canary is doing, why a campaign rests. Pure.
import { formatBytes, formatCount, formatMs, formatNoun } from '@/lib/client/format'
import type { Guard } from '@/lib/wire/campaigns'
import type { StatusFrame } from '@/lib/wire/frames'
import { heldOf } from './wait-words'
import { isOpen } from './words'

/** Each rail as a phrase, in the order of the launch page. */
export function guardWords(guard: Guard): string[] {
  const { canary, canary_release, hosts_per_minute, max_error_percent } = guard
  const { max_wall_ms, max_memory_bytes, max_rows_per_host } = guard
  const by =
    canary_release === 'auto' ? 'released by itself within the limits' : 'a person releases'
  return [
    ...(canary ? [`${formatNoun(canary, 'canary host')} first, ${by}`] : []),
    ...(hosts_per_minute ? [`at most ${formatNoun(hosts_per_minute, 'host')} a minute`] : []),
    ...(max_error_percent === undefined ? [] : [`pause above ${max_error_percent} % errors`]),
    ...(max_wall_ms ? [`pause above ${formatMs(max_wall_ms)} on a host`] : []),
    ...(max_memory_bytes ? [`pause above ${formatBytes(max_memory_bytes)} of memory`] : []),
    ...(max_rows_per_host ? [`pause above ${formatNoun(max_rows_per_host, 'row')} of a host`] : []),
  ]
}

/** How the canary stands, for the head of the page; undefined without one. */
export function canaryState(status: StatusFrame): string | undefined {
  const { canary, holding } = status
  if (!canary) return undefined
  const hosts = formatCount(canary.hosts)
  if (!isOpen(status.status) && holding) return `canary ${hosts}, never released`
  if (!holding) return `canary ${hosts} passed`
  if (canary.done < canary.hosts) return `canary ${formatCount(canary.done)} of ${hosts}`
  return `canary ${hosts} done`
}

/** The rule's own figures: "25 of 25 answered, 0 errors, p95 31 ms". */
function figuresOf(reason: string | undefined): string | undefined {
  const figures = reason
    ?.replace(/^canary:\s*/i, '')
    .replace(/;\s*release[^;]*$/i, '')
    .trim()
  return figures || undefined
}

export type GuardNotice = {
  /** `canary_broke`: it is done and broke a limit, so going on is a decision against the rail. */
  kind: 'canary_runs' | 'canary_waits' | 'canary_broke' | 'paused'
  text: string
  /** Hosts that a release would let through. */
  release?: number
}

/** What the banner says while the campaign holds back or rests; undefined when it does neither. */
export function guardNotice(status: StatusFrame): GuardNotice | undefined {
  const { canary, holding, reason } = status
  if (!isOpen(status.status)) return undefined
  const release = heldOf(status)
  const canaryDone = canary !== null && canary.done >= canary.hosts
  if (holding && canary && !canaryDone && status.status !== 'paused') {
    const rest = formatNoun(release, 'other host waits', 'other hosts wait')
    const text = `Canary: ${formatCount(canary.done)} of ${formatNoun(canary.hosts, 'host')} done. ${rest}.`
    return { kind: 'canary_runs', text, release }
  }
  const byRail = reason !== undefined && !reason.startsWith('by ')
  if (holding && canary && canaryDone) {
    const done = `${formatCount(canary.done)} of ${formatCount(canary.hosts)} done`
    const text = byRail ? (figuresOf(reason) ?? done) : done
    const broken = byRail && !/^canary:/i.test(reason)
    return { kind: broken ? 'canary_broke' : 'canary_waits', text: `Canary: ${text}.`, release }
  }
  if (status.status !== 'paused') return undefined
  const why = byRail ? `: ${reason}` : reason ? ` ${reason}` : ''
  return { kind: 'paused', text: `Paused${why}.`, ...(holding ? { release } : {}) }
}
