// What people are told of a campaign, in whole sentences. Pure: counts and times are arguments.
import { formatCount, formatDuration, formatNoun } from '@/lib/client/format'
import type { Campaign, CampaignCounts, CampaignStatus, HostState } from '@/lib/wire/campaigns'

export function isOpen(status: CampaignStatus): boolean {
  return status === 'waiting' || status === 'running' || status === 'paused'
}

/** Hosts that will not change any more. */
export function doneOf(counts: CampaignCounts): number {
  return counts.targeted - counts.waiting - counts.sent
}

/** The query's name, or its SQL on one line. */
export function titleOf({ name, sql }: Pick<Campaign, 'name' | 'sql'>): string {
  return name || sql.replace(/\s+/g, ' ').trim()
}

/** "7:48" below an hour, then in words. */
export function countdown(ms: number): string {
  const seconds = Math.max(0, Math.ceil(ms / 1000))
  if (seconds >= 3600) return formatDuration(seconds)
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`
}

/** "825 of 900 done, 9 failed": what the live region says. */
export function progressSentence(counts: CampaignCounts): string {
  const failed = counts.failed + counts.denylisted + counts.too_large
  const done = `${formatCount(doneOf(counts))} of ${formatNoun(counts.targeted, 'host')} done`
  return failed === 0 ? done : `${done}, ${formatCount(failed)} with an error`
}

const endings: [HostState, string][] = [
  ['answered', 'answered'],
  ['failed', 'failed'],
  ['denylisted', 'denylisted'],
  ['too_large', 'too large'],
  ['sent', 'sent'],
  ['waiting', 'waiting'],
  ['expired', 'expired'],
  ['cancelled', 'cancelled'],
]

const endedWords: Partial<Record<CampaignStatus, string>> = {
  complete: 'Complete',
  stopped: 'Stopped',
  expired: 'Closed by time',
}

/** "Complete. 900 = 884 answered + 16 failed, the rest 0." */
export function endedSentence(status: CampaignStatus, counts: CampaignCounts): string {
  const parts = endings.filter(([key]) => counts[key] > 0)
  const sum = parts.map(([key, word]) => `${formatCount(counts[key])} ${word}`).join(' + ')
  const rest = parts.length < endings.length ? ', the rest 0' : ''
  return `${endedWords[status] ?? status}. ${formatCount(counts.targeted)} = ${sum || '0'}${rest}.`
}

/** Why it rests or ended: "Stopped by Ada" of a person's act, else the rule's own sentence. */
export function reasonWords(
  status: CampaignStatus,
  reason: string | undefined,
): string | undefined {
  if (!reason) return undefined
  const verb = status === 'stopped' ? 'Stopped' : status === 'paused' ? 'Paused' : ''
  if (reason.startsWith('by ')) return verb ? `${verb} ${reason}` : undefined
  return verb ? `${verb}: ${reason}` : reason
}

/** "512 of 900 hosts; 388 belong to other teams", for who sees only a part. */
export function partWords(seen: number, hidden: number): string {
  const all = formatNoun(seen + hidden, 'host')
  const others = `${formatCount(hidden)} ${hidden === 1 ? 'belongs' : 'belong'} to other teams`
  return `${formatCount(seen)} of ${all}; ${others}. Every count here is of the ${formatCount(seen)}.`
}
