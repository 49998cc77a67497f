// What happened in a rollout, newest first: who, what, and the reason where a gate did it.
import { Time } from '@/components/ui/time'
import { formatNoun } from '@/lib/client/format'
import type { Rollout } from '@/lib/wire/rollouts'

type Event = Rollout['events'][number]

const text = (value: unknown) => (typeof value === 'string' ? value : '')

/** One event in words. */
function eventWords(event: Event, { from, to, share, label }: Rollout): string {
  const { actor, details } = event
  const first = details.share ?? share
  const whom = label ? `the members of ${label}` : `${first} % of the hosts`
  const words: Record<string, string> = {
    started: `${actor} started revision ${to} on ${whom}`,
    widened: `${actor} widened it from ${details.from_share} % to ${details.share} %`,
    changed_gates: `${actor} changed the limits of the gates`,
    paused: `${actor} paused it`,
    tripped: `A gate paused it: ${text(details.reason)}`,
    resumed: `${actor} let it go on`,
    promoted: `${actor} promoted revision ${to} to every host`,
    rolled_back: `${actor} rolled every host back to ${from === 0 ? 'nothing' : `revision ${from}`}`,
  }
  return words[event.type] ?? `${actor}: ${event.type}`
}

export function RolloutTimeline({ rollout }: { rollout: Rollout }) {
  const events = [...rollout.events].reverse()
  return (
    <ol aria-label="What happened" className="flex flex-col">
      {events.map((event) => (
        <li
          key={`${event.at} ${event.type}`}
          className="flex gap-3 border-line border-t px-4 py-2 first:border-t-0 max-sm:flex-col max-sm:gap-0"
        >
          <Time at={event.at} className="w-28 shrink-0 text-fg-subtle" />
          <span className="min-w-0 break-words">{eventWords(event, rollout)}</span>
        </li>
      ))}
    </ol>
  )
}

/** "promoted to 1,040 hosts 3 days ago" for rollouts that have ended. */
export function endWords({ state, from, hosts }: Rollout): string {
  const all = formatNoun(hosts.from + hosts.to + hosts.other, 'host')
  return state === 'promoted'
    ? `promoted; the pack reaches ${all} now`
    : `rolled back to ${from === 0 ? 'nothing' : `revision ${from}`}`
}
