// Enrolments as people watch them while they add hosts or rotate a secret. Refused tries are shown to
// who may read the secret; those of a secret that never was, to who reads every secret.
import { authorize, teamScope } from '@/lib/domain/permissions'
import { listEnrolled, listRefusals } from '@/lib/store/enrolments'
import { findNow } from '@/lib/store/health'
import type { EnrolmentQuery } from '@/lib/wire/enrolments'
import type { Viewer } from '@/lib/wire/roles'

export async function listEnrolments(viewer: Viewer, query: EnrolmentQuery) {
  if (query.team_id !== undefined) authorize(viewer, 'secrets:read', { team_id: query.team_id })
  const now = await findNow()
  const [{ enrolled, count }, refused] = await Promise.all([
    listEnrolled(teamScope(viewer, 'hosts:read'), query),
    listRefusals(teamScope(viewer, 'secrets:read'), query),
  ])
  return { now, enrolled, enrolled_count: count, refused }
}
