// Rows of users and of their roles in teams. The password's hash leaves through one function only.
import { isDuplicate, sql, type Tx } from '@/lib/store/db'
import { scopeSql } from '@/lib/store/scope'
import { AppError } from '@/lib/wire/errors'
import { containing } from '@/lib/wire/paging'
import type { Role, TeamScope } from '@/lib/wire/roles'
import type { UserQuery, UserRow } from '@/lib/wire/users'

const columns = `u.id, u.name, u.email, u.global_role::text AS global_role, u.api_only, u.created_at,
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

const orderColumns: Record<UserQuery['order_key'], string> = {
  name: 'lower(u.name)',
  email: 'u.email',
  id: 'u.id',
  created_at: 'u.created_at',
}

/** One page of the people who have a role in the scope; everybody for `all`. */
export async function listUsers(
  scope: TeamScope,
  query: UserQuery,
): Promise<{ users: UserRow[]; count: number }> {
  const within = scopeSql(scope, 'm.team_id', 2)
  const where = `(u.name ILIKE $1 OR u.email ILIKE $1) AND ${
    'all' in scope
      ? 'true'
      : `EXISTS (SELECT 1 FROM user_teams m WHERE m.user_id = u.id AND ${within.text})`
  }`
  const values = [containing(query.query), ...within.values]
  const direction = query.order_direction === 'asc' ? 'ASC' : 'DESC'
  const page = [`$${values.length + 1}`, `$${values.length + 2}`]
  const [users, [total]] = await Promise.all([
    sql<UserRow>(
      'people',
      `SELECT ${columns} FROM users u WHERE ${where}
        ORDER BY ${orderColumns[query.order_key]} ${direction}, u.id
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

type NewUser = {
  name: string
  email: string
  password_hash: string
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

/** Ids of the global admins, locked in one order so that two removals cannot both succeed. */
export async function listAdminsLocked(tx: Tx): Promise<number[]> {
  const rows = await tx.sql<{ id: number }>(
    `SELECT id FROM users WHERE global_role = 'admin' AND disabled_at IS NULL
      ORDER BY id FOR UPDATE`,
  )
  return rows.map(({ id }) => id)
}

export async function removeUser(tx: Tx, id: number): Promise<void> {
  await tx.sql('DELETE FROM users WHERE id = $1', [id])
}
