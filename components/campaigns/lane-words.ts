// What happened to one host of a campaign, step by step with the time each took. Pure.
import type { Tone } from '@/components/ui/state-words'
import { formatDuration, formatMs } from '@/lib/client/format'
import type { CampaignHost, HostState } from '@/lib/wire/campaigns'

export type LaneStep = {
  word: string
  tone: Tone
  /** Since the step before, in ms; undefined for the first. */
  after_ms: number | undefined
  at: string
}

const endTones: Record<HostState, Tone> = {
  waiting: 'waiting',
  sent: 'info',
  answered: 'ok',
  failed: 'bad',
  denylisted: 'bad',
  too_large: 'warn',
  expired: 'offline',
  cancelled: 'offline',
}

/** "1.2 s" below ten seconds, then in words. */
export function gapWords(ms: number): string {
  return ms < 10_000 ? formatMs(Math.max(0, ms)) : formatDuration(ms / 1000)
}

const gap = (from: string, to: string) => Math.max(0, Date.parse(to) - Date.parse(from))

/** Asked, then sent, then how it ended; only what has happened. */
export function laneOf(host: CampaignHost, asked_at: string): LaneStep[] {
  const { state, sent_at, finished_at, sends } = host
  const steps: LaneStep[] = [{ word: 'asked', tone: 'waiting', after_ms: undefined, at: asked_at }]
  if (sent_at) {
    const word = sends > 1 ? `sent ${sends} times` : 'sent'
    steps.push({ word, tone: 'info', after_ms: gap(asked_at, sent_at), at: sent_at })
  }
  if (finished_at) {
    const word = state.replaceAll('_', ' ')
    const before = sent_at ?? asked_at
    steps.push({
      word,
      tone: endTones[state],
      after_ms: gap(before, finished_at),
      at: finished_at,
    })
  }
  return steps
}

/** "asked, sent after 3.1 s, answered after 1.2 s", for those who hear it. */
export function laneSentence(steps: readonly LaneStep[]): string {
  return steps
    .map(({ word, after_ms }) =>
      after_ms === undefined ? word : `${word} after ${gapWords(after_ms)}`,
    )
    .join(', ')
}

/** What a host usually took from hand-out to answer, in seconds: the median of those that answered. */
export function usualSeconds(hosts: readonly CampaignHost[]): number | undefined {
  const took = hosts
    .flatMap(({ state, late, sent_at, finished_at }) =>
      state === 'answered' && !late && sent_at && finished_at ? [gap(sent_at, finished_at)] : [],
    )
    .sort((a, b) => a - b)
  const middle = took[Math.floor(took.length / 2)]
  return middle === undefined ? undefined : Math.max(1, Math.round(middle / 1000))
}
