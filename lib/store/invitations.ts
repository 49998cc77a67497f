// Rows of links to choose a password by. Looked up by hash; a dead one is as if it had never been.
import { sql, type Tx } from '@/lib/store/db'
import type { InvitationKind } from '@/lib/wire/invitations'

/** Whether the link `i` of the user `u` still opens something. */
const alive = `i.used_at IS NULL AND i.revoked_at IS NULL AND i.expires_at > now()
  AND i.email = u.email AND u.disabled_at IS NULL`

type NewInvitation = {
  user_id: number
  token_hash: Buffer
  kind: InvitationKind
  email: string
}

/** Ends the person's older links and makes this one. Returns when it ends. */
export async function insertInvitation(tx: Tx, given: NewInvitation): Promise<Date> {
  await updateInvitationsRevoked(tx, given.user_id)
  const [row] = await tx.sql<{ expires_at: Date }>(
    `INSERT INTO invitations (user_id, token_hash, kind, email, expires_at)
     VALUES ($1, $2, $3, $4, now() + CASE $3 WHEN 'invite' THEN interval '72 hours'
                                             ELSE interval '1 hour' END)
     RETURNING expires_at`,
    [given.user_id, given.token_hash, given.kind, given.email],
  )
  return row?.expires_at ?? new Date(0)
}

/** Ends the links of a person that are still open. Returns how many there were. */
export async function updateInvitationsRevoked(tx: Tx, userId: number): Promise<number> {
  const rows = await tx.sql(
    `UPDATE invitations SET revoked_at = now()
      WHERE user_id = $1 AND used_at IS NULL AND revoked_at IS NULL RETURNING id`,
    [userId],
  )
  return rows.length
}

type OpenInvitation = {
  user_id: number
  kind: InvitationKind
  name: string
  email: string
  expires_at: Date
}

export async function findInvitation(tokenHash: Buffer): Promise<OpenInvitation | undefined> {
  const [row] = await sql<OpenInvitation>(
    'people',
    `SELECT i.user_id, i.kind, u.name, u.email, i.expires_at
       FROM invitations i JOIN users u ON u.id = i.user_id
      WHERE i.token_hash = $1 AND ${alive}`,
    [tokenHash],
  )
  return row
}

type UsedInvitation = { kind: InvitationKind; user_id: number; email: string }

/** Uses a link up, the user's row being locked. Of several at once one gets the row. */
export async function updateInvitationUsed(
  tx: Tx,
  tokenHash: Buffer,
): Promise<UsedInvitation | undefined> {
  const [row] = await tx.sql<UsedInvitation>(
    `UPDATE invitations i SET used_at = now() FROM users u
      WHERE u.id = i.user_id AND i.token_hash = $1 AND ${alive}
      RETURNING i.kind, i.user_id, i.email`,
    [tokenHash],
  )
  return row
}
