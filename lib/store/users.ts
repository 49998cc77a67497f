// Rows of users and of their roles in teams. The password's hash leaves through one function only.
import { isDuplicate, sql, type Tx } from '@/lib/store/db'
import { scopeSql } from '@/lib/store/scope'
import { AppError } from '@/lib/wire/errors'
import { containing } from '@/lib/wire/paging'
import type { Role, TeamScope } from '@/lib/wire/roles'
import type { UserQuery, UserRow } from '@/lib/wire/users'

const lastSeen = `GREATEST(
  (SELECT max(s.seen_at) FROM sessions s WHERE s.user_id = u.id),
  (SELECT max(a.last_used_at) FROM api_tokens a WHERE a.user_id = u.id))`

/** Has a link, or had one, and never came in. */
const invited = `u.password_hash IS NULL
  AND EXISTS (SELECT 1 FROM invitations i WHERE i.user_id = u.id)
  AND NOT EXISTS (SELECT 1 FROM sessions s WHERE s.user_id = u.id)`

const status = `CASE WHEN u.disabled_at IS NOT NULL THEN 'disabled'
  WHEN ${invited} THEN 'invited' ELSE 'active' END`

const columns = `u.id, u.name, u.email, u.global_role::text AS global_role, u.api_only, u.created_at,
  u.disabled_at, ${status} AS status, ${lastSeen} AS last_seen_at,
  (SELECT max(i.expires_at) FROM invitations i WHERE i.user_id = u.id AND i.used_at IS NULL
      AND i.revoked_at IS NULL AND i.expires_at > now()) AS invitation_expires_at,
  COALESCE((SELECT jsonb_agg(jsonb_build_object('id', t.id, 'name', t.name, 'role', ut.role) ORDER BY t.name)
              FROM user_teams ut JOIN teams t ON t.id = ut.team_id WHERE ut.user_id = u.id), '[]') AS teams`

export async function findUser(id: number): Promise<UserRow | undefined> {
  const [row] = await sql<UserRow>('people', `SELECT ${columns} FROM users u WHERE u.id = $1`, [id])
  return row
}

/** Inside a transaction, with the row locked until its end. */
export async function findUserLocked(tx: Tx, id: number): Promise<UserRow | undefined> {
  await tx.sql('SELECT 1 FROM users WHERE id = $1 FOR UPDATE', [id])
  const [row] = await tx.sql<UserRow>(`SELECT ${columns} FROM users u WHERE u.id = $1`, [id])
  return row
}

type SecretOfUser = { id: number; name: string; email: string; password_hash: string | null }

/** For checking a password, and for nothing else. */
export async function findPasswordHash(
  by: { email: string } | { id: number },
): Promise<SecretOfUser | undefined> {
  const [row] = await sql<SecretOfUser>(
    'people',
    `SELECT id, name, email, password_hash FROM users
      WHERE ${'email' in by ? 'email' : 'id'} = $1 AND disabled_at IS NULL`,
    ['email' in by ? by.email : by.id],
  )
  return row
}

/** What a person chose, as whichever version of the console wrote it; empty for nobody. */
export async function findPreferences(id: number): Promise<unknown> {
  const [row] = await sql<{ preferences: unknown }>(
    'people',
    'SELECT preferences FROM users WHERE id = $1',
    [id],
  )
  return row?.preferences ?? {}
}

/** Sets what is given over what there is. Returns the whole. */
export async function updatePreferences(
  id: number,
  given: Record<string, unknown>,
): Promise<unknown> {
  const [row] = await sql<{ preferences: unknown }>(
    'people',
    'UPDATE users SET preferences = preferences || $2::jsonb WHERE id = $1 RETURNING preferences',
    [id, JSON.stringify(given)],
  )
  return row?.preferences ?? {}
}

/** Whether they have a password at all. */
export async function hasPassword(tx: Tx, id: number): Promise<boolean> {
  const rows = await tx.sql('SELECT 1 FROM users WHERE id = $1 AND password_hash IS NOT NULL', [id])
  return rows.length > 0
}

const orderColumns: Record<UserQuery['order_key'], string> = {
  name: 'lower(u.name)',
  email: 'u.email',
  id: 'u.id',
  created_at: 'u.created_at',
  last_seen_at: lastSeen,
}

const isMember = (of: string) =>
  `EXISTS (SELECT 1 FROM user_teams m WHERE m.user_id = u.id AND ${of})`

