// A pack: what does it collect, from whom, and is that working?
import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { PackView } from '@/components/pack/pack-view'
import { readPackContent } from '@/lib/domain/pack-content'
import { readPack } from '@/lib/domain/packs'
import { permits } from '@/lib/domain/permissions'
import { targetNames } from '@/lib/domain/target-names'
import { readOrNotFound } from '@/lib/http/page-search'
import { requireViewer } from '@/lib/http/session'
import type { PackContent } from '@/lib/wire/pack-content'
import { Selected } from '@/lib/wire/targets'
import { IdParams } from '@/lib/wire/values'

export const metadata: Metadata = { title: 'Pack' }

/** The hosts that the pack names, whose own names the picker shows. */
const selectionOfPack = ({ host_ids: hosts, exclude_host_ids }: PackContent) =>
  Selected.parse({ hosts, exclude: { hosts: exclude_host_ids } })

type PackPageProps = { params: Promise<{ id: string }> }

export default async function PackPage({ params }: PackPageProps) {
  const viewer = await requireViewer()
  const parsed = IdParams.safeParse(await params)
  if (!parsed.success) notFound()
  const { id } = parsed.data
  const pack = await readOrNotFound(readPack(viewer, id))
  const content = await readPackContent(viewer, id)
  const targets = await targetNames(viewer, selectionOfPack(content))
  const mayWrite = permits(viewer, 'packs:write', pack)
  return (
    <PackView
      pack={pack}
      content={content}
      targets={targets}
      names={Object.fromEntries(targets.labels.map(({ id: key, name }) => [key, name]))}
      noWrite={mayWrite ? undefined : 'Needs the maintainer role over this pack'}
      noRun={permits(viewer, 'campaigns:run_saved', 'any') ? undefined : 'Needs the observer role'}
    />
  )
}
