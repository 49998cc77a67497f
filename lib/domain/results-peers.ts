// One host's rows beside those of the others: which hosts have the same table, which of its rows are
// rare, and what most others have and it lacks. Looks at hosts for a bounded time and says so.
import { createHash } from 'node:crypto'
import { authorize, teamScopeOf } from '@/lib/domain/permissions'
import { openScheduled, replyOf, type Stated, statesOf } from '@/lib/domain/results-latest'
import { heldRows } from '@/lib/domain/results-walk'
import { findHost } from '@/lib/store/hosts'
import { listStarts, listStatedHosts } from '@/lib/store/results-latest'
import { AppError } from '@/lib/wire/errors'
import type { PeerGroup, PeersQuery, PeersReply } from '@/lib/wire/results-peers'
import type { Viewer } from '@/lib/wire/roles'
import type { Columns } from '@/lib/wire/values'

const searchMs = 5_000
const hostsAtOnce = 1_000
const groupRowsMax = 100
const examplesMax = 5
const ownRowsMax = 1_000
const missingRowsMax = 100
/** Rows of others that are counted one by one; with more of them the reply is a lower bound. */
const countedRowsMax = 200_000

type Counted = Map<string, { columns: Columns; hosts: number }>

type Comparison = {
  own: ReturnType<typeof heldRows>
  own_id: number
  groups: Map<string, PeerGroup>
  counted: Counted
  hosts: number
  cut: boolean
}

function groupOf(all: Comparison, state: Stated['state'], held: Comparison['own']): PeerGroup {
  const keys = [...held].map(([key, { count }]) => `${key} ${count}`).sort()
  const rows_digest = createHash('sha256').update(keys.join('\n')).digest('hex').slice(0, 32)
  const known = all.groups.get(rows_digest)
  if (known) return known
  const missing = [...all.own.keys()].filter((key) => !held.has(key)).length
  const group: PeerGroup = {
    ...{ rows_digest, rows: state.rows.slice(0, groupRowsMax), rows_count: state.rows.length },
    rows_cut: state.rows.length > groupRowsMax,
    ...{ hosts: 0, examples: [], is_own: false },
    lacks: missing,
    more: [...held.keys()].filter((key) => !all.own.has(key)).length,
  }
  all.groups.set(rows_digest, group)
  return group
}

function compare(all: Comparison, { host, state }: Stated): void {
  const held = heldRows(state.rows)
  const group = groupOf(all, state, held)
  group.hosts += 1
  const { id, hostname, display_name } = host
  if (group.examples.length < examplesMax) group.examples.push({ id, hostname, display_name })
  if (id === all.own_id) group.is_own = true
  all.hosts += 1
  for (const [key, { columns }] of held) {
    const known = all.counted.get(key)
    if (known) known.hosts += 1
    else if (all.counted.size < countedRowsMax) all.counted.set(key, { columns, hosts: 1 })
    else all.cut = true
  }
}

function ownRows({ own, counted }: Comparison): PeersReply['own_rows'] {
  const rows = [...own.keys()].flatMap((key) => counted.get(key) ?? [])
  return rows.sort((a, b) => a.hosts - b.hosts).slice(0, ownRowsMax)
}

function missingRows({ own, counted, hosts }: Comparison): PeersReply['missing_rows'] {
  const rows = [...counted].flatMap(([key, row]) => {
    return !own.has(key) && row.hosts > hosts / 2 ? [row] : []
  })
  return rows.sort((a, b) => b.hosts - a.hosts).slice(0, missingRowsMax)
}

function largest({ groups }: Comparison, limit: number): PeerGroup[] {
  const sorted = [...groups.values()].sort(
    (a, b) => b.hosts - a.hosts || (a.rows_digest < b.rows_digest ? -1 : 1),
  )
  const first = sorted.slice(0, limit)
  const own = sorted.find(({ is_own }) => is_own)
  return own && !first.includes(own) ? [...first.slice(0, limit - 1), own] : first
}

/** Compares all hosts of the filter, the host itself first, until they are done or the time is over. */
async function compareAll(
  all: Comparison,
  hosts: (after: number) => ReturnType<typeof listStatedHosts>,
  read: (hosts: Awaited<ReturnType<typeof listStatedHosts>>) => AsyncGenerator<Stated>,
): Promise<void> {
  const endMs = performance.now() + searchMs
  for (let after = 0; ; ) {
    const page = await hosts(after)
    const others = page.filter(({ id }) => id !== all.own_id)
    for await (const stated of read(others)) {
      compare(all, stated)
      if (performance.now() < endMs) continue
      all.cut = true
      return
    }
    const last = page.at(-1)
    if (!last || page.length < hostsAtOnce) return
    after = last.id
  }
}

/** The host beside all others of the filter; also when it never reported on the query itself. */
export async function listPeers(viewer: Viewer, query: PeersQuery): Promise<PeersReply> {
  const { at = null, host_id, label_id, platform, team_id } = query
  const scheduled = await openScheduled(viewer, query.pack_id, query.query)
  const found = await findHost(host_id)
  if (!found) throw new AppError('not_found', 'There is no such host')
  authorize(viewer, 'results:read', { team_id: found.team_id })
  const asked = await listStarts(scheduled.id, [host_id])
  let own: Stated | undefined
  for await (const stated of statesOf(scheduled.id, asked, at)) own = stated
  const all: Comparison = {
    ...{ own: heldRows(own?.state.rows ?? []), own_id: host_id, groups: new Map() },
    ...{ counted: new Map(), hosts: 0, cut: false },
  }
  if (own) compare(all, own)
  const scope = teamScopeOf(viewer, 'results:read', team_id)
  await compareAll(
    all,
    (after) =>
      listStatedHosts(scope, scheduled.id, { label_id, platform }, { after, limit: hostsAtOnce }),
    (hosts) => statesOf(scheduled.id, hosts, at),
  )
  return {
    host: own ? replyOf(own) : null,
    ...{ groups: largest(all, query.limit), groups_count: all.groups.size, hosts: all.hosts },
    ...{ at_least: all.cut, own_rows: ownRows(all), missing_rows: missingRows(all) },
  }
}
