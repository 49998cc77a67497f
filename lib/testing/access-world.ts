// One of everything that belongs to a team, made through the API as an administrator would, so that
// the access matrix has something to point at. Names hold the mark, for the search for leaks.
import { sql } from '@/lib/store/db'
import { ensurePartitions } from '@/lib/store/partitions'
import { apiToken, call, type Person, person, team } from '@/lib/testing/people'

type Door = Parameters<typeof call>[0]
type Doors = Record<'GET' | 'POST' | 'PATCH' | 'DELETE', Door>

export type World = {
  mark: string
  team: number
  host: number
  twin: number
  query: number
  pack: number
  /** A scheduled query of the pack, and one by its Fleet name. */
  scheduled: number
  rollout: number
  campaign: number
  run: number
  secret: number
  user: number
  /** Somebody who has not chosen a password yet. */
  guest: number
  label: number
  /** What the user keeps for themselves. */
  token: number
  session: number
  /** How a provider knows the user. */
  identity: number
  set: number
  view: number
  result_view: number
  conflict: number
  carve: number
  destination: number
  /** The first entry of the audit trail. */
  activity: number
}

const fleet = (path: string): Promise<Doors> =>
  import(`../../app/api/[version]/fleet/${path}/route`)

function idIn(reply: { status: number; body: unknown }, noun: string, path: string): number {
  const id = Object(Object(reply.body)[noun]).id
  if (typeof id === 'number') return id
  throw new Error(`${path}: ${reply.status} ${JSON.stringify(reply.body)}`)
}

async function make(
  by: Person | { token: string },
  path: string,
  noun: string,
  body: object,
  params: Record<string, string> = {},
): Promise<number> {
  const { POST } = await fleet(path)
  return idIn(await call(POST, { token: by.token, body, params }), noun, path)
}

async function hosts(mark: string, teamId: number) {
  await ensurePartitions()
  const rows = await sql<{ id: number }>(
    'people',
    `WITH made AS (
       INSERT INTO hosts (hostname, display_name, uuid, hardware_serial, platform, team_id)
       SELECT $1 || '-host-' || n, $1 || '-host-' || n, gen_random_uuid()::text,
              $1 || '-serial-' || n, 'linux', $2
       FROM generate_series(1, 2) n RETURNING id),
     seen AS (INSERT INTO host_seen (host_id, rhythm_seconds) SELECT id, 10 FROM made),
     joined AS (
       INSERT INTO label_verdicts (label_id, host_id, member)
       SELECT l.id, made.id, true FROM made, labels l WHERE l.name = 'All Hosts')
     SELECT id FROM made ORDER BY id`,
    [mark, teamId],
  )
  const [host = 0, twin = 0] = rows.map(({ id }) => id)
  await sql('people', 'UPDATE hosts SET identity_conflict = $2 WHERE id = $1', [twin, host])
  const [row] = await sql<{ id: number }>(
    'people',
    'INSERT INTO host_conflicts (host_id, other_id) VALUES ($1, $2) RETURNING id',
    [twin, host],
  )
  return { host, twin, conflict: row?.id ?? 0 }
}

async function packOf(admin: Person, mark: string, teamId: number) {
  const queries = [{ name: 'one', query: 'SELECT 1 AS one', interval: 60 }]
  const body = { name: `${mark}-pack`, team_id: teamId, team_ids: [teamId], queries }
  const pack = await make(admin, 'packs', 'pack', body)
  const { PATCH } = await fleet('packs/[id]')
  const edit = {
    queries: [{ name: 'one', query: 'SELECT 2 AS one', interval: 60 }],
    release: false,
  }
  await call(PATCH, { token: admin.token, method: 'PATCH', params: { id: `${pack}` }, body: edit })
  const rollout = await make(
    admin,
    'packs/[id]/rollouts',
    'rollout',
    { revision: 2, share: 10 },
    { id: `${pack}` },
  )
  const [row] = await sql<{ id: number }>(
    'people',
    'SELECT id FROM pack_queries WHERE pack_id = $1',
    [pack],
  )
  return { pack, rollout, scheduled: row?.id ?? 0 }
}

async function asked(admin: Person, host: number, query: number, pack: number) {
  const token = await apiToken(admin, { scopes: ['read', 'write', 'live', 'live:all', 'admin'] })
  const selected = { hosts: [host] }
  const by = { token }
  const campaign = await make(by, 'queries/run', 'campaign', { query_id: query, selected })
  await sql(
    'people',
    `WITH answered AS (
       UPDATE campaign_hosts SET state = 'answered', seq = 1 WHERE campaign_id = $1)
     INSERT INTO campaign_results (campaign_id, seq, host_id, rows)
     VALUES ($1, 1, $2, '[{"one":"1"}]')`,
    [campaign, host],
  )
  return {
    campaign,
    run: await make(by, 'packs/[id]/run', 'run', { selected }, { id: `${pack}` }),
  }
}

