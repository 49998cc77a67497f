// What a pack holds now, as its editor takes it.
import { openPack } from '@/lib/domain/packs'
import { transaction } from '@/lib/store/db'
import { listContents } from '@/lib/store/revisions'
import { AppError } from '@/lib/wire/errors'
import type { PackContent } from '@/lib/wire/pack-content'
import type { Viewer } from '@/lib/wire/roles'

/** The content of the pack's newest revision, released or not, or `not_found`. */
export async function readPackContent(viewer: Viewer, id: number): Promise<PackContent> {
  await openPack(viewer, id)
  const content = (await transaction('people', (tx) => listContents(tx, [id]))).get(id)
  if (!content) throw new AppError('not_found', 'There is no such pack')
  return content
}
