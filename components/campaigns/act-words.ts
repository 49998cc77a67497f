// What stopping, pausing, releasing and asking again do, told before they are done. Pure.
import { formatClock, formatCount, formatNoun } from '@/lib/client/format'
import type { Campaign, CampaignCounts } from '@/lib/wire/campaigns'
import { doneOf } from './words'

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

/** What pausing does: who may still answer, who gets nothing, and that its time goes on. */
export function pauseWords(
  id: number,
  counts: CampaignCounts,
  { closes, zone }: { closes: number; zone: string },
): { title: string; effects: string[] } {
  const { sent, waiting } = counts
  return {
    title: `Pause #${id}?`,
    effects: [
      sent === 0
        ? 'No host is running the query now.'
        : `${formatCount(sent)} ${sent === 1 ? 'has' : 'have'} the query and may still answer.`,
      waiting === 0
        ? 'No host is waiting to get it.'
        : `${formatNoun(waiting, 'host waits', 'hosts wait')} and ${waiting === 1 ? 'gets' : 'get'} nothing until somebody resumes it.`,
      `It still closes at ${formatClock(closes, zone)}.`,
    ],
  }
}

/** States that may be asked again, in their order, with how each is called. */
export const againWords = [
  ['failed', 'failed'],
  ['denylisted', 'denylisted'],
  ['expired', 'expired'],
  ['cancelled', 'cancelled'],
] as const
export type AgainState = (typeof againWords)[number][0]

/** Hosts that could be asked again. */
export function againCount(counts: CampaignCounts): number {
  return againWords.reduce((sum, [state]) => sum + counts[state], 0)
}

/** "9 = 4 failed + 2 denylisted + 3 expired" of the states chosen. */
export function againSum(counts: CampaignCounts, states: readonly AgainState[]): string {
  const parts = againWords.filter(([state]) => states.includes(state) && counts[state] > 0)
  const total = parts.reduce((sum, [state]) => sum + counts[state], 0)
  const words = parts.map(([state, word]) => `${formatCount(counts[state])} ${word}`)
  return `${formatCount(total)} = ${words.join(' + ') || '0'}`
}

/** The sums of stopping several: all their hosts are in exactly one of the three. */
export function bulkStopWords(campaigns: readonly Pick<Campaign, 'counts'>[]): StopWords {
  const sum = (of: (counts: CampaignCounts) => number) =>
    campaigns.reduce((total, { counts }) => total + of(counts), 0)
  const sent = sum((counts) => counts.sent)
  const waiting = sum((counts) => counts.waiting)
  const done = sum(doneOf)
  const targeted = sum((counts) => counts.targeted)
  return {
    title: `Stop ${formatNoun(campaigns.length, 'campaign')}?`,
    done: `${formatCount(done)} of ${formatNoun(targeted, 'host')} are done; their answers stay.`,
    sent:
      sent === 0
        ? undefined
        : `${formatCount(sent)} ${sent === 1 ? 'has' : 'have'} a query and will run it: it cannot be recalled.`,
    waiting:
      waiting === 0 ? 'No host is waiting.' : `${formatCount(waiting)} will never get theirs.`,
    go:
      waiting === 0
        ? `Stop ${formatCount(campaigns.length)}`
        : `Stop ${formatCount(campaigns.length)}, cancel ${formatCount(waiting)}`,
  }
}
