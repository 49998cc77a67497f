// Enrol secrets: the secret itself appears in the reply that makes one, and nowhere else.
import { z } from 'zod'
import { Id, Name, Timestamp } from '@/lib/wire/values'

export const EnrollSecret = z.object({
  id: z.int(),
  name: z.string(),
  team_id: z.int().nullable(),
  created_at: Timestamp,
  expires_at: Timestamp.nullable(),
  max_uses: z.int().nullable(),
  uses: z.int(),
  last_used_at: Timestamp.nullable(),
  revoked_at: Timestamp.nullable(),
})
export type EnrollSecret = z.infer<typeof EnrollSecret>

export const EnrollSecretCreate = z.strictObject({
  name: Name,
  team_id: Id.nullish(),
  expires_at: z.iso.datetime({ offset: true }).nullish(),
  max_uses: z.int().min(1).max(1_000_000_000).nullish(),
})
export type EnrollSecretCreate = z.infer<typeof EnrollSecretCreate>

export const EnrollSecretCreated = z.object({ enroll_secret: EnrollSecret, secret: z.string() })
export const EnrollSecretList = z.object({ enroll_secrets: z.array(EnrollSecret) })
