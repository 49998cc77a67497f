// Refusals in the audit trail: one entry a minute for each person and action, with how many followed,
// so that a script in a loop cannot fill the trail.
import { recordRefusal } from '@/lib/domain/activity'
import type { CheckNote } from '@/lib/domain/permissions'
import { pinned } from '@/lib/global'
import type { Viewer } from '@/lib/wire/roles'

const quietMs = 60_000
const rememberedMax = 10_000

type Heard = { until: number; more: number }

const heard = () => pinned('denials.heard', () => new Map<string, Heard>())

/** Audits what `authorize` refused. */
export async function recordDenials(
  viewer: Viewer,
  denials: CheckNote['denials'],
  address: string,
): Promise<void> {
  for (const { action, target } of denials) {
    const key = `${viewer.user_id} ${viewer.token_id ?? ''} ${action}`
    const last = heard().get(key)
    if (last && last.until > performance.now()) {
      last.more += 1
      continue
    }
    if (heard().size >= rememberedMax) heard().clear()
    heard().set(key, { until: performance.now() + quietMs, more: 0 })
    const team = target === 'any' ? {} : { team_id: target.team_id }
    await recordRefusal(viewer, {
      type: 'denied',
      details: { action, ...team, more_before: last?.more ?? 0 },
      address,
    })
  }
}
