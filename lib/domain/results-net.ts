// What is different between two times, host by host: two states compared, whatever happened between.
import { emptyReply, spanOf } from '@/lib/domain/results-changes'
import { type Stated, statesOf } from '@/lib/domain/results-latest'
import { differenceOf, heldRows } from '@/lib/domain/results-walk'
import { type HostStart, listStatedHosts } from '@/lib/store/results-latest'
import type { ChangesQuery, ChangesReply, ResultChange } from '@/lib/wire/results-changes'
import type { Viewer } from '@/lib/wire/roles'

const hostsAtOnce = 100
const searchMs = 3_000

async function stateMap(packQueryId: number, hosts: readonly HostStart[], at: Date) {
  const states = new Map<number, Stated['state']>()
  for await (const { host, state } of statesOf(packQueryId, hosts, at)) states.set(host.id, state)
  return states
}

type Compared = { changes: ResultChange[]; truncated: boolean }

async function compare(
  packQueryId: number,
  hosts: readonly HostStart[],
  span: { from: Date; to: Date },
): Promise<Compared> {
  const before = await stateMap(packQueryId, hosts, span.from)
  const after = await stateMap(packQueryId, hosts, span.to)
  let truncated = false
  const changes = hosts.flatMap(({ id, hostname, display_name }): ResultChange[] => {
    const was = before.get(id)
    const is = after.get(id)
    if (!is?.last_fetched) return []
    truncated ||= is.truncated || was?.truncated === true
    const about = {
      ...{ at: is.last_fetched.toISOString(), host: { id, hostname, display_name } },
      ...{ agent_time: null, first: was === undefined },
    }
    const differences = differenceOf(heldRows(was?.rows ?? []), heldRows(is.rows))
    return differences.map(({ action, columns, times }) => ({ ...about, action, columns, times }))
  })
  return { changes, truncated }
}

/**
 * Hosts by id, each with all that is different at the end of the time; a page never parts a host, so
 * that it may hold more than its limit. `at` is when the newest line of the later state was received.
 */
export async function listNetChanges(viewer: Viewer, query: ChangesQuery): Promise<ChangesReply> {
  const { told, packQueryId, scope, filter, from, to } = await spanOf(viewer, query)
  const endMs = performance.now() + searchMs
  const reply = emptyReply(told)
  let after = Number(query.cursor ?? 0)
  for (;;) {
    const page = { after, limit: hostsAtOnce }
    const hosts = await listStatedHosts(scope, packQueryId, filter, page)
    for (const host of hosts) {
      const found = await compare(packQueryId, [host], { from, to })
      const kept = found.changes.filter(({ action }) => (query.action ?? action) === action)
      reply.changes.push(...kept)
      reply.truncated ||= found.truncated
      after = host.id
      if (reply.changes.length >= query.limit || performance.now() > endMs)
        return { ...reply, next_cursor: String(after) }
    }
    if (hosts.length < hostsAtOnce) return reply
  }
}
