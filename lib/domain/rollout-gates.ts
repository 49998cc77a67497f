// The gates of rollouts, judged every minute over the hosts that run the new revision. A gate that
// trips pauses its rollout with the reason and the evidence; nothing ever continues by itself.
import { wake } from '@/lib/bus/bus'
import { recordActivity } from '@/lib/domain/activity'
import { sealConfiguration } from '@/lib/domain/configuration-limits'
import { type CohortFigures, cohortFigures } from '@/lib/domain/health-cohorts'
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

/** What is measured of the hosts that run `to`; factors are against those that run `from`. */
type FiguresOf = (rollout: RolloutRow) => Promise<CohortFigures>

type Measured = Record<GateName, number | null>

const measuredOf = (figures: CohortFigures): Measured => ({
  errors_percent: figures.errors_share * 100,
  denylisted_percent: figures.denylisted_share * 100,
  silent_percent: figures.silent_share * 100,
  cost_factor: figures.cost_factor,
  rows_factor: figures.rows_factor,
})

/** Every gate that has a limit. Before enough hosts run `to` none says anything. */
export function judgeGates({ limits, waived }: StoredGates, figures: CohortFigures | null): Gate[] {
  const measured = figures && measuredOf(figures)
  return gateNames.flatMap((name): Gate[] => {
    const limit = limits[name]
    if (limit === undefined) return []
    const value = measured?.[name] ?? null
    return [{ name, limit, value, verdict: verdictOf(value, limit, waived[name]) }]
  })
}

function verdictOf(value: number | null, limit: number, waived = 0): Gate['verdict'] {
  if (value === null) return 'waiting'
  if (value <= limit) return 'passed'
  return value <= waived ? 'waived' : 'failed'
}

const rounded = (value: number) => value.toLocaleString('en', { maximumFractionDigits: 1 })

/** The state of a query behind each gate that counts hosts. */
const shareGates = {
  errors_percent: { state: 'failing', verb: 'have errors' },
  denylisted_percent: { state: 'denylisted', verb: 'are denylisted' },
  silent_percent: { state: 'silent', verb: 'are silent' },
} as const

/** "7 of 104 hosts are denylisted, 6.7 % where 2 % is the limit: file_hashes". */
function tripWords({ name, value, limit }: Gate, { running_to, worst }: CohortFigures): string {
  const [now, most] = [rounded(value ?? 0), rounded(limit)]
  if (name === 'cost_factor') return `it costs ${now} times as much, where ${most} is the limit`
  if (name === 'rows_factor') return `it reports ${now} times the rows, where ${most} is the limit`
  const { state, verb } = shareGates[name]
  const hosts = Math.round(((value ?? 0) * running_to) / 100)
  const queries = worst.filter((fault) => fault.state === state).map(({ query }) => query)
  const cause = [...new Set(queries)].slice(0, 3).join(', ')
  const sum = `${rounded(hosts)} of ${rounded(running_to)} hosts ${verb}, ${now} % where ${most} % is the limit`
  return cause === '' ? sum : `${sum}: ${cause}`
}

/** Why a rollout is paused, as people read it; empty when no gate tripped. */
export function reasonOf(gates: readonly Gate[], figures: CohortFigures): string {
  return gates
    .filter(({ verdict }) => verdict === 'failed')
    .map((gate) => tripWords(gate, figures))
    .join('; ')
}

async function pause(
  rollout: RolloutRow,
  gates: Gate[],
  figures: CohortFigures,
  { hosts }: RolloutHosts,
): Promise<void> {
  const pack = await findPack(rollout.pack_id)
  const reason = reasonOf(gates, figures)
  const details = { reason, gates, worst: figures.worst, hosts }
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
  const figures = isEnough ? await figuresOf(rollout) : null
  const gates = judgeGates(rollout.gates, figures)
  await transaction('work', (tx) => updateVerdicts(tx, rollout.id, gates))
  if (figures && gates.some(({ verdict }) => verdict === 'failed'))
    await pause(rollout, gates, figures, hosts)
}

const measure: FiguresOf = ({ pack_id, from, to }) => cohortFigures({ packId: pack_id, from, to })

/** For the clock, every minute. One rollout's fault is not another's. */
export async function judgeRollouts(figuresOf: FiguresOf = measure): Promise<void> {
  const judged = await Promise.allSettled(
    (await listRunningRollouts()).map((rollout) => judge(rollout, figuresOf)),
  )
  for (const result of judged) if (result.status === 'rejected') throw result.reason
}
