// Enrol secrets: the secret itself appears in the reply that makes one, and nowhere else.
import { z } from 'zod'
import { HostRef } from '@/lib/wire/hosts'
import { listQuery, pageShape } from '@/lib/wire/paging'
import { Id, IdText, Name, Timestamp } from '@/lib/wire/values'

/** Whether it still enrols, and why not. */
export const SecretState = z.enum(['usable', 'revoked', 'expired', 'used_up'])
export type SecretState = z.infer<typeof SecretState>

export const EnrollSecret = z.object({
  id: z.int(),
  name: z.string(),
  team_id: z.int().nullable(),
  team_name: z.string().nullable(),
  /** Who made it; null: Muster itself, or somebody who is gone. */
  author: z.object({ id: z.int(), name: z.string() }).nullable(),
  state: SecretState,
  created_at: Timestamp,
  expires_at: Timestamp.nullable(),
  max_uses: z.int().nullable(),
  uses: z.int(),
  last_used_at: Timestamp.nullable(),
  revoked_at: Timestamp.nullable(),
  /** Hosts in view whose last enrolment was with it. */
  host_count: z.int(),
  /** Tries that came with it after it had ended. */
  refused: z.int(),
  refused_at: Timestamp.nullable(),
})
export type EnrollSecret = z.infer<typeof EnrollSecret>
export type EnrollSecretRow = z.input<typeof EnrollSecret>

export const EnrollSecretCreate = z.strictObject({
  name: Name,
  team_id: Id.nullish(),
  expires_at: z.iso.datetime({ offset: true }).nullish(),
  max_uses: z.int().min(1).max(1_000_000_000).nullish(),
})
export type EnrollSecretCreate = z.infer<typeof EnrollSecretCreate>

export const EnrollSecretCreated = z.object({ enroll_secret: EnrollSecret, secret: z.string() })
export const EnrollSecretList = z.object({ enroll_secrets: z.array(EnrollSecret) })
export const EnrollSecretQuery = z.strictObject({ team_id: IdText.optional() })
export type EnrollSecretQuery = z.infer<typeof EnrollSecretQuery>
export const EnrollSecretReply = z.object({ enroll_secret: EnrollSecret })

export const SecretHost = HostRef.extend({
  platform: z.string(),
  team_id: z.int().nullable(),
  enrolled_at: Timestamp,
  seen_time: Timestamp.nullable(),
  address: z.string(),
})
export type SecretHost = z.infer<typeof SecretHost>
export type SecretHostRow = z.input<typeof SecretHost>
export const SecretHostQuery = listQuery(['id']).pick({ page: true, per_page: true })
export type SecretHostQuery = z.infer<typeof SecretHostQuery>
export const SecretHostList = z.object({ hosts: z.array(SecretHost), ...pageShape })
