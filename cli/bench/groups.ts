// Groups and a comparison of 10,000 hosts with 30 rows each: the first look at a campaign that nobody
// has grouped yet, the next look while answers arrive, and two runs compared.
import { diffCampaigns } from '@/lib/domain/campaign-diffs'
import { listGroups } from '@/lib/domain/campaign-groups'
import { forgetTables } from '@/lib/domain/campaign-tables'
import { sql } from '@/lib/store/db'
import { DiffQuery } from '@/lib/wire/campaign-diffs'
import { GroupsQuery } from '@/lib/wire/campaign-groups'
import type { Viewer } from '@/lib/wire/roles'
import { limitRow, type Row, shown, spread } from './figures'
import { administrator } from './packs'
import { openRig } from './rig'
import { seedHosts } from './seed'

const hosts = 10_000
const rowsEach = 30
const rounds = 7
const arriving = 200

/** A campaign that those hosts have answered; one row in a hundred differs with `seed`. */
async function seedCampaign(viewer: Viewer, ids: readonly number[], seed: number): Promise<number> {
  const [made] = await sql<{ id: number }>(
    'work',
    `INSERT INTO campaigns (query, user_id, selected, status, expires_at)
     VALUES ('SELECT name, path, port, pid FROM processes', $1, '{"all": true}', 'running',
             now() + interval '1 hour') RETURNING id`,
    [viewer.user_id],
  )
  const id = made?.id ?? 0
  await seedAnswers(id, ids, seed)
  return id
}

async function seedAnswers(id: number, ids: readonly number[], seed: number): Promise<void> {
  await sql(
    'work',
    `WITH told AS (
       SELECT host_id, c.last_seq + place AS seq,
              (SELECT json_agg(json_build_object(
                        'name', 'program-' || r,
                        'path', '/usr/lib/program-' || r || '/bin/' ||
                                CASE WHEN (host_id * 31 + r * 17 + $3::int) % 100 = 0
                                     THEN host_id::text ELSE 'main' END,
                        'port', (1000 + r)::text,
                        'pid', ((host_id::bigint * 30 + r + $3::int) * 2654435761 % 32768)::text)
                      ORDER BY r)
                 FROM generate_series(1, $4::int) r) AS rows
         FROM campaigns c, unnest($2::int[]) WITH ORDINALITY AS u(host_id, place) WHERE c.id = $1),
     results AS (
       INSERT INTO campaign_results (campaign_id, seq, host_id, rows, bytes)
       SELECT $1, seq, host_id, rows, length(rows::text) FROM told),
     states AS (
       INSERT INTO campaign_hosts (campaign_id, host_id, state, seq)
       SELECT $1, host_id, 'answered', seq FROM told)
     UPDATE campaigns SET last_seq = last_seq + cardinality($2::int[]) WHERE id = $1`,
    [id, ids, seed, rowsEach],
  )
}

async function taken(run: () => Promise<unknown>): Promise<number> {
  const started = performance.now()
  await run()
  return performance.now() - started
}

async function cold(run: () => Promise<unknown>): Promise<number[]> {
  const measured: number[] = []
  for (let round = 0; round < rounds + 1; round++) {
    forgetTables()
    const ms = await taken(run)
    if (round > 0) measured.push(ms)
  }
  return measured
}

const groups = GroupsQuery.parse({})

export async function benchGroups(): Promise<Row[]> {
  const rig = await openRig()
  try {
    const viewer = await administrator()
    await seedHosts(1, hosts + rounds * arriving)
    const all = await sql<{ id: number }>('work', 'SELECT id FROM hosts ORDER BY id')
    const ids = all.map(({ id }) => id)
    const one = await seedCampaign(viewer, ids.slice(0, hosts), 0)
    const other = await seedCampaign(viewer, ids.slice(0, hosts), 1)
    const first = await cold(() => listGroups(viewer, one, groups))
    const compared = await cold(() =>
      diffCampaigns(
        viewer,
        one,
        DiffQuery.parse({ with: String(other), columns: 'name,path,port' }),
      ),
    )
    const next: number[] = []
    for (let round = 0; round < rounds; round++) {
      const from = hosts + round * arriving
      await seedAnswers(one, ids.slice(from, from + arriving), 0)
      next.push(await taken(() => listGroups(viewer, one, groups)))
    }
    return rowsOf(first, next, compared)
  } finally {
    await rig.close()
  }
}

function rowsOf(first: number[], next: number[], compared: number[]): Row[] {
  const what = `of ${(hosts * rowsEach).toLocaleString('en')} rows`
  const [look, again, both] = [spread(first), spread(next), spread(compared)]
  return [
    limitRow(`groups ${what}, first page`, shown(look, ' ms'), '< 1 000 ms', look.median < 1_000),
    limitRow(
      `groups ${what}, next page after ${arriving} answers`,
      shown(again, ' ms'),
      '< 250 ms',
      again.median < 250,
    ),
    limitRow(`two runs ${what} compared`, shown(both, ' ms'), '< 3 000 ms', both.median < 3_000),
  ]
}
