// What a campaign's page is drawn with before its stream is open: counts, waits, the first answers.
import { authorizeEnding, campaignOfRow, rowsKeptUntil, seenCampaign } from '@/lib/domain/campaigns'
import { ingestLimits } from '@/lib/domain/ingest-quota'
import { permits, teamScope } from '@/lib/domain/permissions'
import { resultData } from '@/lib/domain/result-text'
import { targetNames } from '@/lib/domain/target-names'
import { statusNow } from '@/lib/domain/watch'
import { listOtherRuns } from '@/lib/store/campaign-answers'
import { findNewestStart } from '@/lib/store/campaign-row-counts'
import type { CampaignRow } from '@/lib/store/campaigns'
import { findHead, type StoredResult, tailResults } from '@/lib/store/tail'
import type { OtherRun } from '@/lib/wire/campaign-compare'
import { browserRowsMost } from '@/lib/wire/campaign-rows'
import { type Campaign, Result } from '@/lib/wire/campaigns'
import { AppError } from '@/lib/wire/errors'
import type { StatusFrame } from '@/lib/wire/frames'
import type { Viewer } from '@/lib/wire/roles'
import type { TargetNames } from '@/lib/wire/targets'

/** The document carries this much of the answers; the stream brings the rest. */
const firstResults = 50
const firstBytes = 48 * 1024

export type CampaignFirst = {
  campaign: Campaign
  status: StatusFrame
  results: Result[]
  names: TargetNames
  /** Why this viewer may not stop it; undefined when they may. */
  stop_refusal: string | undefined
  /** Why this viewer may not ask its hosts again; undefined when they may. */
  again_refusal: string | undefined
  /** Why this viewer may not make labels; undefined when they may. */
  label_refusal: string | undefined
  /** Other runs of the same question, latest first. */
  others: OtherRun[]
  /** When the first and the last of its rows are dropped. */
  kept_until: { first: string; last: string }
}

function smallEnough(stored: readonly StoredResult[]): StoredResult[] {
  let bytes = 0
  const cut = stored.findIndex(({ rows_json }) => {
    bytes += rows_json.length
    return bytes > firstBytes
  })
  return cut === -1 ? [...stored] : stored.slice(0, cut)
}

/** The campaign as its page first shows it. `not_found` when it is not the viewer's to see. */
export async function firstLook(viewer: Viewer, id: number): Promise<CampaignFirst> {
  const { row, scope_teams } = await seenCampaign(viewer, id)
  const campaign = campaignOfRow(row)
  // What a browser does not keep is not what it shows first.
  const after =
    row.rows > browserRowsMost ? await findNewestStart({ id, scope_teams }, browserRowsMost) : 0
  const page = { after, limit: firstResults, max_bytes: firstBytes, scope_teams }
  const [head, stored, names] = await Promise.all([
    findHead(id),
    tailResults(id, page),
    targetNames(viewer, campaign.targets),
  ])
  if (!head) throw new AppError('not_found', 'There is no such campaign')
  return {
    campaign,
    status: await statusNow(id, head, scope_teams),
    results: smallEnough(stored).map((result) => Result.parse(JSON.parse(resultData(result)))),
    names,
    ...refusalsOf(viewer, row),
    stop_refusal: await stopRefusal(viewer, row),
    kept_until: await keptUntil(row),
    others: await otherRuns(viewer, id),
  }
}

async function otherRuns(viewer: Viewer, id: number): Promise<OtherRun[]> {
  const scope = teamScope(viewer, 'campaigns:read')
  const runs = await listOtherRuns(id, scope, viewer.user_id)
  return runs.map((run) => ({ ...run, created_at: run.created_at.toISOString() }))
}

/** The same rule as ending it asks. */
async function stopRefusal(viewer: Viewer, { id, user_id }: CampaignRow) {
  const action = user_id === viewer.user_id ? 'campaigns:stop_own' : 'campaigns:stop_others'
  if (!permits(viewer, action, 'any')) return 'Needs maintainer to stop what somebody else asked'
  try {
    await authorizeEnding(viewer, id)
    return undefined
  } catch (error) {
    if (error instanceof AppError && error.code === 'forbidden') return error.message
    throw error
  }
}

function refusalsOf(viewer: Viewer, { query_id }: CampaignRow) {
  const asking = query_id === null ? 'campaigns:run_sql' : 'campaigns:run_saved'
  return {
    again_refusal: permits(viewer, asking, 'any')
      ? undefined
      : 'Needs observer+ to ask SQL that is not a saved query',
    label_refusal: permits(viewer, 'labels:write', { team_id: null })
      ? undefined
      : 'Needs a maintainer of all teams: labels are of the whole installation',
  }
}

/** Rows are kept by the day on which they came: from the first that could come to the last. */
async function keptUntil({ created_at, ended_at, expires_at }: CampaignRow) {
  const { campaign_retention_days } = await ingestLimits()
  const last = rowsKeptUntil(ended_at ?? expires_at, campaign_retention_days)
  return {
    first: rowsKeptUntil(created_at, campaign_retention_days).toISOString(),
    last: last.toISOString(),
  }
}
