// One campaign: what is the answer, and how complete is it?
import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { CampaignView } from '@/components/campaigns/campaign-view'
import { NoPermission } from '@/components/shell/no-permission'
import { firstLook } from '@/lib/domain/campaign-first'
import { permits } from '@/lib/domain/permissions'
import { readOrNotFound } from '@/lib/http/page-search'
import { requireViewer } from '@/lib/http/session'
import { IdParams } from '@/lib/wire/values'

type CampaignPageProps = { params: Promise<{ id: string }> }

export async function generateMetadata({ params }: CampaignPageProps): Promise<Metadata> {
  const { id } = await params
  return { title: `Campaign #${id}` }
}

export default async function CampaignPage({ params }: CampaignPageProps) {
  const viewer = await requireViewer()
  if (!permits(viewer, 'campaigns:read', 'any'))
    return <NoPermission title="Campaign" needs="the observer role" />
  const given = IdParams.safeParse(await params)
  if (!given.success) notFound()
  const { id } = given.data
  return <CampaignView key={id} first={await readOrNotFound(firstLook(viewer, id))} />
}
