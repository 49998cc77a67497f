// Starting a live query: the text judged, the targets frozen, the audit entry written, all in one
// transaction before any host can be asked (S33). Beyond the limits or unconfirmed nothing is made.
import { wake } from '@/lib/bus/bus'
import { recordActivity } from '@/lib/domain/activity'
import {
  type Confirmation,
  lacksConfirmation,
  readConfirmation,
  refuseUnconfirmed,
} from '@/lib/domain/campaign-confirm'
import { expectedMs } from '@/lib/domain/campaign-cost'
import { refuseBeyondLimits } from '@/lib/domain/campaign-limits'
import { refreshCampaigns } from '@/lib/domain/campaign-memory'
import { askableTeams, resolveTargets } from '@/lib/domain/campaign-targets'
import { type AskedText, type CampaignText, textOf } from '@/lib/domain/campaign-text'
import { campaignOfRow, seenCampaign } from '@/lib/domain/campaigns'
import { sqlDigest } from '@/lib/domain/costs'
import { refuseDestinations } from '@/lib/domain/destinations'
import { authorize } from '@/lib/domain/permissions'
import { findMade, type RequestKey, rememberMade } from '@/lib/domain/request-keys'
import {
  insertCampaign,
  lockLaunches,
  updateHolding,
  updateTargeted,
} from '@/lib/store/campaign-creation'
import {
  findFrozenCounts,
  findTargetCounts,
  freezeTargets,
  type TargetSet,
} from '@/lib/store/campaign-targets'
import { findCampaign } from '@/lib/store/campaigns'
import { sql, type Tx, transaction } from '@/lib/store/db'
import type { Guard, RunReply } from '@/lib/wire/campaigns'
import { AppError, invalidField } from '@/lib/wire/errors'
import type { Viewer } from '@/lib/wire/roles'
import type { Selected, TargetCounts } from '@/lib/wire/targets'

export type Asked = AskedText & {
  selected: Selected
  expires_in: number
  include_offline: boolean
  newcomers: boolean
  guard?: Guard
  destinations?: number[]
  again_of?: number | null | undefined
  /** The number of hosts as it was typed. */
  confirm?: number | undefined
}

const nobody = () =>
  new AppError('malformed', 'No host is selected that you may query', {
    errors: [{ name: 'selected', reason: 'means no host that you may query' }],
  })

/** What the launch names besides hosts and text. */
async function refuseUnknown(
  viewer: Viewer,
  { again_of, destinations = [] }: Asked,
): Promise<void> {
  await refuseDestinations(viewer, destinations)
  if (!again_of) return
  await seenCampaign(viewer, again_of).catch((error: unknown) => {
    const isGone = error instanceof AppError && error.code === 'not_found'
    throw isGone ? invalidField('again_of', `there is no campaign ${again_of}`) : error
  })
}

/** All that is decided before the transaction. */
type Plan = {
  text: CampaignText
  targets: TargetSet
  confirmation: Confirmation
  cost_ms: number
}

async function planOf(viewer: Viewer, asked: Asked): Promise<Plan> {
  const text = await textOf(viewer, asked)
  const scope_teams = askableTeams(viewer, text.wanted)
  await refuseUnknown(viewer, asked)
  const { include_offline } = asked
  const targets = await resolveTargets(asked.selected, { include_offline, scope_teams })
  const confirmation = await readConfirmation(viewer, { all: targets.all, confirm: asked.confirm })
  if (lacksConfirmation(viewer, confirmation)) {
    const { total } = await findTargetCounts(targets)
    if (total > 0) refuseUnconfirmed(viewer, confirmation, total)
  }
  return { text, targets, confirmation, cost_ms: await expectedMs(text) }
}

type Frozen = { id: number; metrics: TargetCounts }

async function freeze(tx: Tx, viewer: Viewer, asked: Asked, plan: Plan): Promise<Frozen> {
  const { text, targets, confirmation, cost_ms } = plan
  const { selected, expires_in, include_offline, newcomers, guard = {} } = asked
  const id = await insertCampaign(tx, {
    ...text,
    ...{ selected, expires_in, include_offline, newcomers, guard, cost_ms },
    sql_digest: sqlDigest(text.template ?? text.query),
    again_of: asked.again_of ?? null,
    destinations: asked.destinations ?? [],
    user_id: viewer.user_id,
  })
  const metrics = await freezeTargets(tx, id, targets, guard.canary)
  const targeted = metrics.total
  if (targeted === 0 && !newcomers) throw nobody()
  refuseUnconfirmed(viewer, confirmation, targeted)
  await updateTargeted(tx, id, targeted)
  if (guard.canary !== undefined && guard.canary < targeted) await updateHolding(tx, id)
  return { id, metrics }
}

/** What the audit trail keeps of a launch: enough to repeat it. */
function detailsOf(asked: Asked, { query, template, parameters, query_id }: CampaignText) {
  const { selected, expires_in, include_offline, newcomers, guard = {}, again_of = null } = asked
  const { destinations = [] } = asked
  return {
    ...{ query, template, parameters, query_id, selected, expires_in },
    ...{ include_offline, newcomers, guard, again_of, destinations },
  }
}

type Launch = { address: string; key: RequestKey | undefined }

async function create(
  viewer: Viewer,
  asked: Asked,
  plan: Plan,
  { address, key }: Launch,
): Promise<{ id: number; metrics?: TargetCounts }> {
  return transaction('people', async (tx) => {
    await lockLaunches(tx)
    const made = key && (await findMade(viewer, key, tx))
    if (made !== undefined) return { id: made }
    await refuseBeyondLimits(tx, viewer)
    const { id, metrics } = await freeze(tx, viewer, asked, plan)
    if (key) await rememberMade(tx, viewer, key, id)
    await recordActivity(tx, viewer, {
      type: 'started_campaign',
      object_kind: 'campaign',
      object_id: id,
      object_name: plan.text.name || plan.text.query,
      hosts: metrics.total,
      details: { ...detailsOf(asked, plan.text), targeted: metrics.total },
      address,
    })
    return { id, metrics }
  })
}

async function replyOf(id: number, metrics?: TargetCounts): Promise<RunReply> {
  const row = await findCampaign(id)
  if (!row) throw new AppError('not_found', 'The campaign is gone')
  const counts =
    metrics ?? (await findFrozenCounts((text, values) => sql('people', text, values), id))
  return {
    campaign_id: id,
    campaign: {
      ...campaignOfRow(row),
      Metrics: {
        TotalHosts: counts.total,
        OnlineHosts: counts.online,
        OfflineHosts: counts.total - counts.online,
        MissingInActionHosts: counts.missing_in_action,
        NewHosts: counts.new,
      },
    },
  }
}

/**
 * Starts a campaign: targets frozen, audited, committed, then offered to hosts. Throws `malformed`
 * naming `selected` when it means nobody, `invalid` naming what is wrong, `forbidden` or `conflict`
 * naming `confirm` (S34), `rate_limited` beyond the limits. A request `key` that made a campaign within
 * a day gives that campaign, as it is now, and makes none.
 */
export async function runCampaign(
  viewer: Viewer,
  asked: Asked,
  address: string,
  key?: RequestKey,
): Promise<RunReply> {
  authorize(viewer, 'campaigns:run_saved', 'any')
  const made = key && (await findMade(viewer, key))
  if (made !== undefined) return replyOf(made)
  const plan = await planOf(viewer, asked)
  const { id, metrics } = await create(viewer, asked, plan, { address, key })
  wake('campaigns')
  await refreshCampaigns().catch(() => {})
  return replyOf(id, metrics)
}
