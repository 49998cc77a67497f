// A host: what does it run, is it alive, and why?
import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { HostView } from '@/components/host/host-view'
import { listHostQueries } from '@/lib/domain/host-queries'
import { readHostTimeline } from '@/lib/domain/host-timeline'
import { readHost } from '@/lib/domain/hosts'
import { permits } from '@/lib/domain/permissions'
import { listTeams } from '@/lib/domain/teams'
import { readOrNotFound } from '@/lib/http/page-search'
import { requireViewer } from '@/lib/http/session'
import { TeamQuery } from '@/lib/wire/teams'
import { IdParams } from '@/lib/wire/values'

export const metadata: Metadata = { title: 'Host' }

type HostPageProps = { params: Promise<{ id: string }> }

const unless = (allowed: boolean, reason: string) => (allowed ? undefined : reason)

export default async function HostPage({ params }: HostPageProps) {
  const viewer = await requireViewer()
  const parsed = IdParams.safeParse(await params)
  if (!parsed.success) notFound()
  const host = await readOrNotFound(readHost(viewer, parsed.data.id))
  const [queries, timeline, { teams }] = await Promise.all([
    listHostQueries(viewer, host.id),
    readHostTimeline(viewer, host.id, {}),
    listTeams(viewer, TeamQuery.parse({ per_page: '500' })),
  ])
  return (
    <HostView
      host={host}
      queries={queries}
      timeline={timeline}
      teams={teams.map(({ id, name }) => ({ id, name }))}
      rights={{
        noWrite: unless(permits(viewer, 'hosts:write', host), 'Needs the maintainer role'),
        noRefetch: unless(permits(viewer, 'hosts:refetch', host), 'Needs the observer role'),
        noAsk: unless(permits(viewer, 'campaigns:run_sql', host), 'Needs the observer+ role'),
        noCarve: unless(
          permits(viewer, 'campaigns:run_denied_tables', host),
          'Needs the admin role: the table carves is on the list of denied ones',
        ),
        seesCarves: permits(viewer, 'carves:read', host),
        seesResults: permits(viewer, 'results:read', host),
        seesLive: permits(viewer, 'campaigns:read', host),
      }}
    />
  )
}
