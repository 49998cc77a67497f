// When a scheduled query's states changed: the marks of a slider. Looks through lines for a bounded
// time, newest first, and says how far it came.
import { type HostChange, spanOf, stretches } from '@/lib/domain/results-changes'
import type { TicksQuery, TicksReply } from '@/lib/wire/results-changes'
import type { Viewer } from '@/lib/wire/roles'

const searchMs = 3_000

type Step = { at: number; hosts: Set<number>; changes: number }

function note(steps: Map<number, Step>, step: number, { at, host, times }: HostChange): void {
  const known = steps.get(step) ?? { at: 0, hosts: new Set(), changes: 0 }
  known.at = Math.max(known.at, at.getTime())
  known.hosts.add(host.id)
  known.changes += times
  steps.set(step, known)
}

/** The moments at which something changed, changes of one step of the time taken together. */
export async function listTicks(viewer: Viewer, query: TicksQuery): Promise<TicksReply> {
  const { told, ...span } = await spanOf(viewer, query)
  const endMs = performance.now() + searchMs
  const fromMs = Date.parse(told.from)
  const stepMs = Math.max(1, (Date.parse(told.to) - fromMs) / query.steps)
  const steps = new Map<number, Step>()
  let readTo = new Date(told.to)
  let isWhole = true
  for await (const stretch of stretches(span)) {
    for (const change of stretch.changes)
      note(steps, Math.floor((change.at.getTime() - fromMs) / stepMs), change)
    readTo = stretch.read_to
    isWhole = !stretch.more
    if (performance.now() > endMs) break
  }
  const ticks = [...steps.values()].sort((a, b) => a.at - b.at)
  return {
    ticks: ticks.map(({ at, hosts, changes }) => {
      return { at: new Date(at).toISOString(), hosts: hosts.size, changes }
    }),
    ...told,
    at_least: !isWhole,
    read_to: readTo.toISOString(),
  }
}
