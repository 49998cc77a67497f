// What a launch would do, told before it is made: by the same text, rights and targets as the launch
// itself, so that the two cannot differ. Changes nothing.
import { confirmNeeds, readConfirmation } from '@/lib/domain/campaign-confirm'
import { estimateOf } from '@/lib/domain/campaign-cost'
import type { Asked } from '@/lib/domain/campaign-start'
import { askableTeams, resolveTargets } from '@/lib/domain/campaign-targets'
import { textOf } from '@/lib/domain/campaign-text'
import { listCampaigns } from '@/lib/domain/campaigns'
import { sqlDigest } from '@/lib/domain/costs'
import { missingOn } from '@/lib/domain/pack-preview-queries'
import { permits } from '@/lib/domain/permissions'
import { checkSql } from '@/lib/sql/check'
import { findPreflight, listGivenUp, type PreflightRow } from '@/lib/store/campaign-preflight'
import type { PastRun, Preflight, PreflightHosts } from '@/lib/wire/campaign-preflight'
import { type Platform, platformName } from '@/lib/wire/platforms'
import type { Viewer } from '@/lib/wire/roles'

const historyMax = 5
const denylistedShown = 100
/** From a host's check-in to its answer, before anything is known of it; as the campaign page has it. */
const answerSeconds = 2

const byPlatformOf = ({ platforms }: PreflightRow): Map<Platform, number> =>
  platforms.reduce(
    (held, { platform, hosts }) =>
      held.set(platformName(platform), (held.get(platformName(platform)) ?? 0) + hosts),
    new Map<Platform, number>(),
  )

function hostsOf(found: PreflightRow): PreflightHosts {
  const { platforms } = found
  const sum = (of: 'hosts' | 'online' | 'missing') =>
    platforms.reduce((total, platform) => total + platform[of], 0)
  const [total, online] = [sum('hosts'), sum('online')]
  return {
    ...{ total, online, offline: total - online, missing: sum('missing') },
    by_platform: Object.fromEntries(byPlatformOf(found)),
  }
}

/** What was asked with the same text before, the newest first, as far as the viewer sees it. */
async function historyOf(viewer: Viewer, sql_digest: string): Promise<PastRun[]> {
  if (!permits(viewer, 'campaigns:read', 'any')) return []
  const page = { ...{ page: 0, per_page: historyMax }, ...{ status: [], mine: false, query: '' } }
  const { campaigns } = await listCampaigns(viewer, { ...page, sql_digest })
  return campaigns
    .toSorted((one, other) => other.id - one.id)
    .map(({ id, name, status, user, created_at, ended_at, counts }) => ({
      ...{ id, name, status, user, created_at, ended_at, counts },
    }))
}

/** Both are null while no host is online, and most while a person must release the others first. */
function timesOf(
  { first_seconds, most_at }: PreflightRow,
  held: boolean,
): Pick<Preflight, 'first_answer_seconds' | 'expected_90_at'> {
  const most = held ? null : most_at
  return {
    first_answer_seconds: first_seconds === null ? null : Math.ceil(first_seconds + answerSeconds),
    expected_90_at:
      most === null ? null : new Date(most.getTime() + answerSeconds * 1_000).toISOString(),
  }
}

/** Throws what the launch would: of text, targets and rights, but not of limits or confirmation. */
export async function preflightCampaign(viewer: Viewer, asked: Asked): Promise<Preflight> {
  const text = await textOf(viewer, asked)
  const scope_teams = askableTeams(viewer, text.wanted)
  const { include_offline, guard = {} } = asked
  const targets = await resolveTargets(asked.selected, { include_offline, scope_teams })
  const digest = sqlDigest(text.template ?? text.query)
  const [found, givenUp, confirmation, history, check] = await Promise.all([
    findPreflight(targets, guard.hosts_per_minute),
    listGivenUp(targets, digest, denylistedShown),
    readConfirmation(viewer, { all: targets.all, confirm: asked.confirm }),
    historyOf(viewer, digest),
    checkSql(text.query),
  ])
  const hosts = hostsOf(found)
  const byPlatform = byPlatformOf(found)
  const missing_on = missingOn(check, byPlatform)
  for (const { platform } of missing_on) byPlatform.delete(platformName(platform))
  const { canary, canary_release = 'manual' } = guard
  const held = canary !== undefined && canary < hosts.total && canary_release === 'manual'
  return {
    hosts,
    missing_on,
    estimate: await estimateOf(text, byPlatform, check),
    denylisted_hosts: givenUp[0]?.full_count ?? 0,
    denylisted_sample: givenUp.map(({ full_count: _, ...host }) => host),
    ...timesOf(found, held),
    confirm: confirmNeeds(viewer, confirmation, hosts.total),
    history,
    queue_only: hosts.total > 0 && hosts.online === 0,
  }
}
