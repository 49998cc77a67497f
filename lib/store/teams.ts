// Rows of teams and their members.
import { isDuplicate, sql, type Tx } from '@/lib/store/db'
import { scopeSql } from '@/lib/store/scope'
import { AppError } from '@/lib/wire/errors'
import { containing } from '@/lib/wire/paging'
import type { Role, TeamScope } from '@/lib/wire/roles'
import type { TeamDetailRow, TeamEffect, TeamQuery, TeamRow } from '@/lib/wire/teams'

const columns = `t.id, t.name, t.description, t.created_at,
  (SELECT count(*) FROM user_teams ut WHERE ut.team_id = t.id) AS user_count,
  (SELECT count(*) FROM hosts h WHERE h.team_id = t.id) AS host_count,
  (SELECT count(*) FROM enroll_secrets e WHERE e.team_id = t.id AND e.revoked_at IS NULL
     AND (e.expires_at IS NULL OR e.expires_at > now())
     AND (e.max_uses IS NULL OR e.uses < e.max_uses)) AS secret_count,
  (SELECT count(*) FROM packs p WHERE p.team_id = t.id) AS pack_count,
  (SELECT count(*) FROM queries q WHERE q.team_id = t.id) AS query_count`

const detail = `${columns}, t.agent_options,
  COALESCE((SELECT jsonb_agg(jsonb_build_object('id', u.id, 'name', u.name, 'email', u.email,
                             'role', ut.role) ORDER BY u.name)
              FROM user_teams ut JOIN users u ON u.id = ut.user_id WHERE ut.team_id = t.id), '[]') AS users`

export async function findTeam(id: number): Promise<TeamDetailRow | undefined> {
  const [row] = await sql<TeamDetailRow>(
    'people',
    `SELECT ${detail} FROM teams t WHERE t.id = $1`,
    [id],
  )
  return row
}

export async function findTeamLocked(tx: Tx, id: number): Promise<TeamDetailRow | undefined> {
  await tx.sql('SELECT 1 FROM teams WHERE id = $1 FOR UPDATE', [id])
  const [row] = await tx.sql<TeamDetailRow>(`SELECT ${detail} FROM teams t WHERE t.id = $1`, [id])
  return row
}

const orderColumns: Record<TeamQuery['order_key'], string> = {
  name: 'lower(t.name)',
  id: 't.id',
  created_at: 't.created_at',
}

export async function listTeams(
  scope: TeamScope,
  query: TeamQuery,
): Promise<{ teams: TeamRow[]; count: number }> {
  const within = scopeSql(scope, 't.id', 2)
  const where = `t.name ILIKE $1 AND ${within.text}`
  const values = [containing(query.query), ...within.values]
  const direction = query.order_direction === 'asc' ? 'ASC' : 'DESC'
  const [teams, [total]] = await Promise.all([
    sql<TeamRow>(
      'people',
      `SELECT ${columns} FROM teams t WHERE ${where}
        ORDER BY ${orderColumns[query.order_key]} ${direction}, t.id
        LIMIT $${values.length + 1} OFFSET $${values.length + 2}`,
      [...values, query.per_page, query.page * query.per_page],
    ),
    sql<{ count: number }>(
      'people',
      `SELECT count(*) AS count FROM teams t WHERE ${where}`,
      values,
    ),
  ])
  return { teams, count: total?.count ?? 0 }
}

const taken = () =>
  new AppError('conflict', 'A team of this name exists', {
    errors: [{ name: 'name', reason: 'is taken' }],
  })

export async function insertTeam(
  tx: Tx,
  team: { name: string; description: string },
): Promise<number> {
  try {
    const [row] = await tx.sql<{ id: number }>(
      'INSERT INTO teams (name, description) VALUES ($1, $2) RETURNING id',
      [team.name, team.description],
    )
    return row?.id ?? 0
  } catch (error) {
    throw isDuplicate(error) ? taken() : error
  }
}

