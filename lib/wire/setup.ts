// The first start: the one-time token buys one administrator.
import { z } from 'zod'
import { Email, NewPassword, SignedIn } from '@/lib/wire/users'
import { Name } from '@/lib/wire/values'

/** Where people and agents reach the server: no path, no query, no password in it. */
export const ServerUrl = z
  .url({ protocol: /^https?$/ })
  .max(2_048)
  .refine(
    (text) => URL.canParse(text) && new URL(text).href === `${new URL(text).origin}/`,
    'must be only a scheme, a host and a port',
  )
  .transform((text) => new URL(text).origin)

export const SetupRequest = z.strictObject({
  setup_token: z.string().min(1).max(1_024),
  admin: z.strictObject({ name: Name, email: Email, password: NewPassword }),
  org_name: Name.optional(),
  server_url: ServerUrl.optional(),
})
export type SetupRequest = z.infer<typeof SetupRequest>

export const SetupReply = SignedIn
