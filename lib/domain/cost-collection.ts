// Takes in what agents say their scheduled and live queries cost, from the rows that their answers left
// behind. Runs on the clock, in one process at a time; a name counts only where its host was served it.
import { advance } from '@/lib/domain/cost-readings'
import { type Meaning, meaningsOf } from '@/lib/domain/cost-renderings'
import { sqlDigest } from '@/lib/domain/costs'
import { foldCampaign, listUncounted } from '@/lib/store/cost-live'
import {
  foldHostSchedules,
  type NewSums,
  type StoredSums,
  type UnfoldedSchedule,
} from '@/lib/store/cost-schedules'
import type { Reading } from '@/lib/wire/cost-readings'

const hostsAtOnce = 100
const answersAtOnce = 2_000
const ageSecondsMax = 30 * 86_400

/** When the query last ran by our clock: the agent's own clock only tells how long ago. */
function ranAt(schedule: UnfoldedSchedule, lastExecuted: number): string {
  const age = schedule.agent_time - lastExecuted
  const known = schedule.agent_time > 0 && lastExecuted > 0 && age >= 0 && age <= ageSecondsMax
  return new Date(schedule.read_at.getTime() - (known ? age * 1_000 : 0)).toISOString()
}

type Query = { reading: Reading; meaning: Meaning }

function sumsOf(
  schedule: UnfoldedSchedule,
  { reading, meaning }: Query,
  before: StoredSums | undefined,
): NewSums {
  const { agent_start, folded_start } = schedule
  const restarted = folded_start > 0 && agent_start > 0 && agent_start !== folded_start
  const { ran, ...sums } = advance(before, reading, meaning.sql_digest, restarted)
  const isNewer = ran || reading.last_executed > (before?.last_executed ?? 0)
  return {
    ...sums,
    pack_query_id: meaning.pack_query_id,
    host_id: schedule.host_id,
    schedule_at: schedule.read_at.toISOString(),
    revision: meaning.revision,
    interval: meaning.interval,
    denylisted: reading.denylisted,
    ran_at: isNewer && reading.executions > 0 ? ranAt(schedule, reading.last_executed) : null,
  }
}

async function count(schedules: UnfoldedSchedule[], stored: StoredSums[]): Promise<NewSums[]> {
  const hashes = schedules.flatMap(({ rendering_hash }) => rendering_hash ?? [])
  const meanings = await meaningsOf(hashes)
  const before = new Map(stored.map((each) => [`${each.pack_query_id} ${each.host_id}`, each]))
  return schedules.flatMap((schedule) => {
    const names = meanings.get(schedule.rendering_hash ?? '')
    return schedule.rows.flatMap((reading) => {
      const meaning = names?.get(reading.name)
      if (!meaning) return []
      const own = before.get(`${meaning.pack_query_id} ${schedule.host_id}`)
      return [sumsOf(schedule, { reading, meaning }, own)]
    })
  })
}

/** Folds the next answers of hosts; says whether there were any. */
export function foldSchedules(): Promise<boolean> {
  return foldHostSchedules(hostsAtOnce, count)
}

/** Folds the next answers to live queries; says whether there were any. */
export async function foldLiveCosts(): Promise<boolean> {
  const [campaign] = await listUncounted(1)
  if (!campaign) return false
  await foldCampaign(campaign.id, campaign.sql_digest ?? sqlDigest(campaign.query), answersAtOnce)
  return true
}
