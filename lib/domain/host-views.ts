// Views of the host list that a person keeps under a name. Nobody sees another's; they hold filters
// and an order, never hosts, so they give no right to anything.
import { authorize } from '@/lib/domain/permissions'
import { transaction } from '@/lib/store/db'
import {
  insertHostView,
  listHostViews as listStoredViews,
  removeHostView,
} from '@/lib/store/host-views'
import { AppError } from '@/lib/wire/errors'
import type { HostView, HostViewInput } from '@/lib/wire/host-views'
import type { Viewer } from '@/lib/wire/roles'

const viewsMax = 50

/** The viewer's own, by name. */
export async function listHostViews(viewer: Viewer): Promise<HostView[]> {
  authorize(viewer, 'hosts:read', 'any')
  return listStoredViews(viewer.user_id)
}

/** Keeps a view; the one of that name, if any, is replaced. */
export async function keepHostView(viewer: Viewer, input: HostViewInput): Promise<HostView> {
  authorize(viewer, 'hosts:read', 'any')
  const view = await transaction('people', (tx) =>
    insertHostView(tx, viewer.user_id, input, viewsMax),
  )
  if (view) return view
  throw new AppError('conflict', `You have ${viewsMax} views, the limit. Delete one first.`)
}

export async function deleteHostView(viewer: Viewer, id: number): Promise<void> {
  authorize(viewer, 'hosts:read', 'any')
  const removed = await transaction('people', (tx) => removeHostView(tx, viewer.user_id, id))
  if (!removed) throw new AppError('not_found', 'You have no such view')
}