async function carveOf(host: number): Promise<number> {
  const [row] = await sql<{ id: number }>(
    'people',
    `INSERT INTO carves (host_id, carve_guid, state, block_size, block_count, carve_size,
                         blocks_received, bytes_received, content, finished_at)
     VALUES ($1, gen_random_uuid()::text, 'complete', 1, 1, 1, 1, 1, lo_from_bytea(0, 'a'), now())
     RETURNING id`,
    [host],
  )
  return row?.id ?? 0
}

/** Every column that proves somebody is who they are holds this, so that a leak can be seen. */
export const canary = 'zzcanary'

/** Puts the canary where proofs are kept, those of `keep` aside. */
export async function plantCanaries(keep: readonly number[]): Promise<void> {
  const bytes = `convert_to('${canary}' || id, 'UTF8')`
  await sql('people', `UPDATE enroll_secrets SET secret_hash = ${bytes}`)
  await sql('people', `UPDATE api_tokens SET token_hash = ${bytes} WHERE user_id <> ALL ($1)`, [
    keep,
  ])
  await sql('people', `UPDATE sessions SET token_hash = ${bytes} WHERE user_id <> ALL ($1)`, [keep])
  await sql('people', `UPDATE users SET password_hash = '${canary}'`)
}

async function optionsOf(admin: Person, teamId: number): Promise<void> {
  const { PATCH } = await fleet('teams/[id]')
  const body = { agent_options: { config: { options: { logger_tls_period: 20 } } } }
  await call(PATCH, { token: admin.token, method: 'PATCH', params: { id: `${teamId}` }, body })
}

/** What a person keeps: a token, a session, a target set, a view of the host list. */
async function kept(mark: string, teamId: number, host: number) {
  const owner = await person({ teams: [{ id: teamId, role: 'maintainer' }] })
  const set = { name: `${mark}-set`, selected: { hosts: [host] } }
  const view = { name: `${mark}-view`, params: { status: 'online' } }
  const [linked] = await sql<{ id: number }>(
    'people',
    `INSERT INTO user_identities (user_id, issuer, subject)
     VALUES ($1, 'https://id.example', $2) RETURNING id`,
    [owner.viewer.user_id, mark],
  )
  return {
    identity: linked?.id ?? 0,
    user: owner.viewer.user_id,
    session: owner.viewer.session_id ?? 0,
    token: await make(owner, 'tokens', 'token', { name: `${mark}-token` }),
    set: await make(owner, 'targets/sets', 'target_set', set),
    view: await make(owner, 'hosts/views', 'host_view', view),
    result_view: await make(owner, 'results/views', 'result_view', { ...view, params: {} }),
  }
}

/** Labels belong to the whole fleet, so their names are everybody's to see. */
export const labelName = (mark: string) => `label of ${mark.slice(2)}`

/** Makes a team with one of everything; `mark` is part of every name. */
export async function accessWorld(admin: Person, mark: string): Promise<World> {
  const teamId = await team(`${mark}-team`)
  await optionsOf(admin, teamId)
  const { host, twin, conflict } = await hosts(mark, teamId)
  const saved = {
    name: `${mark}-query`,
    query: 'SELECT 1',
    team_id: teamId,
    observer_can_run: true,
  }
  const query = await make(admin, 'queries', 'query', saved)
  const packs = await packOf(admin, mark, teamId)
  const guest = { name: `${mark} guest`, email: `${mark}@example.com` }
  const roles = { teams: [{ id: teamId, role: 'observer' }] }
  return {
    ...{ mark, team: teamId, host, twin, query },
    ...packs,
    ...(await asked(admin, host, query, packs.pack)),
    ...(await kept(mark, teamId, host)),
    secret: await make(admin, 'enroll_secrets', 'enroll_secret', {
      name: `${mark}-secret`,
      team_id: teamId,
    }),
    guest: await make(admin, 'users', 'user', { ...guest, ...roles }),
    label: await make(admin, 'labels', 'label', { name: labelName(mark), host_ids: [host] }),
    conflict,
    carve: await carveOf(host),
    destination: await make(admin, 'destinations', 'destination', {
      ...{ name: `${mark}-destination`, kind: 'file', config: { path: `${mark}.ndjson` } },
      enabled: false,
    }),
    activity: 1,
  }
}
