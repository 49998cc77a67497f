// What the launch page starts from: the link's query, pack, campaign, values and targets, cut to the
// viewer.
import { groupHostIds } from '@/lib/domain/campaign-group-hosts'
import { everyHost } from '@/lib/domain/campaign-targets'
import { listCampaigns, readCampaign } from '@/lib/domain/campaigns'
import { listDestinationsFor } from '@/lib/domain/destinations'
import { listPacks } from '@/lib/domain/packs'
import { permits } from '@/lib/domain/permissions'
import { readQuery } from '@/lib/domain/queries'
import { targetNames } from '@/lib/domain/target-names'
import { findSettings } from '@/lib/store/settings'
import { CampaignListQuery } from '@/lib/wire/campaign-lists'
import type { Campaign } from '@/lib/wire/campaigns'
import { Limits } from '@/lib/wire/config'
import { AppError } from '@/lib/wire/errors'
import type { LiveLimits, LiveQuestion, LiveSource, ParameterText } from '@/lib/wire/live-draft'
import type { DestinationPick, LaunchFirst, PackPick, SavedPick } from '@/lib/wire/live-first'
import { type LiveSearch, selectedOf } from '@/lib/wire/live-search'
import { PackListQuery } from '@/lib/wire/packs'
import type { ParameterType, ParameterValue } from '@/lib/wire/parameters'
import type { SavedQuery } from '@/lib/wire/queries'
import type { Viewer } from '@/lib/wire/roles'
import type { Selected, TargetNames } from '@/lib/wire/targets'

const openMax = '100'
const packsMax = '500'

/** What is gone, or not the viewer's, is left out: the rest of the link still opens. */
async function ifVisible<T>(reading: Promise<T>): Promise<T | undefined> {
  return reading.catch((error: unknown) => {
    if (error instanceof AppError && /^(not_found|forbidden)$/.test(error.code)) return undefined
    throw error
  })
}

function limitsOf(campaign: Campaign | undefined): LiveLimits | undefined {
  if (!campaign) return undefined
  const { created_at, expires_at, include_offline, newcomers, guard } = campaign
  const open = Math.round((Date.parse(expires_at) - Date.parse(created_at)) / 1000)
  return { expires_in: Math.max(1, open), include_offline, newcomers, guard }
}

/** The built-in label of every host and "every host" are one thing; the page shows the latter. */
function withAll(selected: Selected, names: TargetNames): Selected {
  const every = names.labels.find(({ kind, name }) => kind === 'builtin' && name === everyHost)?.id
  if (every === undefined || !selected.labels.includes(every)) return selected
  const labels = selected.labels.filter((id) => id !== every)
  return { ...selected, all: true, labels }
}

const typeOf = (value: ParameterValue): ParameterType =>
  Array.isArray(value) ? 'list' : typeof value === 'number' ? 'number' : 'text'

const textOf = (value: ParameterValue, type = typeOf(value)): ParameterText => ({
  type,
  text: Array.isArray(value) ? value.join('\n') : String(value),
})

/** The values of the link, else of the campaign that is asked again. */
function textsOf({ params }: LiveSearch, again: Campaign | undefined): LiveQuestion['texts'] {
  const asked = (again?.parameters ?? []).map(({ name, value, type }) => [
    name,
    textOf(value, type),
  ])
  const linked = Object.entries(params ?? {}).map(([name, value]) => [name, textOf(value)])
  return Object.fromEntries([...asked, ...linked])
}

const pickOf = ({ id, name, description, query, parameters }: SavedQuery): SavedPick => ({
  ...{ id, name, description, query, parameters },
})

async function packPicks(viewer: Viewer): Promise<PackPick[]> {
  if (!permits(viewer, 'packs:read', 'any')) return []
  const listing = PackListQuery.parse({ per_page: packsMax, order_key: 'name' })
  const { packs } = await listPacks(viewer, listing)
  return packs.map(({ id, name, query_count, total_hosts_count, disabled }) => ({
    ...{ id, name, query_count, total_hosts_count, disabled },
  }))
}

