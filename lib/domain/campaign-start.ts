// Starting a live query: the text judged, the targets frozen, the audit entry written, all in one
// transaction before any host can be asked (S33).
import { wake } from '@/lib/bus/bus'
import { recordActivity } from '@/lib/domain/activity'
import { refreshCampaigns } from '@/lib/domain/campaign-memory'
import { askableTeams, resolveTargets, type Wanted } from '@/lib/domain/campaign-targets'
import { campaignOfRow } from '@/lib/domain/campaigns'
import { readQuery } from '@/lib/domain/queries'
import { checkSql, deniedByDefault, deniedTables } from '@/lib/sql/check'
import { findOpenCounts, insertCampaign, updateTargeted } from '@/lib/store/campaign-creation'
import { findFrozenCounts, insertTargets, type TargetSet } from '@/lib/store/campaign-targets'
import { findCampaign } from '@/lib/store/campaigns'
import { type Tx, transaction } from '@/lib/store/db'
import type { RunReply } from '@/lib/wire/campaigns'
import { AppError } from '@/lib/wire/errors'
import type { Viewer } from '@/lib/wire/roles'
import type { Selected, TargetCounts } from '@/lib/wire/targets'

const openPerPerson = 5
const openInAll = 100

export type Asked = {
  query?: string | undefined
  query_id?: number | null | undefined
  selected: Selected
  expires_in: number
  include_offline: boolean
  newcomers: boolean
}

type Text = { query: string; query_id: number | null; name: string; wanted: Wanted }

const requiredText = () =>
  new AppError('malformed', 'Say what to ask: query or query_id', {
    errors: [{ name: 'query', reason: 'give the SQL, or query_id of a saved query' }],
  })

/** Tables, columns and functions that Muster does not know may come from an agent's extension. */
const mayBeAnExtension = /^no such (table|column|function)/i

async function checkedText(query: string): Promise<boolean> {
  const check = await checkSql(query)
  const fault = check.errors.find(({ message }) => !mayBeAnExtension.test(message))
  if (fault) {
    throw new AppError('invalid', `The query is not valid: ${fault.message}`, {
      errors: [
        {
          name: 'query',
          reason: `line ${fault.line}, column ${fault.column}: ${fault.message}`,
        },
      ],
    })
  }
  return deniedTables(check, deniedByDefault).length > 0
}

/** The exact text to ask, and what right it takes. A saved query's own text wins over none given. */
export async function textOf(
  viewer: Viewer,
  asked: Pick<Asked, 'query' | 'query_id'>,
): Promise<Text> {
  const saved = asked.query_id ? await readQuery(viewer, asked.query_id) : undefined
  const query = asked.query ?? saved?.query
  if (query === undefined || query.trim() === '') throw requiredText()
  const isSaved = saved !== undefined && saved.query === query
  const denied_tables = await checkedText(query)
  return {
    query,
    query_id: isSaved ? saved.id : null,
    name: isSaved ? saved.name : '',
    wanted: { observer_can_run: isSaved && saved.observer_can_run, denied_tables },
  }
}

const nobody = () =>
  new AppError('malformed', 'No host is selected that you may query', {
    errors: [{ name: 'selected', reason: 'means no host that you may query' }],
  })

const tooMany = (message: string) =>
  new AppError('rate_limited', message, { retryAfterSeconds: 30 })

/** S36: refuses one more campaign, or run of a pack, beyond the limits; the lock lasts with `tx`. */
export async function refuseBeyondLimits(tx: Tx, viewer: Viewer): Promise<void> {
  const open = await findOpenCounts(tx, viewer.user_id)
  if (open.mine >= openPerPerson) {
    throw tooMany(`You have ${open.mine} open campaigns, the limit. Close one.`)
  }
  if (open.all >= openInAll) throw tooMany(`${open.all} campaigns are open, the limit.`)
}

async function create(
  viewer: Viewer,
  asked: Asked,
  { text, targets, address }: { text: Text; targets: TargetSet; address: string },
): Promise<{ id: number; metrics: TargetCounts }> {
  return transaction('people', async (tx) => {
    await refuseBeyondLimits(tx, viewer)
    const id = await insertCampaign(tx, { ...text, ...asked, ...text, user_id: viewer.user_id })
    const targeted = await insertTargets(tx, id, targets)
    if (targeted === 0 && !asked.newcomers) throw nobody()
    await updateTargeted(tx, id, targeted)
    const metrics = await findFrozenCounts(tx.sql, id)
    await recordActivity(tx, viewer, {
      type: 'started_campaign',
      object_kind: 'campaign',
      object_id: id,
      object_name: text.name || text.query,
      hosts: targeted,
      details: {
        query: text.query,
        query_id: text.query_id,
        selected: asked.selected,
        targeted,
        expires_in: asked.expires_in,
        newcomers: asked.newcomers,
      },
      address,
    })
    return { id, metrics }
  })
}

/**
 * Starts a campaign: targets frozen, audited, committed, then offered to hosts. Throws `malformed`
 * naming `selected` when it means nobody, `invalid` naming `query`, `rate_limited` beyond the limits.
 */
export async function runCampaign(
  viewer: Viewer,
  asked: Asked,
  address: string,
): Promise<RunReply> {
  const text = await textOf(viewer, asked)
  const scope_teams = askableTeams(viewer, text.wanted)
  const { include_offline } = asked
  const targets = await resolveTargets(asked.selected, { include_offline, scope_teams })
  const { id, metrics } = await create(viewer, asked, { text, targets, address })
  wake('campaigns')
  await refreshCampaigns().catch(() => {})
  const row = await findCampaign(id)
  if (!row) throw new AppError('not_found', 'The campaign is gone')
  return {
    campaign_id: id,
    campaign: {
      ...campaignOfRow(row),
      Metrics: {
        TotalHosts: metrics.total,
        OnlineHosts: metrics.online,
        OfflineHosts: metrics.total - metrics.online,
        MissingInActionHosts: metrics.missing_in_action,
        NewHosts: metrics.new,
      },
    },
  }
}
