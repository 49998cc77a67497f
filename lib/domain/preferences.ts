// How the console looks and speaks to one person: theirs alone to read and to change, and not audited,
// because it changes nothing for anybody else.
import { authorize } from '@/lib/domain/permissions'
import { findPreferences, updatePreferences } from '@/lib/store/users'
import { KeptPreferences, type Preferences } from '@/lib/wire/preferences'
import type { Viewer } from '@/lib/wire/roles'

export async function getPreferences(viewer: Viewer) {
  authorize(viewer, 'me:read', 'any')
  return KeptPreferences.parse(await findPreferences(viewer.user_id))
}

/** Sets what is given and keeps the rest. */
export async function patchPreferences(viewer: Viewer, body: Preferences) {
  authorize(viewer, 'me:write', 'any')
  return KeptPreferences.parse(await updatePreferences(viewer.user_id, body))
}
