// The five roles in words, and a person's roles as one line.
import type { Role } from '@/lib/wire/roles'
import type { User } from '@/lib/wire/users'

export const roleLabels: Record<Role, string> = {
  observer: 'Observer',
  observer_plus: 'Observer+',
  maintainer: 'Maintainer',
  admin: 'Administrator',
  gitops: 'GitOps',
}

export const roleChoices: readonly { value: Role; label: string; hint: string }[] = [
  { value: 'observer', label: roleLabels.observer, hint: 'Sees everything, runs saved queries' },
  { value: 'observer_plus', label: roleLabels.observer_plus, hint: 'Also runs any SQL' },
  {
    value: 'maintainer',
    label: roleLabels.maintainer,
    hint: 'Also edits packs, queries and labels, moves hosts',
  },
  { value: 'admin', label: roleLabels.admin, hint: 'Also people, settings and audit' },
  { value: 'gitops', label: roleLabels.gitops, hint: 'Writes by API, sees almost nothing' },
]

/** "Administrator", or "Maintainer in Workstations, Observer in Servers". */
export function rolesText({ global_role, teams }: Pick<User, 'global_role' | 'teams'>): string {
  if (global_role) return roleLabels[global_role]
  if (teams.length === 0) return 'No role'
  return teams.map(({ name, role }) => `${roleLabels[role]} in ${name}`).join(', ')
}