/** One page of the people who have a role in the scope; everybody for `all`. */
export async function listUsers(
  scope: TeamScope,
  query: UserQuery,
): Promise<{ users: UserRow[]; count: number }> {
  const within = scopeSql(scope, 'm.team_id', 2)
  const mine = 'all' in scope ? 'true' : isMember(within.text)
  const values = [containing(query.query), ...within.values]
  const nth = values.length + 1
  const where = `(u.name ILIKE $1 OR u.email ILIKE $1) AND ${mine}
    AND ($${nth}::text IS NULL OR ${status} = $${nth})
    AND ($${nth + 1}::int IS NULL OR ${isMember(`m.team_id = $${nth + 1}`)})`
  values.push(query.status ?? null, query.team_id ?? null)
  const direction = query.order_direction === 'asc' ? 'ASC' : 'DESC'
  const page = [`$${values.length + 1}`, `$${values.length + 2}`]
  const [users, [total]] = await Promise.all([
    sql<UserRow>(
      'people',
      `SELECT ${columns} FROM users u WHERE ${where}
        ORDER BY ${orderColumns[query.order_key]} ${direction} NULLS LAST, u.id
        LIMIT ${page[0]} OFFSET ${page[1]}`,
      [...values, query.per_page, query.page * query.per_page],
    ),
    sql<{ count: number }>(
      'people',
      `SELECT count(*) AS count FROM users u WHERE ${where}`,
      values,
    ),
  ])
  return { users, count: total?.count ?? 0 }
}

/** Users without a password of their own in the scope, by name. */
export function listApiOnly(scope: TeamScope): Promise<UserRow[]> {
  const within = scopeSql(scope, 'm.team_id', 1)
  return sql<UserRow>(
    'people',
    `SELECT ${columns} FROM users u
      WHERE u.api_only AND u.disabled_at IS NULL AND ${'all' in scope ? 'true' : isMember(within.text)}
      ORDER BY lower(u.name), u.id LIMIT 500`,
    within.values,
  )
}

type NewUser = {
  name: string
  email: string
  password_hash: string | null
  global_role: Role | null
  api_only: boolean
}

const taken = () =>
  new AppError('conflict', 'Somebody with this e-mail address exists', {
    errors: [{ name: 'email', reason: 'is taken' }],
  })

/** Returns the new id. Throws `conflict` when the address is taken. */
export async function insertUser(tx: Tx, user: NewUser): Promise<number> {
  try {
    const [row] = await tx.sql<{ id: number }>(
      `INSERT INTO users (name, email, password_hash, global_role, api_only)
       VALUES ($1, $2, $3, $4::role, $5) RETURNING id`,
      [user.name, user.email, user.password_hash, user.global_role, user.api_only],
    )
    return row?.id ?? 0
  } catch (error) {
    throw isDuplicate(error) ? taken() : error
  }
}

type UserChange = {
  name: string
  email: string
  password_hash: string | null
  global_role: Role | null
}

/** Writes the whole row; a null password_hash keeps the one there is. */
export async function updateUser(tx: Tx, id: number, user: UserChange): Promise<void> {
  try {
    await tx.sql(
      `UPDATE users SET name = $2, email = $3, password_hash = COALESCE($4, password_hash),
              global_role = $5::role, updated_at = now() WHERE id = $1`,
      [id, user.name, user.email, user.password_hash, user.global_role],
    )
  } catch (error) {
    throw isDuplicate(error) ? taken() : error
  }
}

/** Makes these the person's only roles in teams. Throws `invalid` for a team that is not there. */
export async function updateUserTeams(
  tx: Tx,
  userId: number,
  teams: readonly { id: number; role: Role }[],
): Promise<void> {
  await tx.sql('DELETE FROM user_teams WHERE user_id = $1', [userId])
  const rows = await tx.sql(
    `INSERT INTO user_teams (user_id, team_id, role)
     SELECT $1, t.id, g.role::role
       FROM unnest($2::int[], $3::text[]) AS g(id, role) JOIN teams t ON t.id = g.id
     RETURNING team_id`,
    [userId, teams.map(({ id }) => id), teams.map(({ role }) => role)],
  )
  if (rows.length === teams.length) return
  throw new AppError('invalid', 'There is no such team', {
    errors: [{ name: 'teams', reason: 'holds a team that does not exist' }],
  })
}

/** Ends or restores what a person may do at all. Returns false when it was so already. */
export async function updateUserDisabled(tx: Tx, id: number, disabled: boolean): Promise<boolean> {
  const rows = await tx.sql(
    `UPDATE users SET disabled_at = CASE WHEN $2 THEN now() END, updated_at = now()
      WHERE id = $1 AND (disabled_at IS NOT NULL) <> $2 RETURNING id`,
    [id, disabled],
  )
  return rows.length > 0
}

/** The password and the name that a person chose by a link. */
export async function updateUserChosen(
  tx: Tx,
  id: number,
  chosen: { password_hash: string; name: string | null },
): Promise<void> {
  await tx.sql(
    `UPDATE users SET password_hash = $2, name = COALESCE($3, name), updated_at = now()
      WHERE id = $1`,
    [id, chosen.password_hash, chosen.name],
  )
}

/**
 * Ids of the global admins who can come in, locked in one order so that two removals cannot both
 * succeed. Who was only invited is none yet.
 */
export async function listAdminsLocked(tx: Tx): Promise<number[]> {
  const rows = await tx.sql<{ id: number }>(
    `SELECT u.id FROM users u
      WHERE u.global_role = 'admin' AND u.disabled_at IS NULL AND NOT u.api_only AND NOT (${invited})
      ORDER BY u.id FOR UPDATE`,
  )
  return rows.map(({ id }) => id)
}

export async function removeUser(tx: Tx, id: number): Promise<void> {
  await tx.sql('DELETE FROM users WHERE id = $1', [id])
}
