// Settings, API tokens: which scripts act here, and when did they last?
import type { Metadata } from 'next'
import { TokensSection } from '@/components/settings/tokens/tokens-section'
import { permits } from '@/lib/domain/permissions'
import { listTeams } from '@/lib/domain/teams'
import { listTokens } from '@/lib/domain/tokens'
import { listScripts } from '@/lib/domain/users'
import { requireViewer } from '@/lib/http/session'
import { TeamQuery } from '@/lib/wire/teams'
import { TokenList } from '@/lib/wire/tokens'

export const metadata: Metadata = { title: 'API tokens' }

export default async function TokensPage() {
  const viewer = await requireViewer()
  const [tokens, { teams }, scripts] = await Promise.all([
    listTokens(viewer),
    listTeams(viewer, TeamQuery.parse({ per_page: '500' })),
    listScripts(viewer),
  ])
  return (
    <TokensSection
      tokens={TokenList.parse({ tokens }).tokens}
      grants={{ teams: teams.map(({ id, name }) => ({ id, name })), scripts }}
      me={viewer.user_id}
      all={permits(viewer, 'tokens:read_all', { team_id: null })}
    />
  )
}
