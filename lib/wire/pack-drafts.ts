// What the pack editor keeps on this device: an unsaved draft, and the revision that it began with, so
// that it can still be merged after others have saved.
import { z } from 'zod'
import { ContentQuery, PackContent } from '@/lib/wire/pack-content'

const DraftContent = PackContent.extend({
  name: z.string(),
  description: z.string(),
  tags: z.array(z.string()),
  queries: z.array(ContentQuery.extend({ id: z.number() })),
})

export const KeptDraft = z.object({
  base: z.object({ revision: z.number(), content: DraftContent }),
  content: DraftContent,
  /** The tab that wrote it. */
  tab: z.string(),
  /** When it was kept, ms. */
  kept_at: z.number(),
})
export type KeptDraft = z.infer<typeof KeptDraft>
