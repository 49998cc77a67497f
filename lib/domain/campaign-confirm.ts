// Launches to many hosts (S34): who is at a browser types how many, every session has proved its password
// lately, a token has the scope for it. Decided on the number of hosts that was frozen.
import { authorize, permits } from '@/lib/domain/permissions'
import { findProofFresh } from '@/lib/store/sessions'
import { findSettings } from '@/lib/store/settings'
import { Limits } from '@/lib/wire/config'
import { AppError, type FieldError } from '@/lib/wire/errors'
import type { Viewer } from '@/lib/wire/roles'

/** What decides, read before the transaction that freezes the hosts. */
export type Confirmation = {
  /** More hosts than this are many. */
  above: number
  /** Every host is many, however few there are. */
  all: boolean
  /** The password was proved in the last 15 minutes. */
  proved: boolean
  typed: number | undefined
}

export async function readConfirmation(
  viewer: Viewer,
  { all, confirm }: { all: boolean; confirm?: number | undefined },
): Promise<Confirmation> {
  const { confirm_above_hosts } = Limits.parse((await findSettings()).limits)
  const { session_id } = viewer
  const proved = session_id !== undefined && (await findProofFresh(session_id))
  return { above: confirm_above_hosts, all, proved, typed: confirm }
}

/** What a launch to so many hosts asks of the viewer. */
export function confirmNeeds(
  viewer: Viewer,
  { above, all, proved }: Confirmation,
  hosts: number,
): { needed: boolean; hosts: number; password: boolean } {
  const many = (all || hosts > above) && viewer.via === 'session'
  // A script has nobody who could type; its `confirm` is heeded when it is there.
  return { needed: many && viewer.in_browser === true, hosts, password: many && !proved }
}

/** Whether a launch to many hosts would be refused, so that hosts need not be frozen to learn it. */
export function lacksConfirmation(viewer: Viewer, { proved, typed }: Confirmation): boolean {
  if (viewer.via === 'token') return !permits(viewer, 'campaigns:run_many', 'any')
  return (typed === undefined && viewer.in_browser === true) || !proved
}

const scopeNeeded = (hosts: number) => ({
  message: `${hosts} hosts are many: the token needs the scope live:all`,
  errors: [{ name: 'scopes', reason: 'the token lacks live:all' }],
})

/**
 * Throws `conflict` naming `confirm` when another number was typed than is meant, `forbidden` naming
 * `confirm` and `password` when a launch to many lacks them, or a token its scope.
 */
export function refuseUnconfirmed(viewer: Viewer, confirmation: Confirmation, hosts: number): void {
  const { above, all, typed } = confirmation
  if (typed !== undefined && typed !== hosts) {
    const reason = `${hosts} hosts are meant now, not ${typed}`
    throw new AppError('conflict', reason, { errors: [{ name: 'confirm', reason }] })
  }
  if (!all && hosts <= above) return
  if (viewer.via === 'token') {
    authorize(viewer, 'campaigns:run_many', 'any', scopeNeeded(hosts))
    return
  }
  const { needed, password } = confirmNeeds(viewer, confirmation, hosts)
  const errors: FieldError[] = [
    ...(needed && typed === undefined
      ? [{ name: 'confirm', reason: `type how many hosts are asked: ${hosts}` }]
      : []),
    ...(password ? [{ name: 'password', reason: 'give your password again' }] : []),
  ]
  if (errors.length === 0) return
  const message = `${hosts} hosts are many: ${errors.map(({ reason }) => reason).join(', and ')}`
  throw new AppError('forbidden', message, { errors })
}
