// Views of lists that a person keeps under a name. Nobody sees another's; they hold filters and an
// order, never what is listed, so they give no right to anything.
import { authorize } from '@/lib/domain/permissions'
import { transaction } from '@/lib/store/db'
import { insertView, listViews as listStoredViews, removeView } from '@/lib/store/views'
import { AppError } from '@/lib/wire/errors'
import type { Viewer } from '@/lib/wire/roles'
import type { View, ViewedList, ViewInput } from '@/lib/wire/views'

const viewsMax = 50

/** The viewer's own, by name. */
export async function listViews(viewer: Viewer, list: ViewedList): Promise<View[]> {
  authorize(viewer, `${list}:read`, 'any')
  return listStoredViews(list, viewer.user_id)
}

/** Keeps a view; the one of that name, if any, is replaced. */
export async function keepView(viewer: Viewer, list: ViewedList, input: ViewInput): Promise<View> {
  authorize(viewer, `${list}:read`, 'any')
  const view = await transaction('people', (tx) =>
    insertView(tx, list, viewer.user_id, input, viewsMax),
  )
  if (view) return view
  throw new AppError('conflict', `You have ${viewsMax} views, the limit. Delete one first.`)
}

export async function deleteView(viewer: Viewer, list: ViewedList, id: number): Promise<void> {
  authorize(viewer, `${list}:read`, 'any')
  const removed = await transaction('people', (tx) => removeView(tx, list, viewer.user_id, id))
  if (!removed) throw new AppError('not_found', 'You have no such view')
}
