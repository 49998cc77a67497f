// What a campaign waits for and when it is due, in whole sentences on the server's clock. Pure.
import { formatClock, formatCount, formatDuration, formatNoun } from '@/lib/client/format'
import type { StatusFrame } from '@/lib/wire/frames'
import { isOpen } from './words'

export type WaitTimes = { now: number; zone: string; closes: number }

function onlinePart(status: StatusFrame, { now, zone }: WaitTimes): string {
  const { waiting_online: online, next_due, last_due } = status
  const gap = next_due === null ? 0 : Date.parse(next_due) - now
  const next = gap < 1000 ? 'next due now' : `next in ${formatDuration(gap / 1000)}`
  const last = last_due === null ? '' : `, last by ${formatClock(Date.parse(last_due), zone)}`
  return `${formatCount(online)} online, ${next}${last}`
}

/** Hosts that wait for the release of a canary; they are in no other wait. */
export function heldOf({ counts, waiting_online, waiting_offline }: StatusFrame): number {
  return Math.max(0, counts.waiting - waiting_online - waiting_offline)
}

/**
 * "58 waiting = 11 online, next in 6 s, last by 14:02:34 + 47 offline, may answer until 14:10:12";
 * undefined when no host waits. The parts always add up to the hosts that wait.
 */
export function waitsSentence(status: StatusFrame, times: WaitTimes): string | undefined {
  const { waiting_online: online, waiting_offline: offline, counts } = status
  const { waiting } = counts
  const held = heldOf(status)
  const until = formatClock(times.closes, times.zone)
  if (!isOpen(status.status) || waiting === 0) return undefined
  if (status.status === 'paused') {
    return `${formatNoun(waiting, 'host waits', 'hosts wait')}: nothing is handed out while paused.`
  }
  if (online === 0 && held === 0) {
    return `None of ${formatNoun(waiting, 'waiting host')} is online. Answers come when they return, until ${until}.`
  }
  const parts = [
    ...(online > 0 ? [onlinePart(status, times)] : []),
    ...(offline > 0 ? [`${formatCount(offline)} offline, may answer until ${until}`] : []),
    ...(held > 0 ? [`${formatCount(held)} held until the canary is released`] : []),
  ]
  return `${formatCount(waiting)} waiting = ${parts.join(' + ')}`
}

/** "90 % of the hosts online by 14:02:40, in 16 s"; undefined when nobody can say. */
export function expectedSentence(status: StatusFrame, times: WaitTimes): string | undefined {
  if (status.status !== 'running' && status.status !== 'waiting') return undefined
  if (status.expected_90_at === null) return undefined
  const at = Date.parse(status.expected_90_at)
  if (at > times.closes) return undefined
  const gap = at - times.now
  const when = gap < 1000 ? 'any moment' : `in ${formatDuration(gap / 1000)}`
  return `90 % of the hosts online by ${formatClock(at, times.zone)}, ${when}`
}

export type RateSample = { at: number; done: number }

/** Answers a minute over the samples, oldest first; undefined below two seconds of them. */
export function ratePerMinute(samples: readonly RateSample[]): number | undefined {
  const [first] = samples
  const last = samples.at(-1)
  if (!first || !last || last.at - first.at < 2_000) return undefined
  return ((last.done - first.done) * 60_000) / (last.at - first.at)
}

/** "14 answers a second", or a minute where that is less than one. */
export function rateWords(perMinute: number | undefined): string | undefined {
  if (perMinute === undefined || perMinute <= 0) return undefined
  if (perMinute >= 60) return `${formatNoun(Math.round(perMinute / 60), 'answer')} a second`
  return `${formatNoun(Math.max(1, Math.round(perMinute)), 'answer')} a minute`
}

/** "running for 41 s, usually 2 s" of a host that has the query. */
export function runningWords(seconds: number, usualSeconds: number | undefined): string {
  const usual = usualSeconds === undefined ? '' : `, usually ${formatDuration(usualSeconds)}`
  return `running for ${formatDuration(seconds)}${usual}`
}

export type Due = { text: string; tone: 'waiting' | 'warn' | 'offline' | 'subtle' }

type Check = { online: boolean; next_due: string | null; seen_at: string | null }

/** When a host that waits is expected, by its own rhythm: counted down, then late, then missed. */
export function dueWords({ online, next_due, seen_at }: Check, now: number): Due {
  if (!online) return { text: 'offline', tone: 'offline' }
  if (next_due === null) return { text: 'not known yet', tone: 'subtle' }
  const due = Date.parse(next_due)
  const gap = due - now
  if (gap >= 1000) return { text: `in ${formatDuration(gap / 1000)}`, tone: 'waiting' }
  if (gap > -2000) return { text: 'due now', tone: 'waiting' }
  const rhythm = seen_at === null ? 0 : due - Date.parse(seen_at)
  const missed = rhythm > 0 ? 1 + Math.floor(-gap / rhythm) : 1
  const text = `late by ${formatDuration(-gap / 1000)}`
  return { text: missed >= 2 ? `${text}, missed ${missed}` : text, tone: 'warn' }
}
