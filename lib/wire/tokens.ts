// API tokens: the secret appears in the reply that makes one, and nowhere else.
import { z } from 'zod'
import { Scope } from '@/lib/wire/roles'
import { Id, Name, Timestamp } from '@/lib/wire/values'

export const Token = z.object({
  id: z.int(),
  name: z.string(),
  user_id: z.int(),
  user_name: z.string(),
  team_id: z.int().nullable(),
  scopes: z.array(z.string()),
  created_at: Timestamp,
  expires_at: Timestamp.nullable(),
  last_used_at: Timestamp.nullable(),
})
export type Token = z.infer<typeof Token>
export type TokenRow = z.input<typeof Token>

export const TokenCreate = z.strictObject({
  name: Name,
  scopes: z.array(Scope).min(1).default(['read', 'write', 'live', 'admin']),
  team_id: Id.nullish(),
  /** Whose it is, where that is not the caller: an `api_only` user they administer. */
  user_id: Id.optional(),
  expires_at: z.iso.datetime({ offset: true }).nullish(),
})
export type TokenCreate = z.infer<typeof TokenCreate>

export const TokenCreated = z.object({ token: Token, secret: z.string() })
export const TokenList = z.object({ tokens: z.array(Token) })
