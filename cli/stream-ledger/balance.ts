// What the stream ledger sets side by side: what is stored, what each reader was told, what each host
// was asked and what it was told to let go of.
import pg from 'pg'
import type { AnsweringHost } from '@/cli/stream-ledger/host'
import type { LedgerReader } from '@/cli/stream-ledger/reader'

export type Balance = {
  campaigns: number
  /** Started, but not by a launch that was told so. */
  unasked: number
  stored: number
  /** Results told, over all readers. */
  told: number
  /** Stored, but never told to a reader of that campaign. */
  missing: string[]
  /** Told twice to one reader. */
  repeated: string[]
  /** Told after a later one. */
  disordered: string[]
  /** Told, but not stored so. */
  foreign: string[]
  acked: number
  /** Acknowledged to the host, but not stored. */
  lost: string[]
  /** Answers that nobody took within a minute of calm. */
  stuck: number
  /** Hosts with more than one answer in a campaign. */
  answered_twice: number
  /** The most often that one host was asked one query. */
  asked_most: number
  ended: Record<string, number>
}

type Stored = { campaign_id: number; seq: number; rows: unknown }

async function read(databaseUrl: string) {
  const client = new pg.Client({ connectionString: databaseUrl })
  await client.connect()
  try {
    const results = await client.query<Stored>(
      'SELECT campaign_id, seq, rows FROM campaign_results ORDER BY campaign_id, seq',
    )
    const twice = await client.query<{ hosts: string }>(
      `SELECT count(*) AS hosts FROM (SELECT 1 FROM campaign_results
        GROUP BY campaign_id, host_id HAVING count(*) > 1) twice`,
    )
    const sends = await client.query<{ most: number }>(
      'SELECT coalesce(max(sends), 0) AS most FROM campaign_hosts',
    )
    const ended = await client.query<{ status: string; campaigns: string }>(
      'SELECT status, count(*) AS campaigns FROM campaigns GROUP BY status',
    )
    return {
      results: results.rows,
      twice: Number(twice.rows[0]?.hosts ?? 0),
      sends: sends.rows[0]?.most ?? 0,
      ended: Object.fromEntries(ended.rows.map((row) => [row.status, Number(row.campaigns)])),
    }
  } finally {
    await client.end()
  }
}

const nameOf = (campaign: number, seq: number) => `#${campaign}/${seq}`

function compareReader(reader: LedgerReader, stored: Map<number, Map<number, string>>) {
  const found = { missing: [], repeated: [], disordered: [], foreign: [] } satisfies Record<
    string,
    string[]
  > as Pick<Balance, 'missing' | 'repeated' | 'disordered' | 'foreign'>
  for (const [campaign, results] of reader.told) {
    const owed = new Map(stored.get(campaign))
    const seen = new Set<number>()
    let last = 0
    for (const { seq, rows } of results) {
      const name = nameOf(campaign, seq)
      if (seen.has(seq)) found.repeated.push(name)
      else if (seq < last) found.disordered.push(name)
      if (stored.get(campaign)?.get(seq) !== JSON.stringify(rows)) found.foreign.push(name)
      seen.add(seq)
      owed.delete(seq)
      last = Math.max(last, seq)
    }
    for (const seq of owed.keys()) found.missing.push(nameOf(campaign, seq))
  }
  return found
}

type Sides = {
  databaseUrl: string
  ids: number[]
  readers: readonly LedgerReader[]
  hosts: readonly AnsweringHost[]
}

export async function balance({ databaseUrl, ids, readers, hosts }: Sides): Promise<Balance> {
  const { results, twice, sends, ended } = await read(databaseUrl)
  const stored = new Map<number, Map<number, string>>(ids.map((id) => [id, new Map()]))
  for (const { campaign_id, seq, rows } of results)
    stored.get(campaign_id)?.set(seq, JSON.stringify(rows))
  const kept = new Set(results.map(({ rows }) => deliveryOf(rows)))
  const acked = hosts.flatMap((host) => [...host.acked])
  const compared = readers.map((reader) => compareReader(reader, stored))
  return {
    campaigns: ids.length,
    unasked: Object.values(ended).reduce((sum, count) => sum + count, 0) - ids.length,
    stored: results.length,
    told: readers.reduce((sum, { told }) => sum + [...told.values()].flat().length, 0),
    missing: compared.flatMap(({ missing }) => missing),
    repeated: compared.flatMap(({ repeated }) => repeated),
    disordered: compared.flatMap(({ disordered }) => disordered),
    foreign: compared.flatMap(({ foreign }) => foreign),
    acked: acked.length,
    lost: acked.filter((delivery) => !kept.has(delivery)),
    stuck: hosts.reduce((sum, host) => sum + host.waiting, 0),
    answered_twice: twice,
    asked_most: Math.max(sends, ...hosts.flatMap(({ asked }) => [...asked.values()])),
    ended,
  }
}

/** The delivery that rows answer, by the mark that each of them carries. */
function deliveryOf(rows: unknown): string {
  const [first] = Array.isArray(rows) ? rows : []
  return String(Object(first).mark).split('/')[0] ?? ''
}

/** Whether every promise was kept. */
export function isBalanced(found: Balance): boolean {
  const broken = [found.missing, found.repeated, found.disordered, found.foreign, found.lost]
  const { unasked, stuck, answered_twice, asked_most } = found
  const once = unasked + stuck + answered_twice === 0 && asked_most <= 2
  return once && broken.every((list) => list.length === 0)
}
