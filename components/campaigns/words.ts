// What people are told of a campaign, in whole sentences. Pure: counts and times are arguments.
import { formatClock, formatCount, formatDuration, formatNoun } from '@/lib/client/format'
import type { Campaign, CampaignCounts, CampaignStatus } from '@/lib/wire/campaigns'
import type { StatusFrame } from '@/lib/wire/frames'

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

const endings: [keyof CampaignCounts, string][] = [
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

type WaitTimes = { now: number; zone: string; closes: number }

function onlinePart(status: StatusFrame, { now, zone }: WaitTimes): string {
  const { waiting_online: online, next_due, last_due } = status
  const gap = next_due === null ? 0 : Date.parse(next_due) - now
  const next = gap < 1000 ? 'next due now' : `next in ${formatDuration(gap / 1000)}`
  const last = last_due === null ? '' : `, last by ${formatClock(Date.parse(last_due), zone)}`
  return `${formatCount(online)} online, ${next}${last}`
}

/**
 * "58 waiting = 11 online, next in 6 s, last by 14:02:34 + 47 offline, may answer until 14:10:12";
 * undefined when no host waits.
 */
export function waitsSentence(status: StatusFrame, times: WaitTimes): string | undefined {
  const { waiting_online: online, waiting_offline: offline } = status
  const waiting = online + offline
  const until = formatClock(times.closes, times.zone)
  if (!isOpen(status.status) || waiting === 0) return undefined
  if (status.status === 'paused') {
    return `${formatNoun(waiting, 'host waits', 'hosts wait')}: nothing is handed out while paused.`
  }
  if (online === 0) {
    return `None of ${formatNoun(waiting, 'waiting host')} is online. Answers come when they return, until ${until}.`
  }
  const parts = [
    onlinePart(status, times),
    ...(offline > 0 ? [`${formatCount(offline)} offline, may answer until ${until}`] : []),
  ]
  return `${formatCount(waiting)} waiting = ${parts.join(' + ')}`
}

export type StopWords = {
  title: string
  done: string
  sent: string | undefined
  waiting: string
  go: string
}

/** The stop dialog's sums: done, already sent, never to be sent; together they are all targets. */
export function stopWords(id: number, counts: CampaignCounts): StopWords {
  const { sent, waiting, targeted } = counts
  const of = `${formatCount(doneOf(counts))} of ${formatNoun(targeted, 'host')}`
  const one = sent === 1
  return {
    title: `Stop #${id}?`,
    done: `${of} ${targeted === 1 ? 'is' : 'are'} done; their answers stay.`,
    sent:
      sent === 0
        ? undefined
        : `${formatCount(sent)} ${one ? 'has' : 'have'} the query and will run it: it cannot be recalled.`,
    waiting:
      waiting === 0
        ? 'No host is waiting to get it.'
        : `${formatCount(waiting)} will never get it.`,
    go: waiting === 0 ? 'Stop' : `Stop, cancel ${formatCount(waiting)}`,
  }
}

const meanings: [RegExp, string, string][] = [
  [
    /denylist/i,
    'This SQL stopped the agent on this host before, so the agent refuses it for 24 h. Other hosts are not affected.',
    'Ask for less: fewer columns, a WHERE on an indexed column, no large joins.',
  ],
  [
    /no answer/i,
    'The agent took the query twice and never wrote back.',
    'Look for a crash or a watchdog entry in the status logs of this host.',
  ],
  [
    /no such table/i,
    'This agent has no table of that name: another platform, or an older osquery.',
    'Narrow the targets to a platform that has it, or update the agent.',
  ],
  [
    /no such column/i,
    'The table is there but lacks a column on this agent, usually an older osquery.',
    'Leave the column out, or update the agent.',
  ],
  [
    /without a message/i,
    'The agent reported a failure and said nothing more.',
    'The status logs of this host often say why.',
  ],
  [
    /constraint|required column|must be constrained/i,
    'The table needs a value for one of its columns before it can be read.',
    'Add a WHERE for the column that the message names.',
  ],
]

/** What an error means and what to do about it, when it is one of the known kinds. */
export function meaningOf(error: string): { meaning: string; remedy: string } {
  const known = meanings.find(([pattern]) => pattern.test(error))
  if (known) return { meaning: known[1], remedy: known[2] }
  return {
    meaning: 'The agent ran the query and refused it with this message.',
    remedy: 'The same SQL in osqueryi on that host shows the whole error.',
  }
}