/** Those that take live answers; null for who may not choose where answers go. */
async function destinationPicks(viewer: Viewer): Promise<DestinationPick[] | null> {
  if (!permits(viewer, 'destinations:read', { team_id: null })) return null
  const all = await listDestinationsFor(viewer)
  return all.filter(({ filter }) => filter.live).map(({ id, name }) => ({ id, name }))
}

async function openCampaigns(viewer: Viewer): Promise<Campaign[]> {
  const open = { status: 'waiting,running,paused', mine: 'true', per_page: openMax }
  const { campaigns } = await listCampaigns(viewer, CampaignListQuery.parse(open))
  return campaigns
}

type Linked = { again: Campaign | undefined; saved: SavedPick | undefined; may_write: boolean }

function questionOf(search: LiveSearch, linked: Linked): Omit<LiveQuestion, 'selected'> {
  const { again, saved } = linked
  return {
    sql: saved ? '' : (again?.template ?? again?.sql ?? search.sql ?? ''),
    query_id: saved?.id ?? null,
    saved_sql: saved?.query ?? '',
    pack_id: search.pack_id ?? null,
    pack_hosts: 'own',
    texts: textsOf(search, again),
    destinations: again?.destinations ?? [],
  }
}

function sourceOf(search: LiveSearch, { saved, may_write }: Linked): LiveSource {
  if (saved || !may_write) return 'saved'
  return search.pack_id === undefined ? 'sql' : 'pack'
}

const isGiven = (search: LiveSearch) => Object.keys(search).length > 0

/** The query that the link means, where the viewer may ask it. */
async function linkedQuery(viewer: Viewer, id: number | undefined, may_write: boolean) {
  const query = id === undefined ? undefined : await ifVisible(readQuery(viewer, id))
  return query && (may_write || query.observer_can_run) ? pickOf(query) : undefined
}

/** The hosts of the link, with those of the group that it names. */
async function withGroup(viewer: Viewer, search: LiveSearch): Promise<Selected> {
  const selected = selectedOf(search)
  const { group, columns } = search
  if (!group) return selected
  const which = { key: group.key, columns }
  const hosts = await ifVisible(groupHostIds(viewer, group.campaign_id, which))
  return { ...selected, hosts: [...new Set([...selected.hosts, ...(hosts ?? [])])] }
}

/** Everything the launch page is first drawn with. */
export async function launchFirst(viewer: Viewer, search: LiveSearch): Promise<LaunchFirst> {
  const may_write = permits(viewer, 'campaigns:run_sql', 'any')
  const again = search.from ? await ifVisible(readCampaign(viewer, search.from)) : undefined
  const wanted = search.query_id ?? again?.query_id ?? undefined
  const saved = await linkedQuery(viewer, wanted, may_write)
  const linked = { again, saved, may_write }
  const given = await withGroup(viewer, search)
  const isWhom = given.all || given.hosts.length + given.labels.length + given.teams.length > 0
  const selected = again && !isWhom ? again.targets : given
  const [names, packs, destinations, open, { limits }] = await Promise.all([
    targetNames(viewer, selected),
    may_write ? packPicks(viewer) : [],
    destinationPicks(viewer),
    openCampaigns(viewer),
    findSettings(),
  ])
  return {
    viewer_id: viewer.user_id,
    question: {
      ...questionOf(search, linked),
      selected: withAll(selected, names),
      ...(isWhom ? { pack_hosts: 'chosen' } : {}),
    },
    source: sourceOf(search, linked),
    saved: saved ?? null,
    limits: limitsOf(again),
    given: isGiven(search),
    names,
    packs,
    destinations,
    open,
    may_write,
    confirm_above: Limits.parse(limits).confirm_above_hosts,
  }
}
