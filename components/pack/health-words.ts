// The words and parts of health: states in their fixed order, figures of cost, and the question that a
// host is asked about a query.
import type { StatePart, Tone } from '@/components/ui/state-words'
import type { HealthState, QueryHealth, TrendPoint } from '@/lib/wire/health'

type Drawing = { tone: Tone; pattern: 'solid' | 'hatch' | 'dotted'; label: string }

export const drawings: Record<HealthState, Drawing> = {
  reporting: { tone: 'ok', pattern: 'solid', label: 'reporting' },
  failing: { tone: 'bad', pattern: 'solid', label: 'failing' },
  denylisted: { tone: 'bad', pattern: 'hatch', label: 'denylisted' },
  silent: { tone: 'warn', pattern: 'solid', label: 'silent' },
  not_due: { tone: 'waiting', pattern: 'dotted', label: 'not due' },
}

/** The five parts of `expected`, zeros included. */
export function healthParts(query: Record<HealthState, number>): StatePart[] {
  return [
    { state: 'reporting', count: query.reporting, ...drawings.reporting },
    { state: 'failing', count: query.failing, ...drawings.failing },
    { state: 'denylisted', count: query.denylisted, ...drawings.denylisted },
    { state: 'silent', count: query.silent, ...drawings.silent },
    { state: 'not_due', count: query.not_due, ...drawings.not_due },
  ]
}

/** What to look at first; undefined when all is well or nobody is expected. */
export function worstOf(query: Record<HealthState, number>): HealthState | undefined {
  const order = ['denylisted', 'failing', 'silent'] as const
  return order.find((state) => query[state] > 0)
}

export const needsLook = (query: QueryHealth) => worstOf(query) !== undefined

const hostsInLink = 400

/** The live query page with the question what its schedule says of the query, for those hosts. */
export function askWhyPath(fullName: string, hostIds: readonly number[]): string {
  const name = fullName.replaceAll("'", "''")
  const params = new URLSearchParams({
    sql: `SELECT * FROM osquery_schedule WHERE name = '${name}'`,
    hosts: hostIds.slice(0, hostsInLink).join(','),
  })
  return `/live?${params}`
}

/** One median a day: of the newest revision that was measured on it. */
export function medians(
  trend: readonly TrendPoint[],
): { day: string; revision: number; p50: number }[] {
  const days = new Map<string, TrendPoint>()
  for (const point of trend) {
    const held = days.get(point.day)
    if (!held || point.revision >= held.revision) days.set(point.day, point)
  }
  return [...days.values()].map(({ day, revision, p50 }) => ({ day, revision, p50 }))
}

const dayMs = 86_400_000

/** The share by which the median of the newest day differs from that of a week before; null if new. */
export function changeInAWeek(trend: readonly TrendPoint[]): number | null {
  const points = medians(trend)
  const last = points.at(-1)
  const before = points.findLast(
    ({ day }) => last && Date.parse(day) <= Date.parse(last.day) - 7 * dayMs,
  )
  return last && before && before.p50 > 0 ? last.p50 / before.p50 - 1 : null
}
