// Guard rails in words and figures: what is in force, what happens first. Pure.
import { formatCount, formatNoun } from '@/lib/client/format'
import type { Guard } from '@/lib/wire/campaigns'

/** So many hosts are asked first where nobody chose another number. */
export const canaryPreselected = 25

type Launching = {
  /** Hosts meant now; undefined while they are counted. */
  total: number | undefined
  /** The organisation's size, above which a canary is preselected. */
  above: number
  /** The person took the preselected canary away. */
  declined: boolean
}

/** Whether the canary in force is one that nobody chose. */
export function isPreselected(guard: Guard, { total = 0, above, declined }: Launching): boolean {
  return guard.canary === undefined && !declined && total > above
}

/** The guard as it is sent: a preselected canary included, an idle choice of its release left out. */
export function guardInForce(guard: Guard, launching: Launching): Guard {
  const canary = isPreselected(guard, launching) ? canaryPreselected : guard.canary
  const { canary_release = 'manual', canary: _, ...rest } = guard
  return canary === undefined ? rest : { ...rest, canary, canary_release }
}

/** "25 canary hosts first, then 875 when you say so"; undefined without a canary. */
export function canarySentence(guard: Guard, total: number): string | undefined {
  const { canary, canary_release } = guard
  if (canary === undefined) return undefined
  if (canary >= total)
    return `All ${formatNoun(total, 'host')} are asked at once: the canary is not smaller`
  const then =
    canary_release === 'auto' ? 'once they have answered within the limits' : 'when you say so'
  return `${formatNoun(canary, 'canary host')} first, then ${formatCount(total - canary)} ${then}`
}

/** "at most 60 hosts a minute"; undefined without a rate. */
export function rateSentence({ hosts_per_minute: rate }: Guard): string | undefined {
  return rate === undefined ? undefined : `at most ${formatNoun(rate, 'host')} a minute`
}

/** "pauses above 5 % errors or 2,000 ms"; undefined without a limit. */
export function pauseSentence(guard: Guard): string | undefined {
  const { max_error_percent, max_wall_ms, max_memory_bytes, max_rows_per_host } = guard
  const parts = [
    ...(max_error_percent === undefined ? [] : [`${formatCount(max_error_percent)} % errors`]),
    ...(max_wall_ms === undefined ? [] : [`${formatCount(max_wall_ms)} ms`]),
    ...(max_memory_bytes === undefined ? [] : [`${formatCount(max_memory_bytes / 1_000_000)} MB`]),
    ...(max_rows_per_host === undefined ? [] : [`${formatNoun(max_rows_per_host, 'row')} a host`]),
  ]
  if (parts.length === 0) return undefined
  return `pauses above ${new Intl.ListFormat('en', { type: 'disjunction' }).format(parts)}`
}
