// One search over nouns: five of each that the viewer may see. A noun they may not read is empty.
import { listCampaigns } from '@/lib/domain/campaigns'
import { type Action, authorize, permits, teamScope } from '@/lib/domain/permissions'
import {
  searchHosts,
  searchLabels,
  searchPacks,
  searchQueries,
  searchUsers,
} from '@/lib/store/search'
import type { SearchHit, SearchReply } from '@/lib/wire/frame'
import type { TeamScope, Viewer } from '@/lib/wire/roles'

const each = 5

async function within(
  viewer: Viewer,
  action: Action,
  find: (scope: TeamScope) => Promise<SearchHit[]>,
): Promise<SearchHit[]> {
  return permits(viewer, action, 'any') ? find(teamScope(viewer, action)) : []
}

async function campaigns(viewer: Viewer, text: string): Promise<SearchHit[]> {
  if (!permits(viewer, 'campaigns:read', 'any')) return []
  const listing = { status: [], mine: false, query: text, page: 0, per_page: each }
  const listed = await listCampaigns(viewer, listing)
  return listed.campaigns.map(({ id, name, query, status }) => ({
    id,
    name: `#${id} ${name || query.replace(/\s+/g, ' ').slice(0, 60)}`,
    detail: status,
  }))
}

export async function search(viewer: Viewer, text: string): Promise<SearchReply> {
  authorize(viewer, 'me:read', 'any')
  const [hosts, packs, queries, asked, labels, users] = await Promise.all([
    within(viewer, 'hosts:read', (scope) => searchHosts(text, scope)),
    within(viewer, 'packs:read', (scope) => searchPacks(text, scope)),
    within(viewer, 'queries:read', (scope) => searchQueries(text, scope)),
    campaigns(viewer, text),
    within(viewer, 'labels:read', () => searchLabels(text)),
    within(viewer, 'users:read', (scope) =>
      searchUsers(text, 'all' in scope ? undefined : scope.team_ids),
    ),
  ])
  return { hosts, packs, queries, campaigns: asked, labels, users }
}
