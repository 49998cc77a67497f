// From the groups that a provider lists to roles here. One role everywhere, else roles in teams; of
// several the strongest. Whom no group gives anything has the default; nothing is ever added up.
import { AppError } from '@/lib/wire/errors'
import type { Role } from '@/lib/wire/roles'
import { type Sso, SsoGroups } from '@/lib/wire/sso'

export type SsoRoles = { global_role: Role | null; teams: { id: number; role: Role }[] }

/** Strongest first. gitops changes things, so it stands above who only asks. */
const strength: readonly Role[] = ['admin', 'maintainer', 'gitops', 'observer_plus', 'observer']

function stronger(a: Role | undefined, b: Role): Role {
  return a !== undefined && strength.indexOf(a) <= strength.indexOf(b) ? a : b
}

function claimAt(claims: Record<string, unknown>, name: string): unknown {
  if (Object.hasOwn(claims, name)) return claims[name]
  let value: unknown = claims
  for (const part of name.split('.')) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, part)) return undefined
    value = Object.entries(value).find(([key]) => key === part)?.[1]
  }
  return value
}

/** A provider that has too many groups to say them names a place to ask instead (Microsoft's). */
function isElsewhere(claims: Record<string, unknown>, name: string): boolean {
  const names = claims._claim_names
  if (claims.hasgroups === true || claims.hasgroups === 'true') return true
  return typeof names === 'object' && names !== null && Object.hasOwn(names, name)
}

/**
 * The groups in that claim; undefined where it did not come, which gives nobody a role. Throws
 * `forbidden` for a claim of another shape and for one that only points elsewhere.
 */
export function groupsOf(claims: Record<string, unknown>, name: string): string[] | undefined {
  if (name === '') return undefined
  const value = claimAt(claims, name)
  if (value === undefined || value === null) {
    if (!isElsewhere(claims, name)) return undefined
    throw new AppError('forbidden', 'The provider did not send the groups: there are too many')
  }
  const parsed = SsoGroups.safeParse(value)
  if (parsed.success) return parsed.data
  throw new AppError('forbidden', `The claim ${name} is not a list of at most 2,000 names`)
}

type Rules = Pick<Sso, 'group_roles' | 'default_role' | 'default_teams'>

/** Whether sign-ins set roles, or only the first one does. */
export function groupsDecide(sso: Pick<Sso, 'groups_claim' | 'group_roles'>): boolean {
  return sso.groups_claim !== '' && sso.group_roles.length > 0
}

function defaultRoles({ default_role, default_teams }: Rules): SsoRoles {
  if (default_role) return { global_role: default_role, teams: [] }
  return { global_role: null, teams: [...default_teams] }
}

/** The roles of a member of those groups. Names are compared to the letter. */
export function rolesFromGroups(rules: Rules, groups: readonly string[]): SsoRoles {
  const member = new Set(groups)
  let everywhere: Role | undefined
  const teams = new Map<number, Role>()
  for (const { group, global_role, team_id, role } of rules.group_roles) {
    if (!member.has(group)) continue
    if (global_role) everywhere = stronger(everywhere, global_role)
    else if (team_id && role) teams.set(team_id, stronger(teams.get(team_id), role))
  }
  if (everywhere) return { global_role: everywhere, teams: [] }
  if (teams.size === 0) return defaultRoles(rules)
  return { global_role: null, teams: [...teams].map(([id, role]) => ({ id, role })) }
}

/** Nobody comes in without any role. */
export function isNobody({ global_role, teams }: SsoRoles): boolean {
  return global_role === null && teams.length === 0
}
