// People for benches and proofs: each an admin of their own, known by a token that may do everything.
import { randomUUID } from 'node:crypto'
import { tokenHash } from '@/lib/domain/sessions'
import { newToken } from '@/lib/domain/token-format'
import { sql, transaction } from '@/lib/store/db'
import { insertToken } from '@/lib/store/tokens'

/** A new person's token. */
export async function newApiToken(): Promise<string> {
  const [user] = await sql<{ id: number }>(
    'people',
    "INSERT INTO users (name, email, global_role) VALUES ('Reader', $1, 'admin') RETURNING id",
    [`reader-${randomUUID()}@example.com`],
  )
  const secret = newToken()
  await transaction('people', (tx) =>
    insertToken(tx, {
      ...{ name: 'proof', token_hash: tokenHash(secret), user_id: user?.id ?? 0, team_id: null },
      ...{ scopes: ['read', 'write', 'live', 'live:all', 'admin'], expires_at: null },
    }),
  )
  return secret
}