export async function updateTeam(
  tx: Tx,
  id: number,
  team: { name: string; description: string; agent_options: unknown },
): Promise<void> {
  try {
    await tx.sql(
      `UPDATE teams SET name = $2, description = $3, agent_options = $4, updated_at = now()
        WHERE id = $1`,
      [id, team.name, team.description, JSON.stringify(team.agent_options)],
    )
  } catch (error) {
    throw isDuplicate(error) ? taken() : error
  }
}

export async function removeTeam(tx: Tx, id: number): Promise<void> {
  await tx.sql('DELETE FROM teams WHERE id = $1', [id])
}

/** What goes with a team, and who keeps it from going. */
export async function findTeamEffect(id: number, tx?: Tx): Promise<TeamEffect> {
  const text = `SELECT
    (SELECT count(*)::int FROM hosts WHERE team_id = $1) AS hosts,
    coalesce((SELECT jsonb_agg(jsonb_build_object('id', id, 'name', name) ORDER BY name)
      FROM packs WHERE team_id = $1), '[]') AS packs,
    (SELECT count(*)::int FROM queries WHERE team_id = $1) AS queries,
    (SELECT count(*)::int FROM enroll_secrets WHERE team_id = $1 AND revoked_at IS NULL) AS secrets,
    (SELECT count(*)::int FROM api_tokens WHERE team_id = $1 AND revoked_at IS NULL) AS tokens,
    (SELECT count(*)::int FROM user_teams WHERE team_id = $1) AS members,
    (SELECT count(*)::int FROM user_teams m WHERE m.team_id = $1 AND NOT EXISTS (SELECT FROM
      user_teams o WHERE o.user_id = m.user_id AND o.team_id <> $1)) AS members_left,
    coalesce((SELECT jsonb_agg(jsonb_build_object('id', k.id, 'name', k.name, 'why', k.why)
        ORDER BY k.name) FROM (
      SELECT DISTINCT p.id, p.name, 'targets' AS why FROM packs p
        JOIN pack_targets x ON x.pack_id = p.id AND x.kind = 'team' AND x.object_id = $1
        WHERE p.team_id IS DISTINCT FROM $1
      UNION SELECT DISTINCT p.id, p.name, 'schedules' FROM packs p
        JOIN pack_queries s ON s.pack_id = p.id JOIN queries q ON q.id = s.query_id
        WHERE q.team_id = $1 AND p.team_id IS DISTINCT FROM $1) k), '[]') AS kept_by`
  const [row] = tx
    ? await tx.sql<TeamEffect>(text, [id])
    : await sql<TeamEffect>('people', text, [id])
  if (!row) throw new Error('a SELECT without FROM returned no row')
  return row
}

/** Of the ids, those of people who may be members: who exist and have no global role. */
export async function listEligible(tx: Tx, userIds: readonly number[]): Promise<number[]> {
  const rows = await tx.sql<{ id: number }>(
    'SELECT id FROM users WHERE id = ANY($1) AND global_role IS NULL ORDER BY id FOR UPDATE',
    [userIds],
  )
  return rows.map(({ id }) => id)
}

/** Adds people, changes their roles, and takes out those whose role is null. */
export async function updateMembers(
  tx: Tx,
  teamId: number,
  members: readonly { id: number; role: Role | null }[],
): Promise<void> {
  const gone = members.filter(({ role }) => role === null).map(({ id }) => id)
  const kept = members.filter(({ role }) => role !== null)
  await tx.sql('DELETE FROM user_teams WHERE team_id = $1 AND user_id = ANY($2)', [teamId, gone])
  await tx.sql(
    `INSERT INTO user_teams (user_id, team_id, role)
     SELECT m.id, $1, m.role::role FROM unnest($2::int[], $3::text[]) AS m(id, role)
     ON CONFLICT (user_id, team_id) DO UPDATE SET role = EXCLUDED.role`,
    [teamId, kept.map(({ id }) => id), kept.map(({ role }) => role)],
  )
}
