// People: what is shown of them and what may be sent. A password is only ever sent, never shown.
import { z } from 'zod'
import { listQuery, pageShape } from '@/lib/wire/paging'
import { Role } from '@/lib/wire/roles'
import { Id, IdText, Name, Timestamp } from '@/lib/wire/values'

export const passwordLengthMin = 12
const passwordBytesMax = 1_024

/** Addresses compare without case, so they are kept in lower case. */
export const Email = z
  .string()
  .trim()
  .toLowerCase()
  .max(254)
  .pipe(z.email('must be an e-mail address'))

/** A password being chosen; whether it is a common one is asked in lib/domain/passwords.ts. */
export const NewPassword = z
  .string()
  .min(passwordLengthMin, `must have at least ${passwordLengthMin} characters`)
  .refine((text) => new TextEncoder().encode(text).length <= passwordBytesMax, {
    error: `must not be over ${passwordBytesMax} bytes`,
  })

const Membership = z.strictObject({ id: Id, role: Role })

/** `invited`: has never chosen a password and never been in. */
export const UserStatus = z.enum(['active', 'invited', 'disabled'])
export type UserStatus = z.infer<typeof UserStatus>

export const User = z.object({
  id: z.int(),
  name: z.string(),
  email: z.string(),
  global_role: Role.nullable(),
  teams: z.array(z.object({ id: z.int(), name: z.string(), role: Role })),
  api_only: z.boolean(),
  created_at: Timestamp,
  status: UserStatus,
  disabled_at: Timestamp.nullable(),
  /** The latest request of any session or token of theirs. */
  last_seen_at: Timestamp.nullable(),
  /** Until when a link to choose a password is open; null without one. */
  invitation_expires_at: Timestamp.nullable(),
})
export type User = z.infer<typeof User>
/** A user as the store returns it, times still being Dates. */
export type UserRow = z.input<typeof User>

export const UserCreate = z.strictObject({
  name: Name,
  email: Email,
  /** Without one the person gets a link to choose it by; an `api_only` user needs neither. */
  password: NewPassword.optional(),
  global_role: Role.nullish(),
  teams: z.array(Membership).max(1_000).optional(),
  api_only: z.boolean().default(false),
})
export type UserCreate = z.infer<typeof UserCreate>

export const UserPatch = z.strictObject({
  name: Name.optional(),
  email: Email.optional(),
  password: NewPassword.optional(),
  /** What the person themselves must prove before a password of theirs changes. */
  current_password: z.string().max(passwordBytesMax).optional(),
  global_role: Role.nullish(),
  teams: z.array(Membership).max(1_000).optional(),
  /** True ends every session, stream, token and link of theirs. */
  disabled: z.boolean().optional(),
})
export type UserPatch = z.infer<typeof UserPatch>

export const UserReply = z.object({ user: User })
export const UserQuery = listQuery(['name', 'email', 'id', 'created_at', 'last_seen_at']).extend({
  status: UserStatus.optional(),
  team_id: IdText.optional(),
})
export type UserQuery = z.infer<typeof UserQuery>
export const UserList = z.object({ users: z.array(User), ...pageShape })

export const Credentials = z.strictObject({
  email: z.string().max(1_024),
  password: z.string().max(4_096),
})
export const SignedIn = z.object({ user: User, token: z.string() })
