// Single sign-on: what an admin sets, what is shown of it, and what a provider says of a person. The
// client secret is only ever sent here, never shown; claims are bounded before anything reads them.
import { z } from 'zod'
import { Role } from '@/lib/wire/roles'
import { Id, IdText, Name, Timestamp } from '@/lib/wire/values'

const loopback = /^(localhost|127(?:\.\d{1,3}){3}|\[::1\])$/

/** Whether plain HTTP to that host stays on this machine. */
export function isLoopbackHost(hostname: string): boolean {
  return loopback.test(hostname.toLowerCase())
}

/** Why an address of a provider may not be used; undefined when it may. */
export function addressFault(text: string): string | undefined {
  if (!URL.canParse(text)) return 'must be an address that begins with https://'
  const url = new URL(text)
  if (url.username || url.password) return 'must not hold a user name or password'
  if (url.hash) return 'must not hold a fragment'
  if (url.protocol === 'https:') return undefined
  if (url.protocol === 'http:' && isLoopbackHost(url.hostname)) return undefined
  return 'must begin with https:// (plain http only for a provider on this machine)'
}

const Issuer = z
  .string()
  .trim()
  .max(2_048)
  .superRefine((text, context) => {
    const fault = text === '' ? undefined : addressFault(text)
    if (fault) context.addIssue({ code: 'custom', message: fault })
    else if (text.includes('?')) context.addIssue({ code: 'custom', message: 'must not hold a ?' })
  })

