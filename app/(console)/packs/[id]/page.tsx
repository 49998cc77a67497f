// A pack: what does it collect, from whom, and is that working?
import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { PackView } from '@/components/pack/pack-view'
import { listLabels } from '@/lib/domain/labels'
import { readPackContent } from '@/lib/domain/pack-content'
import { readPack } from '@/lib/domain/packs'
import { permits } from '@/lib/domain/permissions'
import { readOrNotFound } from '@/lib/http/page-search'
import { requireViewer } from '@/lib/http/session'
import { LabelListQuery } from '@/lib/wire/labels'
import { IdParams } from '@/lib/wire/values'

export const metadata: Metadata = { title: 'Pack' }

type PackPageProps = { params: Promise<{ id: string }> }

export default async function PackPage({ params }: PackPageProps) {
  const viewer = await requireViewer()
  const parsed = IdParams.safeParse(await params)
  if (!parsed.success) notFound()
  const { id } = parsed.data
  const pack = await readOrNotFound(readPack(viewer, id))
  const [content, { labels }] = await Promise.all([
    readPackContent(viewer, id),
    listLabels(viewer, LabelListQuery.parse({ per_page: '500' })),
  ])
  const mayWrite = permits(viewer, 'packs:write', pack)
  return (
    <PackView
      pack={pack}
      content={content}
      names={Object.fromEntries(labels.map(({ id: key, name }) => [key, name]))}
      noWrite={mayWrite ? undefined : 'Needs the maintainer role over this pack'}
    />
  )
}
