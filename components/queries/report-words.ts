// Hosts beside a report in words: the parts that all of them make up, and why one does not report. Pure.
import { drawings } from '@/components/pack/health-words'
import type { StatePart } from '@/components/ui/state-words'
import { formatDuration } from '@/lib/client/format'
import type { QueryHost, QueryHosts, ReportState } from '@/lib/wire/query-hosts'

type Drawing = Omit<StatePart, 'state' | 'count'> & { label: string }

export const reportDrawings: Record<ReportState, Drawing> = {
  reporting: drawings.reporting,
  failing: drawings.failing,
  denylisted: drawings.denylisted,
  silent: drawings.silent,
  offline: { tone: 'offline', pattern: 'solid', label: 'offline' },
  not_reached: { tone: 'info', pattern: 'solid', label: 'not reached' },
  not_due: drawings.not_due,
  not_targeted: { tone: 'offline', pattern: 'hatch', label: 'not targeted' },
}

/** The states that add up to `expected`, in their fixed order. */
export const expectedStates = [
  'reporting',
  'failing',
  'denylisted',
  'silent',
  'offline',
  'not_reached',
  'not_due',
] as const satisfies readonly ReportState[]

export const absentStates = expectedStates.filter((state) => state !== 'reporting')

/** The parts of `expected`, zeros included. */
export const reportParts = (counts: QueryHosts['counts']): StatePart[] =>
  expectedStates.map((state) => ({ state, count: counts[state], ...reportDrawings[state] }))

/** Why the host does not report, or what is the matter with it. */
type Told = Pick<QueryHost, 'state' | 'message' | 'interval' | 'last_result_at'>

export function whyOf({ state, message, interval, last_result_at }: Told): string {
  const every = interval === null ? '' : `, every ${formatDuration(interval)}`
  const words: Record<ReportState, string> = {
    reporting: `Reports as it should${every}`,
    failing: message ?? 'The query fails there',
    denylisted: 'The agent’s watchdog stopped the query; it rests for a day',
    silent: 'Online, and no run is known since one was due',
    offline: 'Offline: it reports when it is back',
    not_reached: 'Online, and has not fetched a configuration with the query yet',
    not_due: last_result_at
      ? `Back online; its next run is not overdue yet${every}`
      : `Its first run is still to come${every}`,
    not_targeted: 'No pack gives the query to this host',
  }
  return words[state]
}
