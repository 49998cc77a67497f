// One run of a whole pack: how far is each of its queries?
import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { RunView } from '@/components/runs/run-view'
import { NoPermission } from '@/components/shell/no-permission'
import { permits } from '@/lib/domain/permissions'
import { readRun } from '@/lib/domain/runs'
import { readOrNotFound } from '@/lib/http/page-search'
import { requireViewer } from '@/lib/http/session'
import { IdParams } from '@/lib/wire/values'

export const metadata: Metadata = { title: 'Pack run' }

export default async function RunPage({ params }: { params: Promise<{ id: string }> }) {
  const viewer = await requireViewer()
  if (!permits(viewer, 'campaigns:read', 'any'))
    return <NoPermission title="Pack run" needs="the observer role" />
  const given = IdParams.safeParse(await params)
  if (!given.success) notFound()
  const run = await readOrNotFound(readRun(viewer, given.data.id))
  const mine = run.user?.id === viewer.user_id
  const mayStop = permits(viewer, mine ? 'campaigns:stop_own' : 'campaigns:stop_others', 'any')
  const noStop = mayStop ? undefined : 'Needs maintainer to stop what somebody else asked'
  return <RunView key={run.id} first={run} noStop={noStop} />
}
