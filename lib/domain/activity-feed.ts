// The audit trail as people read it: administrators of the installation only.
import { verifyActivities } from '@/lib/domain/activity'
import { authorize } from '@/lib/domain/permissions'
import { listActivities } from '@/lib/store/activity'
import type { ActivityQuery, Verification } from '@/lib/wire/activity'
import type { Viewer } from '@/lib/wire/roles'

const installation = { team_id: null }

export function readActivities(viewer: Viewer, query: ActivityQuery) {
  authorize(viewer, 'activities:read', installation)
  return listActivities(query)
}

export async function verifyFor(viewer: Viewer): Promise<Verification> {
  authorize(viewer, 'activities:read', installation)
  return verifyActivities()
}
