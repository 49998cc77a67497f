// Putting a need of the overview off, with a reason and an end; it comes back sooner when it grows.
import { recordActivity } from '@/lib/domain/activity'
import { authorize } from '@/lib/domain/permissions'
import { requireTeam } from '@/lib/domain/teams'
import { transaction } from '@/lib/store/db'
import { removeSnooze, updateSnooze } from '@/lib/store/need-snoozes'
import type { SnoozeBody } from '@/lib/wire/overview'
import type { Viewer } from '@/lib/wire/roles'

/** `until` null ends it. */
export async function snoozeNeed(viewer: Viewer, body: SnoozeBody, address: string): Promise<void> {
  const { kind, team_id, reason, count, until } = body
  authorize(viewer, 'results:write', { team_id: team_id ?? null })
  if (team_id !== undefined) await requireTeam(team_id)
  const team = team_id ?? 0
  await transaction('people', async (tx) => {
    const { user_id } = viewer
    if (until === null) await removeSnooze(tx, kind, team)
    else await updateSnooze(tx, { kind, team_id: team, user_id, reason, count, until })
    await recordActivity(tx, viewer, {
      type: until === null ? 'ended_snooze' : 'snoozed_need',
      object_kind: 'need',
      object_name: kind,
      address,
      details: { reason, count, until: until?.toISOString() ?? null, team_id: team_id ?? null },
    })
  })
}
