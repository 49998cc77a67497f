// What the launch page starts from: the link's query, campaign, hosts and labels, cut to the viewer.
import { everyHost } from '@/lib/domain/campaign-targets'
import { listCampaigns, readCampaign } from '@/lib/domain/campaigns'
import { permits } from '@/lib/domain/permissions'
import { listQueries, readQuery } from '@/lib/domain/queries'
import { targetNames } from '@/lib/domain/target-names'
import type { Campaign } from '@/lib/wire/campaigns'
import { AppError } from '@/lib/wire/errors'
import type { LiveLimits } from '@/lib/wire/live-draft'
import type { LiveSearch } from '@/lib/wire/live-search'
import { QueryListQuery, type SavedQuery } from '@/lib/wire/queries'
import type { Viewer } from '@/lib/wire/roles'
import { Selected, type TargetNames } from '@/lib/wire/targets'

export type LaunchFirst = {
  sql: string
  query_id: number | null
  selected: Selected
  limits: LiveLimits | undefined
  given: boolean
  names: TargetNames
  queries: Pick<SavedQuery, 'id' | 'name' | 'query'>[]
  recent: Campaign[]
  may_write: boolean
}

const recentMax = 5

/** What is gone, or not the viewer's, is left out: the rest of the link still opens. */
async function ifVisible<T>(reading: Promise<T>): Promise<T | undefined> {
  return reading.catch((error: unknown) => {
    if (error instanceof AppError && /^(not_found|forbidden)$/.test(error.code)) return undefined
    throw error
  })
}

function limitsOf(campaign: Campaign | undefined): LiveLimits | undefined {
  if (!campaign) return undefined
  const { created_at, expires_at, include_offline, newcomers } = campaign
  const open = Math.round((Date.parse(expires_at) - Date.parse(created_at)) / 1000)
  return { expires_in: Math.max(1, open), include_offline, newcomers }
}

/** The built-in label of every host and "every host" are one thing; the page shows the latter. */
function withAll(selected: Selected, names: TargetNames): Selected {
  const every = names.labels.find(({ kind, name }) => kind === 'builtin' && name === everyHost)?.id
  if (every === undefined || !selected.labels.includes(every)) return selected
  const labels = selected.labels.filter((id) => id !== every)
  return { ...selected, all: true, labels }
}

/** Everything the launch page is first drawn with. */
export async function launchFirst(viewer: Viewer, search: LiveSearch): Promise<LaunchFirst> {
  const { query_id, from, sql = '', hosts = [], labels = [] } = search
  const may_write = permits(viewer, 'campaigns:run_sql', 'any')
  const again = from === undefined ? undefined : await ifVisible(readCampaign(viewer, from))
  const wanted = query_id ?? again?.query_id ?? undefined
  const saved = wanted === undefined ? undefined : await ifVisible(readQuery(viewer, wanted))
  const linked = Selected.parse({ hosts, labels })
  const selected = again && hosts.length + labels.length === 0 ? again.targets : linked
  const listing = { ...QueryListQuery.parse({ per_page: '500' }), order_key: 'name' as const }
  const mine = { status: [], mine: true, query: '', page: 0, per_page: recentMax }
  const [names, { queries }, { campaigns: recent }] = await Promise.all([
    targetNames(viewer, selected),
    listQueries(viewer, listing),
    listCampaigns(viewer, mine),
  ])
  const runnable = queries.filter(({ observer_can_run }) => may_write || observer_can_run)
  return {
    sql: saved?.query ?? again?.sql ?? sql,
    query_id: saved && runnable.some(({ id }) => id === saved.id) ? saved.id : null,
    selected: withAll(selected, names),
    limits: limitsOf(again),
    given:
      saved !== undefined || sql !== '' || again !== undefined || hosts.length + labels.length > 0,
    names,
    queries: runnable.map(({ id, name, query }) => ({ id, name, query })),
    recent,
    may_write,
  }
}
