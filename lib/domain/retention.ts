// How long agents' lines are kept: whole days by receipt, never by the agents' own clocks, and fewer
// where they outgrow their size. What a destination that blocks still needs stays up to a size of its
// own; what differential queries amounted to outlives the lines that told it.
import { countShed, neededSince } from '@/lib/domain/destination-retention'
import { ingestLimits } from '@/lib/domain/ingest-quota'
import { carryBases } from '@/lib/domain/results-bases'
import { log } from '@/lib/log'
import { removeOldRenderings, updateServedNow } from '@/lib/store/configuration'
import { removeOldDeadLetters } from '@/lib/store/dead-letters'
import {
  dropPartition,
  ensurePartitions,
  listPartitions,
  type Partition,
  type PartitionedTable,
} from '@/lib/store/partitions'
import { removeOldBases } from '@/lib/store/results-bases'
import type { IngestLimits } from '@/lib/wire/results'

const gibibyte = 1024 ** 3
const dayMs = 86_400_000

type Verdict = { partition: Partition; why: 'begun' | 'age' | 'size' | 'held too large' }

type Kept = {
  days: Partial<Record<PartitionedTable, number>>
  /** Since when lines of a table are needed by a destination that blocks; null: none is. */
  needed: Partial<Record<PartitionedTable, Date | null>>
  bytes_max: number | null
  held_bytes_max: number | null
  now: Date
}

/**
 * Which partitions go, in this order: those whose end was begun; those beyond their age; then the
 * oldest days of all tables until the rest fits. One that is needed stays until those that stay are
 * larger than `held_bytes_max`. Today's never goes.
 */
export function judgePartitions(partitions: readonly Partition[], kept: Kept): Verdict[] {
  const verdicts: Verdict[] = []
  const isNeeded = ({ table, until }: Partition) => {
    const since = kept.needed[table]
    return since != null && until > since
  }
  const startOfDay = Math.floor(kept.now.getTime() / dayMs) * dayMs
  const isOld = ({ table, until }: Partition) =>
    until.getTime() <= startOfDay - (kept.days[table] ?? Number.POSITIVE_INFINITY) * dayMs
  const begun = partitions.filter(({ stage }) => stage !== 'attached')
  for (const partition of begun) verdicts.push({ partition, why: 'begun' })
  const staying = partitions.filter((partition) => {
    if (partition.stage !== 'attached') return false
    const goes = isOld(partition) && !isNeeded(partition)
    if (goes) verdicts.push({ partition, why: 'age' })
    return !goes
  })
  let bytes = staying.reduce((sum, partition) => sum + partition.bytes, 0)
  for (const partition of staying.filter(({ closed }) => closed)) {
    const held = isNeeded(partition)
    const most = (held ? kept.held_bytes_max : kept.bytes_max) ?? Number.POSITIVE_INFINITY
    if (bytes <= most) continue
    bytes -= partition.bytes
    verdicts.push({ partition, why: held ? 'held too large' : 'size' })
  }
  return verdicts
}

const inBytes = (gib: number | null) => (gib === null ? null : gib * gibibyte)

async function judge(limits: IngestLimits): Promise<Verdict[]> {
  const lines = await listPartitions(['result_lines', 'status_lines'])
  const campaigns = await listPartitions(['campaign_results'])
  const days = {
    result_lines: limits.result_retention_days,
    status_lines: limits.status_retention_days,
    campaign_results: limits.campaign_retention_days,
  }
  const needed = {
    result_lines: await neededSince('result_lines'),
    status_lines: await neededSince('status_lines'),
  }
  const sizes = {
    bytes_max: inBytes(limits.lines_gib_max),
    held_bytes_max: inBytes(limits.held_gib_max),
  }
  const unsized = { bytes_max: null, held_bytes_max: null }
  const common = { days, needed, now: new Date() }
  return [
    ...judgePartitions(lines, { ...common, ...sizes }),
    ...judgePartitions(campaigns, { ...common, ...unsized }),
  ]
}

/** What the lines meant, and what is lost with them, is written down before they go. */
async function drop({ partition, why }: Verdict): Promise<boolean> {
  const { table, name, stage, bytes } = partition
  const isWhole = stage === 'attached'
  if (isWhole && table === 'result_lines') await carryBases(name)
  if (isWhole && table !== 'campaign_results') await countShed(table, name)
  const isGone = await dropPartition(partition)
  const told = { partition: name, bytes, why }
  if (!isGone) log().warn(told, 'the end of a day of lines waits for a long reader')
  else if (why !== 'age') log().warn(told, 'a day of lines was dropped')
  return isGone
}

/**
 * Makes the partitions of the next days, drops those that go, forgets dead letters. Where a long reader
 * delays the end of a day, this and the later ones of its table are left to the next call.
 */
export async function keepPartitions(): Promise<void> {
  await ensurePartitions()
  const limits = await ingestLimits()
  const delayed = new Set<PartitionedTable>()
  for (const verdict of await judge(limits)) {
    const { table } = verdict.partition
    if (!delayed.has(table) && !(await drop(verdict))) delayed.add(table)
  }
  await removeOldDeadLetters(limits.dead_letter_retention_days)
  await removeOldBases()
}

/** Keeps on record which names hosts report under, while they run them and for 30 days after. */
export async function keepRenderings(): Promise<void> {
  // In this order: what is being served must not look old when the old ones go.
  await updateServedNow()
  await removeOldRenderings()
}
