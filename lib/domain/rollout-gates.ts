// The gates of rollouts, judged every minute over the hosts that run the new revision. A gate that
// trips pauses its rollout with the reason and the evidence; nothing ever continues by itself.
import { wake } from '@/lib/bus/bus'
import { recordActivity } from '@/lib/domain/activity'
import { sealConfiguration } from '@/lib/domain/configuration-limits'
import { countRolloutHosts, judgedFrom, type RolloutHosts } from '@/lib/domain/rollout-hosts'
import { transaction } from '@/lib/store/db'
import { findPack } from '@/lib/store/packs'
import {
  appendRolloutEvent,
  listRunningRollouts,
  lockRollout,
  type RolloutRow,
  type StoredGates,
  updateRolloutState,
  updateVerdicts,
} from '@/lib/store/rollouts'
import { type Gate, type GateName, gateNames } from '@/lib/wire/rollouts'

/** What the hosts that run `to` were measured at; factors are against those that run `from`. */
export type CohortFigures = {
  errors_percent: number
  denylisted_percent: number
  silent_percent: number
  /** Null where there is nothing to compare with. */
  cost_factor: number | null
  rows_factor: number | null
  /** What stands behind each figure: hosts, queries, messages. */
  evidence: Partial<Record<GateName, Record<string, unknown>>>
}

export type FiguresOf = (rollout: RolloutRow, hosts: RolloutHosts) => Promise<CohortFigures>

/** Every gate that has a limit. Before enough hosts run `to` none says anything. */
export function judgeGates({ limits, waived }: StoredGates, figures: CohortFigures | null): Gate[] {
  return gateNames.flatMap((name): Gate[] => {
    const limit = limits[name]
    if (limit === undefined) return []
    const value = figures?.[name] ?? null
    return [{ name, limit, value, verdict: verdictOf(value, limit, waived[name]) }]
  })
}

function verdictOf(value: number | null, limit: number, waived = 0): Gate['verdict'] {
  if (value === null) return 'waiting'
  if (value <= limit) return 'passed'
  return value <= waived ? 'waived' : 'failed'
}

const words: Record<GateName, (value: string, limit: string) => string> = {
  errors_percent: (value, limit) => `errors on ${value} % of hosts, limit ${limit} %`,
  denylisted_percent: (value, limit) => `denylisted on ${value} % of hosts, limit ${limit} %`,
  silent_percent: (value, limit) => `silent on ${value} % of hosts, limit ${limit} %`,
  cost_factor: (value, limit) => `${value} times the cost of before, limit ${limit}`,
  rows_factor: (value, limit) => `${value} times the rows of before, limit ${limit}`,
}

const rounded = (value: number) => value.toLocaleString('en', { maximumFractionDigits: 1 })

/** Why a rollout is paused, as people read it. */
export function reasonOf(gates: readonly Gate[]): string {
  return gates
    .filter(({ verdict }) => verdict === 'failed')
    .map(({ name, value, limit }) => words[name](rounded(value ?? 0), rounded(limit)))
    .join('; ')
}

async function pause(
  rollout: RolloutRow,
  gates: Gate[],
  { evidence }: CohortFigures,
  { hosts }: RolloutHosts,
): Promise<void> {
  const pack = await findPack(rollout.pack_id)
  const reason = reasonOf(gates)
  const details = { reason, gates, evidence, hosts }
  await transaction('work', async (tx) => {
    const locked = await lockRollout(tx, rollout.id)
    if (locked?.state !== 'running') return
    await updateRolloutState(tx, rollout.id, 'paused', reason)
    await appendRolloutEvent(tx, rollout.id, { type: 'tripped', actor_name: 'Muster', details })
    await sealConfiguration(tx, [rollout.pack_id])
    await recordActivity(tx, 'system', {
      type: 'paused_rollout',
      object_kind: 'pack',
      object_id: rollout.pack_id,
      ...(pack && { object_name: pack.name }),
      hosts: hosts.to,
      details: { rollout_id: rollout.id, ...details },
    })
  })
  wake('configuration')
}

async function judge(rollout: RolloutRow, figuresOf: FiguresOf): Promise<void> {
  const [hosts] = await countRolloutHosts(rollout.pack_id, [rollout], { all: true })
  if (!hosts) return
  const isEnough = hosts.cohort > 0 && hosts.cohort_on_to >= judgedFrom(hosts.cohort)
  const figures = isEnough ? await figuresOf(rollout, hosts) : null
  const gates = judgeGates(rollout.gates, figures)
  await transaction('work', (tx) => updateVerdicts(tx, rollout.id, gates))
  if (figures && gates.some(({ verdict }) => verdict === 'failed'))
    await pause(rollout, gates, figures, hosts)
}

/** For the clock, every minute. One rollout's fault is not another's. */
export async function judgeRollouts(figuresOf: FiguresOf): Promise<void> {
  const judged = await Promise.allSettled(
    (await listRunningRollouts()).map((rollout) => judge(rollout, figuresOf)),
  )
  for (const result of judged) if (result.status === 'rejected') throw result.reason
}
