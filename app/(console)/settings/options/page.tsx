// Settings, Agent options: what are agents told, by whom, and whom does a change reach?
import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { OptionsSection } from '@/components/settings/options/options-section'
import { NoPermission } from '@/components/shell/no-permission'
import { getAgentOptions, listOptionFacts } from '@/lib/domain/agent-options'
import { permits } from '@/lib/domain/permissions'
import { listTeams } from '@/lib/domain/teams'
import { readOrNotFound } from '@/lib/http/page-search'
import { requireViewer } from '@/lib/http/session'
import { OptionsQuery, OptionsReply } from '@/lib/wire/agent-options'
import { TeamQuery } from '@/lib/wire/teams'

export const metadata: Metadata = { title: 'Agent options' }

type OptionsPageProps = { searchParams: Promise<Record<string, string | string[] | undefined>> }

export default async function OptionsPage({ searchParams }: OptionsPageProps) {
  const viewer = await requireViewer()
  if (!permits(viewer, 'options:read', 'any'))
    return <NoPermission title="Agent options" needs="a maintainer" />
  const { team_id: wanted } = await searchParams
  const parsed = OptionsQuery.safeParse(wanted === undefined ? {} : { team_id: wanted })
  if (!parsed.success) notFound()
  const { teams } = await listTeams(viewer, TeamQuery.parse({ per_page: '500' }))
  const readable = teams.filter(({ id }) => permits(viewer, 'options:read', { team_id: id }))
  const mayOrganisation = permits(viewer, 'options:read', { team_id: null })
  const own = mayOrganisation ? null : (readable[0]?.id ?? null)
  const team_id = parsed.data.team_id ?? own
  const found = await readOrNotFound(getAgentOptions(viewer, team_id))
  const mayWrite = permits(viewer, 'options:write', { team_id })
  return (
    <OptionsSection
      key={team_id}
      options={OptionsReply.parse(found)}
      facts={listOptionFacts(viewer).options}
      teams={readable.map(({ id, name }) => ({ id, name }))}
      mayOrganisation={mayOrganisation}
      noWrite={mayWrite ? undefined : 'Needs the admin role'}
    />
  )
}
