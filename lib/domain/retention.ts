// How long agents' lines are kept: whole days by receipt, never by the agents' own clocks. Defaults
// are 30 days for results and live rows, 7 for status lines; `limits` may say otherwise.
import { ingestLimits } from '@/lib/domain/ingest-quota'
import { removeOldRenderings, updateServedNow } from '@/lib/store/configuration'
import { removeOldDeadLetters } from '@/lib/store/dead-letters'
import { dropPartitions, ensurePartitions } from '@/lib/store/partitions'

/** Makes the partitions of the next days, drops those that are old enough, forgets dead letters. */
export async function keepPartitions(): Promise<void> {
  await ensurePartitions()
  const limits = await ingestLimits()
  await dropPartitions('result_lines', limits.results_days)
  await dropPartitions('status_lines', limits.status_days)
  await dropPartitions('campaign_results', limits.campaign_days)
  await removeOldDeadLetters(limits.dead_letter_days)
}

/** Keeps on record which names hosts report under, while they run them and for 30 days after. */
export async function keepRenderings(): Promise<void> {
  // In this order: what is being served must not look old when the old ones go.
  await updateServedNow()
  await removeOldRenderings()
}
