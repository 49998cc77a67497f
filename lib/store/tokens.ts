// Rows of API tokens. Only hashes are kept; a token counts while its owner does.
import { sql, type Tx } from '@/lib/store/db'
import { type Holder, holderColumns } from '@/lib/store/sessions'
import type { TokenRow } from '@/lib/wire/tokens'

type TokenHolder = Holder & {
  token_id: number
  team_id: number | null
  scopes: string[]
  stale: boolean
}

/** The person behind a live token, or undefined. */
export async function findTokenHolder(tokenHash: Buffer): Promise<TokenHolder | undefined> {
  const [row] = await sql<TokenHolder>(
    'people',
    `SELECT t.id AS token_id, t.team_id, t.scopes, ${holderColumns},
            COALESCE(t.last_used_at < now() - interval '1 minute', true) AS stale
       FROM api_tokens t JOIN users u ON u.id = t.user_id
      WHERE t.token_hash = $1 AND t.revoked_at IS NULL AND t.expires_at > now()
        AND u.disabled_at IS NULL`,
    [tokenHash],
  )
  return row
}

export async function updateTokenUsed(id: number): Promise<void> {
  await sql('people', 'UPDATE api_tokens SET last_used_at = now() WHERE id = $1', [id])
}

const columns = `t.id, t.name, t.user_id, u.name AS user_name, t.team_id, t.scopes, t.created_at,
  t.expires_at, t.last_used_at`

/** Live and expired tokens, newest first; of one person, or of everybody when `userId` is null. */
export function listTokens(userId: number | null): Promise<TokenRow[]> {
  return sql<TokenRow>(
    'people',
    `SELECT ${columns} FROM api_tokens t JOIN users u ON u.id = t.user_id
      WHERE t.revoked_at IS NULL AND ($1::int IS NULL OR t.user_id = $1)
      ORDER BY t.id DESC LIMIT 1000`,
    [userId],
  )
}

export async function findToken(id: number): Promise<TokenRow | undefined> {
  const [row] = await sql<TokenRow>(
    'people',
    `SELECT ${columns} FROM api_tokens t JOIN users u ON u.id = t.user_id
      WHERE t.id = $1 AND t.revoked_at IS NULL`,
    [id],
  )
  return row
}

type NewToken = {
  name: string
  token_hash: Buffer
  user_id: number
  team_id: number | null
  scopes: readonly string[]
  expires_at: string | null
}

/** Without an expiry a token lives for a year, which is also the longest it may. */
export async function insertToken(tx: Tx, token: NewToken): Promise<TokenRow | undefined> {
  const [row] = await tx.sql<TokenRow>(
    `WITH t AS (
       INSERT INTO api_tokens (name, token_hash, user_id, team_id, scopes, expires_at)
       VALUES ($1, $2, $3, $4, $5, LEAST($6::timestamptz, now() + interval '1 year'))
       RETURNING *)
     SELECT ${columns} FROM t JOIN users u ON u.id = t.user_id`,
    [token.name, token.token_hash, token.user_id, token.team_id, token.scopes, token.expires_at],
  )
  return row
}

export async function updateTokenRevoked(tx: Tx, id: number): Promise<boolean> {
  const rows = await tx.sql(
    'UPDATE api_tokens SET revoked_at = now() WHERE id = $1 AND revoked_at IS NULL RETURNING id',
    [id],
  )
  return rows.length > 0
}

/** Ends every token of a person. */
export async function updateUserTokensRevoked(tx: Tx, userId: number): Promise<void> {
  await tx.sql(
    'UPDATE api_tokens SET revoked_at = now() WHERE user_id = $1 AND revoked_at IS NULL',
    [userId],
  )
}
