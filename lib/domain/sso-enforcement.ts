// While single sign-on is enforced, passwords are for a few administrators. One who has a password
// always stays: should all named ones be gone, every administrator with a password may use it.
import type { Tx } from '@/lib/store/db'
import {
  findSso,
  findSsoLocked,
  listPasswordAdmins,
  listPasswordAdminsLocked,
} from '@/lib/store/sso'
import { AppError } from '@/lib/wire/errors'
import { Sso } from '@/lib/wire/sso'

export function isEnforced({ enabled, enforce }: Pick<Sso, 'enabled' | 'enforce'>): boolean {
  return enabled && enforce
}

/** Whether a right password lets that person in. */
export async function mayUsePassword(userId: number): Promise<boolean> {
  const { sso } = await findSso()
  const settings = Sso.parse(sso)
  if (!isEnforced(settings)) return true
  const admins = (await listPasswordAdmins()).map(({ id }) => id)
  const named = admins.filter((id) => settings.password_admins.includes(id))
  return (named.length > 0 ? named : admins).includes(userId)
}

/**
 * Refuses to lose the last administrator with a password while only they could still come in when
 * the provider is away. Inside the transaction that takes the role, the account or the password.
 */
export async function refuseLastPasswordAdmin(tx: Tx, losing: number): Promise<void> {
  const { sso } = await findSsoLocked(tx)
  if (!isEnforced(Sso.parse(sso))) return
  const admins = await listPasswordAdminsLocked(tx)
  if (admins.length !== 1 || !admins.includes(losing)) return
  const reason = 'is the last administrator with a password while single sign-on is enforced'
  throw new AppError('conflict', `This ${reason}`, { errors: [{ name: 'global_role', reason }] })
}
