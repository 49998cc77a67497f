// States among 20 million lines: of one query over 10,000 hosts, whole and a page, now and days ago,
// beside reading each host's newest line along the index; what changed; and one host's peers. Also what
// the fold that knows where states begin costs, beside the same fold without it.

import { listChanges } from '@/lib/domain/results-changes'
import { listLatest } from '@/lib/domain/results-latest'
import { listPeers } from '@/lib/domain/results-peers'
import { listTicks } from '@/lib/domain/results-ticks'
import { closeDatabase, sql } from '@/lib/store/db'
import { foldResultLines } from '@/lib/store/health-folds'
import { ChangesQuery, TicksQuery } from '@/lib/wire/results-changes'
import { LatestQuery } from '@/lib/wire/results-latest'
import { PeersQuery } from '@/lib/wire/results-peers'
import type { Viewer } from '@/lib/wire/roles'
import { limitRow, type Row, rounded, shown, spread } from './figures'
import { days, differences, seedStates, snapshots } from './latest-seed'
import { administrator } from './packs'
import { openRig } from './rig'
import { seedHosts } from './seed'

const lines = 20_000_000
const hosts = 10_000
const rounds = 5
const wholeMs = 500
const pageMs = 1_000
const foldedLines = 50_000

async function timed(run: () => Promise<unknown>): Promise<number[]> {
  const times: number[] = []
  await run()
  for (let round = 0; round < rounds; round++) {
    const started = performance.now()
    await run()
    times.push(performance.now() - started)
  }
  return times
}

async function measured(name: string, limitMs: number, run: () => Promise<unknown>): Promise<Row> {
  const times = spread(await timed(run))
  return limitRow(name, shown(times, ' ms'), `< ${limitMs} ms`, times.median < limitMs)
}

/** Every host's state, page after page. */
async function readWhole(viewer: Viewer, query: Record<string, string>): Promise<void> {
  let seen = 0
  for (let cursor: string | null = '0'; cursor !== null; ) {
    const asked = LatestQuery.parse({ ...query, limit: '10000', cursor })
    const reply = await listLatest(viewer, asked)
    seen += reply.hosts.filter(({ rows }) => rows.length > 0).length
    cursor = reply.next_cursor
  }
  if (seen !== hosts) throw new Error(`${seen} hosts have a state`)
}

const alongIndex = `
SELECT r.id, r.content FROM hosts h, LATERAL (SELECT id, content FROM result_lines
  WHERE host_id = h.id AND pack_query_id = $1 ORDER BY id DESC LIMIT 1) r`

async function latestRows(viewer: Viewer): Promise<Row[]> {
  const of = (query: string) => ({ pack_id: '1', query })
  const then = new Date(Date.now() - (days / 2) * 86_400_000).toISOString()
  const page = (query: Record<string, string>) => () => listLatest(viewer, LatestQuery.parse(query))
  const name = `${hosts} hosts`
  const bare = await timed(() => sql('work', alongIndex, [snapshots.id]))
  const whole = await measured(`latest state, snapshots, all of ${name}`, wholeMs, () =>
    readWhole(viewer, of(snapshots.query)),
  )
  return [
    { ...whole, bare: `${shown(spread(bare), ' ms')} along the index` },
    await measured('latest state, snapshots, 100 hosts', wholeMs, page(of(snapshots.query))),
    await measured('latest state, differences, 100 hosts', wholeMs, page(of(differences.query))),
    await measured(
      `${days / 2} days ago, snapshots, 100 hosts`,
      pageMs,
      page({ ...of(snapshots.query), at: then }),
    ),
    await measured(
      `${days / 2} days ago, differences, 100 hosts`,
      pageMs,
      page({ ...of(differences.query), at: then }),
    ),
  ]
}

async function changeRows(viewer: Viewer): Promise<Row[]> {
  const of = (query: string) => ({ pack_id: '1', query })
  const from = new Date(Date.now() - days * 86_400_000).toISOString()
  const changes = ChangesQuery.parse({ ...of(differences.query), from })
  const rare = ChangesQuery.parse({ ...of(snapshots.query), from })
  const own = TicksQuery.parse({ ...of(snapshots.query), host_id: '77', from })
  const peers = PeersQuery.parse({ ...of(snapshots.query), host_id: '77' })
  return [
    await measured('changes of differences, first page', pageMs, () =>
      listChanges(viewer, changes),
    ),
    await measured('changes of snapshots, first page', pageMs, () => listChanges(viewer, rare)),
    await measured('ticks of one host', pageMs, () => listTicks(viewer, own)),
    await measured(`peers among ${hosts} hosts`, pageMs * 5, () => listPeers(viewer, peers)),
  ]
}

/** Folds so many lines anew, and says how many a second. */
async function foldRate(): Promise<number> {
  const [row] = await sql<{ id: number }>('work', 'SELECT max(id) AS id FROM result_lines')
  const end = row?.id ?? 0
  await sql('work', 'UPDATE fold_cursors SET position = $1', [end - foldedLines])
  const started = performance.now()
  while (await foldResultLines(end, 5_000));
  return (foldedLines / (performance.now() - started)) * 1_000
}

export async function benchLatest(total = lines): Promise<Row[]> {
  const rig = await openRig()
  try {
    await seedHosts(1, hosts)
    await seedStates(total, hosts)
    const viewer = await administrator()
    const rows = [...(await latestRows(viewer)), ...(await changeRows(viewer))]
    const rates: number[] = []
    for (let round = 0; round < rounds; round++) rates.push(await foldRate())
    rows.push(limitRow('fold of result lines', `${rounded(spread(rates).median)} lines/s`, ''))
    return rows
  } finally {
    await closeDatabase()
    await rig.close()
  }
}
