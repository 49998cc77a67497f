// Running a whole pack now: one campaign for each query, all made in one transaction with one audit
// entry before any host can be asked (S33). A run counts as one towards the open campaigns (S36).
import { wake } from '@/lib/bus/bus'
import { recordActivity } from '@/lib/domain/activity'
import { confirmNeeds, readConfirmation, refuseUnconfirmed } from '@/lib/domain/campaign-confirm'
import { refuseBeyondLimits } from '@/lib/domain/campaign-limits'
import { refreshCampaigns } from '@/lib/domain/campaign-memory'
import { sqlDigest } from '@/lib/domain/costs'
import { refuseDestinations } from '@/lib/domain/destinations'
import { findMade, type RequestKey, rememberMade } from '@/lib/domain/request-keys'
import { planRun, type RunPlan, toldPlan } from '@/lib/domain/run-plan'
import { readRun } from '@/lib/domain/runs'
import {
  insertCampaign,
  lockLaunches,
  updateHolding,
  updateTargeted,
} from '@/lib/store/campaign-creation'
import { insertTargetHosts, updateCanary } from '@/lib/store/campaign-targets'
import { type Tx, transaction } from '@/lib/store/db'
import { insertRun } from '@/lib/store/runs'
import { AppError } from '@/lib/wire/errors'
import type { Viewer } from '@/lib/wire/roles'
import type { PackRun, PackRunBody, PackRunPlan } from '@/lib/wire/runs'
import { Selected, selectionOf } from '@/lib/wire/targets'

const namedMost = 10_000

/**
 * The targets as campaigns tell them. A pack joins its labels and teams where a live query meets them:
 * such a selection is told by its hosts.
 */
function selectedOf({ pack, selected }: RunPlan, hostIds: readonly number[]): Selected {
  if (selected) return selected
  if (pack.label_ids.length > 0 && pack.team_ids.length > 0) {
    return Selected.parse({ hosts: hostIds.length <= namedMost ? hostIds : [] })
  }
  const exclude = { hosts: pack.exclude_host_ids, labels: pack.exclude_label_ids }
  const { host_ids: hosts, label_ids: labels, team_ids: teams, label_match } = pack
  return Selected.parse({ hosts, labels, teams, label_match, exclude })
}

/** No `selected` and no `targets` at all: the pack's own. */
function wantedOf(body: PackRunBody) {
  const given = body.selected !== undefined || body.targets !== undefined
  const { include_offline, queries } = body
  return { include_offline, queries, selected: given ? selectionOf(body) : undefined }
}

function nobody({ skipped }: RunPlan): AppError {
  const reason = skipped.map(({ name, reason }) => `${name}: ${reason}`).join('; ')
  return new AppError('malformed', 'No query of the pack runs on a host that you may query', {
    errors: [{ name: 'selected', reason: reason || 'means no host that you may query' }],
  })
}

const changed = () =>
  new AppError('conflict', 'The hosts changed while they were counted. Look again, then run it')

type Made = Pick<PackRun['campaigns'][number], 'id' | 'name'> & { hosts: number; query: string }

async function makeCampaigns(
  tx: Tx,
  viewer: Viewer,
  { plan, body, runId }: { plan: RunPlan; body: PackRunBody; runId: number },
): Promise<Made[]> {
  const made: Made[] = []
  for (const { query, text, hosts, hosts_count, expected_ms: cost_ms } of plan.queries) {
    const ids = hosts.flatMap(({ sample }) => sample)
    const { expires_in, include_offline, guard, destinations } = body
    const id = await insertCampaign(tx, {
      ...text,
      ...{ expires_in, include_offline, guard, cost_ms, destinations, newcomers: false },
      ...{ run_id: runId, pack_query_id: query.id, sql_digest: sqlDigest(text.query) },
      selected: selectedOf(plan, ids),
      user_id: viewer.user_id,
    })
    const targeted = await insertTargetHosts(tx, id, ids)
    // Counted, told and perhaps typed before: what is asked is that and nothing else.
    if (targeted !== hosts_count) throw changed()
    await updateTargeted(tx, id, targeted)
    if (guard.canary !== undefined && guard.canary < targeted) {
      await updateCanary(tx, id, guard.canary)
      await updateHolding(tx, id)
    }
    made.push({ id, name: query.name, hosts: targeted, query: text.query })
  }
  return made
}

type AskedRun = { body: PackRunBody; address: string; key?: RequestKey | undefined }

async function create(
  viewer: Viewer,
  plan: RunPlan,
  { body, address, key }: AskedRun,
): Promise<number> {
  return transaction('people', async (tx) => {
    await lockLaunches(tx)
    const before = key && (await findMade(viewer, key, tx))
    if (before !== undefined) return before
    await refuseBeyondLimits(tx, viewer)
    const runId = await insertRun(tx, {
      ...{ pack_id: plan.pack.id, pack_name: plan.pack.name, user_id: viewer.user_id },
      ...{ selected: plan.selected ?? null, hosts_count: plan.hosts.total, skipped: plan.skipped },
    })
    const campaigns = await makeCampaigns(tx, viewer, { plan, body, runId })
    await recordActivity(tx, viewer, {
      type: 'ran_pack',
      object_kind: 'pack',
      object_id: plan.pack.id,
      object_name: plan.pack.name,
      hosts: plan.hosts.total,
      details: {
        ...{ run_id: runId, revision: plan.pack.revision, campaigns, skipped: plan.skipped },
        selected: plan.selected ?? null,
        ...{ expires_in: body.expires_in, guard: body.guard, destinations: body.destinations },
      },
      address,
    })
    if (key) await rememberMade(tx, viewer, key, runId)
    return runId
  })
}

const confirmationOf = (viewer: Viewer, { all }: RunPlan, { confirm }: PackRunBody) =>
  readConfirmation(viewer, { all, confirm })

/**
 * Runs the pack's enabled queries now. Throws `malformed` naming `selected` when no host runs any of
 * them, `invalid` naming `queries` or `destinations`, `forbidden` or `conflict` naming `confirm` (S34), `rate_limited`
 * beyond the limits. A request `key` that made a run within a day gives that run and makes none.
 */
export async function runPack(viewer: Viewer, packId: number, asked: AskedRun): Promise<PackRun> {
  const made = asked.key && (await findMade(viewer, asked.key))
  if (made !== undefined) return readRun(viewer, made)
  const plan = await planRun(viewer, packId, wantedOf(asked.body))
  if (plan.queries.length === 0) throw nobody(plan)
  await refuseDestinations(viewer, asked.body.destinations)
  refuseUnconfirmed(viewer, await confirmationOf(viewer, plan, asked.body), plan.hosts.total)
  const id = await create(viewer, plan, asked)
  wake('campaigns')
  await refreshCampaigns().catch(() => {})
  return readRun(viewer, id)
}

/** What it would ask, before anything is. */
export async function preflightRun(
  viewer: Viewer,
  packId: number,
  body: PackRunBody,
): Promise<PackRunPlan> {
  const plan = await planRun(viewer, packId, wantedOf(body))
  const confirmation = await confirmationOf(viewer, plan, body)
  return toldPlan(plan, confirmNeeds(viewer, confirmation, plan.hosts.total))
}