const Scope = z.string().regex(/^[!#-[\]-~]{1,128}$/, 'must be a scope: one word')
const Scopes = z.array(Scope).max(20)
const ClaimName = z.string().trim().max(255)
const TeamRole = z.strictObject({ id: Id, role: Role })
const Teams = z.array(TeamRole).max(1_000)

/** What members of a group of the provider may do: everywhere, or in one team. */
export const GroupRole = z
  .strictObject({
    group: z.string().trim().min(1, 'must not be empty').max(255),
    global_role: Role.nullish(),
    team_id: Id.nullish(),
    role: Role.nullish(),
  })
  .refine(({ global_role, team_id, role }) => (global_role ? !team_id && !role : team_id && role), {
    error: 'must give a role everywhere, or a team and a role in it',
  })
export type GroupRole = z.infer<typeof GroupRole>

const fields = {
  enabled: z.boolean(),
  /** On the button: "Sign in with <name>". */
  name: Name.max(60),
  issuer: Issuer,
  client_id: z.string().trim().max(1_024),
  scopes: Scopes,
  /** The claim that lists groups; empty where groups decide nothing. A dotted path is followed. */
  groups_claim: ClaimName,
  group_roles: z.array(GroupRole).max(500),
  /** Makes an account for whoever the provider vouches for. */
  create_users: z.boolean(),
  /** What somebody has whom no group gives a role; null and no teams: they stay out. */
  default_role: Role.nullable(),
  default_teams: Teams,
  /** Takes a verified address for the account of the same address, once. */
  link_by_email: z.boolean(),
  /** Passwords only for `password_admins`; at least one admin with a password always stays. */
  enforce: z.boolean(),
  password_admins: z.array(Id).max(100),
} as const

/** As it is stored; absent keys have the defaults. */
export const Sso = z.object({
  enabled: fields.enabled.default(false),
  name: fields.name.default('single sign-on'),
  issuer: fields.issuer.default(''),
  client_id: fields.client_id.default(''),
  scopes: fields.scopes.default(['openid', 'email', 'profile']),
  groups_claim: fields.groups_claim.default(''),
  group_roles: fields.group_roles.default([]),
  create_users: fields.create_users.default(false),
  default_role: fields.default_role.default(null),
  default_teams: fields.default_teams.default([]),
  link_by_email: fields.link_by_email.default(false),
  enforce: fields.enforce.default(false),
  password_admins: fields.password_admins.default([]),
})
export type Sso = z.infer<typeof Sso>

/** Every key may be left out and then stays. `client_secret` null keeps the one there is. */
export const SsoPatch = z
  .strictObject({
    ...fields,
    client_secret: z.string().max(4_096).nullable(),
  })
  .partial()
export type SsoPatch = z.infer<typeof SsoPatch>

/** What a trial sign-in brought, or why it failed. */
export const SsoTrial = z.object({
  at: Timestamp,
  by: z.string(),
  ok: z.boolean(),
  /** In words: what is wrong, empty when nothing is. */
  fault: z.string(),
  uuid: z.string(),
  subject: z.string(),
  email: z.string(),
  email_verified: z.boolean(),
  /** Whether the groups claim came at all. */
  groups_sent: z.boolean(),
  groups: z.array(z.string()),
  global_role: Role.nullable(),
  teams: Teams,
})
export type SsoTrial = z.infer<typeof SsoTrial>

/** A trial with the connection it was of; a changed connection has had none. */
export const StoredTrial = SsoTrial.extend({ connection: z.string() })

/** What `/config` shows. */
export const SsoShown = Sso.extend({
  client_secret_set: z.boolean(),
  /** What the provider must allow as redirect URL. */
  redirect_url: z.string(),
  /** The last trial of the connection as it is now. */
  trial: SsoTrial.nullable(),
  /** Admins with a password: whom `password_admins` may name. */
  admins: z.array(z.object({ id: z.int(), name: z.string(), email: z.string() })),
})
export type SsoShown = z.infer<typeof SsoShown>

export const SsoTest = z.strictObject({ issuer: Issuer.optional() })

/** What a look at the provider's own description found. */
export const SsoReport = z.object({
  ok: z.boolean(),
  checks: z.array(z.object({ name: z.string(), ok: z.boolean(), detail: z.string() })),
})
export type SsoReport = z.infer<typeof SsoReport>

const Endpoint = z.string().max(2_048)
const Names = z.array(z.string().max(255)).max(500)

/** A provider's description of itself, as far as anything here reads it. */
export const Discovery = z.object({
  issuer: z.string().max(2_048),
  authorization_endpoint: Endpoint,
  token_endpoint: Endpoint,
  jwks_uri: Endpoint,
  userinfo_endpoint: Endpoint.optional(),
  id_token_signing_alg_values_supported: Names.optional(),
  token_endpoint_auth_methods_supported: Names.optional(),
  code_challenge_methods_supported: Names.optional(),
  scopes_supported: Names.optional(),
  authorization_response_iss_parameter_supported: z.boolean().optional(),
})
export type Discovery = z.infer<typeof Discovery>

const truth = z.union([z.boolean(), z.enum(['true', 'false']).transform((text) => text === 'true')])

/** The claims that are read, bounded. Groups are read apart: an admin names their claim. */
export const SsoClaims = z.object({
  iss: z.string().min(1).max(2_048),
  sub: z.string().min(1).max(255),
  auth_time: z.int().min(0).optional(),
  email: z.string().trim().toLowerCase().max(254).pipe(z.email()).optional(),
  email_verified: truth.optional(),
  name: z.string().max(1_024).optional(),
  preferred_username: z.string().max(1_024).optional(),
})
export type SsoClaims = z.infer<typeof SsoClaims>

/** Groups as providers write them: a list of names, or one name. */
export const SsoGroups = z.union([
  z.array(z.string().max(1_024)).max(2_000),
  z
    .string()
    .max(1_024)
    .transform((name) => [name]),
])

/** What a sign-in through the provider is for. */
export const SsoPurpose = z.enum(['sign_in', 'prove', 'test', 'link'])
export type SsoPurpose = z.infer<typeof SsoPurpose>

/** What the browser keeps between leaving for the provider and coming back, under our signature. */
export const SsoJourney = z.strictObject({
  purpose: SsoPurpose,
  state: z.string(),
  return_to: z.string(),
  /** When it began, in seconds. */
  at: z.int(),
  /** Whose session asked, for all but signing in. */
  session_id: z.int().optional(),
})
export type SsoJourney = z.infer<typeof SsoJourney>

/** What a window that was at the provider tells the page that opened it. */
export const SignOnNews = z.strictObject({
  for: z.enum(['prove', 'test', 'link']),
  /** The number of a failure; empty where it went well. */
  failed: z.string().max(64),
})
export type SignOnNews = z.infer<typeof SignOnNews>

/** How a person can prove that it is still them. */
export const Proofs = z.object({ password: z.boolean(), sign_on: z.string().nullable() })
export type Proofs = z.infer<typeof Proofs>

export const Identity = z.object({
  id: z.int(),
  issuer: z.string(),
  subject: z.string(),
  email: z.string().nullable(),
  created_at: Timestamp,
  seen_at: Timestamp,
})
export type Identity = z.infer<typeof Identity>
export type IdentityRow = z.input<typeof Identity>

/** A person's identities at providers, and the provider that one could be connected with now. */
export const IdentityList = z.object({
  identities: z.array(Identity),
  sign_on: z.string().nullable(),
})

export const IdentityParams = z.strictObject({ id: IdText, identity_id: IdText })
