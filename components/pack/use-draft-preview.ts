'use client'
// What the draft would do to hosts, asked of the server a moment after the last change.
import { useMemo } from 'react'
import { z } from 'zod'
import { api } from '@/lib/client/api'
import { draftPatch } from '@/lib/client/pack-draft-save'
import { type Settled, useSettled } from '@/lib/client/use-settled'
import type { PackDraft } from './use-pack-draft'

const Estimates = z.object({
  rows_per_day: z.number(),
  bytes_per_day: z.number(),
  agent_seconds_per_day: z.number(),
})

export const DraftPreview = z.object({
  hosts: z.object({
    matched: z.number(),
    gained: z.number(),
    lost: z.number(),
    by_platform: z.record(z.string(), z.number()),
  }),
  queries: z.array(
    z.object({
      name: z.string(),
      hosts: z.number(),
      estimates: Estimates,
      missing_on: z.array(
        z.object({ platform: z.string(), hosts: z.number(), reason: z.string() }),
      ),
    }),
  ),
  config_bytes_max: z.number(),
  estimates: Estimates,
})
export type DraftPreview = z.infer<typeof DraftPreview>

const settleMs = 700

export const askPreview = (packId: number, body: Record<string, unknown>, signal: AbortSignal) =>
  api(DraftPreview, `/api/v1/fleet/packs/${packId}/preview`, { method: 'POST', body, signal })

export type Previews = {
  draft: Settled<unknown, DraftPreview>
  /** The same of the revision that the draft began with. */
  base: Settled<unknown, DraftPreview>
}

export function useDraftPreview({ pack, base, content, dirty }: PackDraft): Previews {
  const asked = useMemo(
    () => (dirty ? { pack_id: pack.id, base, content } : undefined),
    [pack.id, base, content, dirty],
  )
  const settled = useMemo(() => ({ pack_id: pack.id, revision: base.revision }), [pack.id, base])
  return {
    draft: useSettled(asked, settleMs, (about, signal) =>
      askPreview(about.pack_id, draftPatch(about.base.content, about.content), signal),
    ),
    base: useSettled(settled, 0, (about, signal) => askPreview(about.pack_id, {}, signal)),
  }
}
