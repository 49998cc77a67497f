// Hosts, people and answers for the tests of live queries, made straight in the database.
import type { KnownHost } from '@/lib/domain/directory'
import { sql } from '@/lib/store/db'
import { ensurePartitions } from '@/lib/store/partitions'
import type { Guard } from '@/lib/wire/campaigns'
import type { Answer } from '@/lib/wire/osquery'
import { type Role, Scope, type Viewer } from '@/lib/wire/roles'
import { Selected } from '@/lib/wire/targets'

/** A token of a person of that role, over everything or in teams: it may ask any number of hosts. */
export async function person(
  name: string,
  role: Role | null,
  teams: Viewer['teams'] = [],
): Promise<Viewer> {
  const email = `${name}-${crypto.randomUUID()}@example.test`
  const [row] = await sql<{ id: number }>(
    'people',
    'INSERT INTO users (name, email, global_role) VALUES ($1, $2, $3::role) RETURNING id',
    [name, email, role],
  )
  return {
    ...{ user_id: row?.id ?? 0, name, email, global_role: role, teams },
    ...{ via: 'token', scopes: Scope.options },
  }
}

/** A host as the directory would know it, seen `seenSecondsAgo` ago with a rhythm of 10 s. */
export function known(id: number): KnownHost {
  return {
    id,
    key_id: id,
    team_id: null,
    platform: 'linux',
    os_name: '',
    hostname: `host-${id}`,
    host_identifier: `host-${id}`,
    osquery_version: '5.23.1',
    labels: [],
    labels_version: 0,
    labels_evaluated_at_ms: 0,
    detail_updated_at_ms: 0,
    refetch: false,
    renderings: [],
    rendering_hash: null,
    config_served_at_ms: 0,
    logger_max_lines: null,
    ends_at_ms: Number.POSITIVE_INFINITY,
    shared: false,
    seen_at_ms: 0,
    rhythm_seconds: 10,
  }
}

/** Makes hosts in one statement and returns them in order of id. */
export async function fleet(
  size: number,
  { team = null, seenSecondsAgo = 0 }: { team?: number | null; seenSecondsAgo?: number } = {},
): Promise<KnownHost[]> {
  await ensurePartitions()
  const rows = await sql<{ id: number }>(
    'people',
    `WITH made AS (
       INSERT INTO hosts (hostname, display_name, team_id)
       SELECT 'host-' || g, 'Host ' || g, $2 FROM generate_series(1, $1::int) g RETURNING id),
     seen AS (
       INSERT INTO host_seen (host_id, seen_at, rhythm_seconds)
       SELECT id, now() - make_interval(secs => $3), 10 FROM made)
     SELECT id FROM made ORDER BY id`,
    [size, team, seenSecondsAgo],
  )
  return rows.map(({ id }) => known(id))
}

export async function newTeam(name: string): Promise<number> {
  const [row] = await sql<{ id: number }>(
    'people',
    'INSERT INTO teams (name) VALUES ($1) RETURNING id',
    [`${name} ${crypto.randomUUID()}`],
  )
  return row?.id ?? 0
}

/** What a run asks for unless a test says otherwise: every host, any text. */
export function asking(hosts: readonly KnownHost[] | 'all', query = 'SELECT 1 AS one') {
  const selected = hosts === 'all' ? { all: true } : { hosts: hosts.map(({ id }) => id) }
  return {
    query,
    selected: Selected.parse(selected),
    expires_in: 600,
    include_offline: true,
    newcomers: false,
  }
}

/** The one answer of a distributed write, as the door decodes it. */
export function answers(
  delivery: string,
  rows: Record<string, string>[] = [{ one: '1' }],
  { status = 0, message = '' }: { status?: number; message?: string } = {},
): Answer[] {
  const stats = { wall_time_ms: 3, user_time: 1, system_time: 0, memory: 0 }
  const bytes = JSON.stringify(rows).length
  return [{ delivery, rows, status, message, stats, bytes, truncated: false }]
}

/** Puts guard rails on a campaign that has begun, as starting it with them would; read memory anew after. */
export async function guarded(
  id: number,
  guard: Guard,
  canary: readonly KnownHost[] = [],
): Promise<void> {
  await sql('people', 'UPDATE campaigns SET guard = $2, holding = $3 WHERE id = $1', [
    id,
    JSON.stringify(guard),
    canary.length > 0,
  ])
  await sql(
    'people',
    'UPDATE campaign_hosts SET canary = true WHERE campaign_id = $1 AND host_id = ANY($2::int[])',
    [id, canary.map((host) => host.id)],
  )
}
