// Who may do what: one table of role × action, decided on the object's own team. Refuses by default;
// what the viewer may not even see is not found. A route that never asks fails at the door.
import { AsyncLocalStorage } from 'node:async_hooks'
import { pinned } from '@/lib/global'
import { AppError, type FieldError } from '@/lib/wire/errors'
import type { Role, Scope, TeamScope, Viewer } from '@/lib/wire/roles'

type Rule = {
  roles: readonly Role[]
  /** The scope a token needs. */
  scope: Scope
  /** Decided on the installation: a role in a team does not give it. */
  global?: true
  /** A role in a team also covers objects that belong to no team. */
  shared?: true
}

const readers: readonly Role[] = ['observer', 'observer_plus', 'maintainer', 'admin']
const everyone: readonly Role[] = [...readers, 'gitops']
const sqlWriters: readonly Role[] = ['observer_plus', 'maintainer', 'admin']
const editors: readonly Role[] = ['maintainer', 'admin', 'gitops']
const keepers: readonly Role[] = ['maintainer', 'admin']
const optionWriters: readonly Role[] = ['admin', 'gitops']
const admins: readonly Role[] = ['admin']

const read = (roles: readonly Role[]) => ({ roles, scope: 'read' }) as const
const write = (roles: readonly Role[]) => ({ roles, scope: 'write' }) as const
const live = (roles: readonly Role[]) => ({ roles, scope: 'live' }) as const
const admin = (roles: readonly Role[]) => ({ roles, scope: 'admin' }) as const

/** The permission table. */
export const rules = {
  'me:read': read(everyone),
  'me:write': admin(everyone),
  'hosts:read': read(readers),
  'hosts:refetch': write(readers),
  'hosts:write': write(keepers),
  'labels:read': { ...read(readers), shared: true },
  'labels:write': { ...write(editors), global: true },
  'queries:read': { ...read(readers), shared: true },
  'queries:write': write(editors),
  'packs:read': { ...read(readers), shared: true },
  'packs:write': write(editors),
  'results:read': read(readers),
  'results:write': write(keepers),
  'campaigns:read': read(readers),
  'campaigns:run_saved': { ...live(readers), shared: true },
  'campaigns:run_sql': live(sqlWriters),
  'campaigns:run_denied_tables': live(admins),
  'campaigns:run_many': { roles: readers, scope: 'live:all' },
  'campaigns:stop_own': live(readers),
  'campaigns:stop_others': live(keepers),
  'secrets:read': read(keepers),
  'secrets:write': write(editors),
  'options:read': read(editors),
  'options:write': write(optionWriters),
  'options:move': admin(optionWriters),
  'carves:read': read(keepers),
  'carves:write': write(keepers),
  'destinations:read': { ...admin(admins), global: true },
  'destinations:write': { ...admin(admins), global: true },
  'teams:read': read(everyone),
  'teams:write': { ...admin(admins), global: true },
  'members:write': admin(admins),
  'users:read': admin(admins),
  'users:write': admin(admins),
  'tokens:read_all': { ...admin(admins), global: true },
  'settings:read': { ...read(editors), global: true },
  'settings:write': { ...admin(admins), global: true },
  'activities:read': { ...admin(admins), global: true },
} as const satisfies Record<string, Rule>

export type Action = keyof typeof rules

/** What is acted on: something of a team, of no team (`null`), or a list narrowed by `teamScope`. */
export type Target = { team_id: number | null } | 'any'

const ruleOf = (action: Action): Rule => rules[action]

/** Whether one role gives the action, tokens and teams aside. */
export function roleGives(role: Role, action: Action): boolean {
  return ruleOf(action).roles.includes(role)
}

/** The decision alone: nothing is thrown, noted or audited. For hiding what would be refused. */
export function permits(viewer: Viewer, action: Action, target: Target): boolean {
  const rule = ruleOf(action)
  if (viewer.scopes && !viewer.scopes.includes(rule.scope)) return false
  if (viewer.global_role) return rule.roles.includes(viewer.global_role)
  if (rule.global) return false
  return viewer.teams.some(
    ({ id, role }) =>
      rule.roles.includes(role) &&
      (target === 'any' || target.team_id === id || (target.team_id === null && rule.shared)),
  )
}

/** Objects that are there only for those who have a role over them. */
function hides(viewer: Viewer, action: Action, target: Target): boolean {
  if (viewer.global_role || target === 'any') return false
  if (target.team_id !== null) return !viewer.teams.some(({ id }) => id === target.team_id)
  const noun = action.split(':', 1)[0] ?? ''
  return ['hosts', 'results', 'campaigns', 'carves', 'users'].includes(noun)
}

/** What happened to a request's checks; the door reads it when the handler has returned. */
export type CheckNote = { checked: boolean; denials: { action: Action; target: Target }[] }

const notes = () => pinned('permissions.notes', () => new AsyncLocalStorage<CheckNote>())

/** Runs `run` with a fresh note; `authorize` and `teamScope` inside write to it. */
export function withCheckNote<T>(note: CheckNote, run: () => Promise<T>): Promise<T> {
  return notes().run(note, run)
}

/**
 * Lets the viewer act on the loaded object, or throws: `not_found` for what is not theirs to see,
 * `forbidden` otherwise, in the words given if any. The door audits the refusal.
 */
export function authorize(
  viewer: Viewer,
  action: Action,
  target: Target,
  refusal?: { message: string; errors: FieldError[] },
): void {
  const note = notes().getStore()
  if (note) note.checked = true
  if (permits(viewer, action, target)) return
  note?.denials.push({ action, target })
  if (hides(viewer, action, target)) throw new AppError('not_found', 'There is no such object')
  if (refusal) throw new AppError('forbidden', refusal.message, { errors: refusal.errors })
  throw new AppError('forbidden', `You may not do this (${action})`)
}

/** Who may change an object may also see it, though their role reads no lists: as `authorize`. */
export function authorizeSight(
  viewer: Viewer,
  noun: 'packs' | 'queries' | 'labels',
  target: Target,
): void {
  const changes = permits(viewer, `${noun}:write`, target)
  authorize(viewer, changes ? `${noun}:write` : `${noun}:read`, target)
}

/** Whether an object of that team is in the scope; what `scopeSql` says of rows, said of values. */
export function isInScope(scope: TeamScope, teamId: number | null): boolean {
  if ('all' in scope) return true
  return teamId === null ? scope.shared : scope.team_ids.includes(teamId)
}

/** The scope of a list for that action; counts as the check of a list route. */
export function teamScope(viewer: Viewer, action: Action): TeamScope {
  const note = notes().getStore()
  if (note) note.checked = true
  const rule = ruleOf(action)
  if (viewer.scopes && !viewer.scopes.includes(rule.scope)) return { team_ids: [], shared: false }
  if (viewer.global_role)
    return rule.roles.includes(viewer.global_role) ? { all: true } : { team_ids: [], shared: false }
  if (rule.global) return { team_ids: [], shared: false }
  const teams = viewer.teams.filter(({ role }) => rule.roles.includes(role))
  return { team_ids: teams.map(({ id }) => id), shared: teams.length > 0 && rule.shared === true }
}

/** The scope of a list that its reader narrows to one team; a team that is not theirs leaves nothing. */
export function teamScopeOf(viewer: Viewer, action: Action, teamId: number | undefined): TeamScope {
  const scope = teamScope(viewer, action)
  if (teamId === undefined) return scope
  return { team_ids: isInScope(scope, teamId) ? [teamId] : [], shared: false }
}
