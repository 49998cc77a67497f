'use client'
// What the draft would do to hosts, asked of the server a moment after the last change.
import { useMemo } from 'react'
import { api } from '@/lib/client/api'
import { draftPatch } from '@/lib/client/pack-draft-save'
import { type Settled, useSettled } from '@/lib/client/use-settled'
import { PackPreview } from '@/lib/wire/pack-preview'
import type { PackDraft } from './use-pack-draft'

/** Targets are chosen by clicks, SQL is typed. */
const settleMs = { targets: 250, queries: 500 }

/** The pre-flight of a pack that `body` would make of it. */
export const askPreview = (packId: number, body: Record<string, unknown>, signal: AbortSignal) =>
  api(PackPreview, `/api/v1/fleet/packs/${packId}/preview`, { method: 'POST', body, signal })

export type Previews = {
  draft: Settled<unknown, PackPreview>
  /** The same of the revision that the draft began with. */
  base: Settled<unknown, PackPreview>
}

/** A draft that saving would refuse is not asked about: the last answer stands until it is mended. */
export function useDraftPreview({ pack, base, content, dirty, errors }: PackDraft): Previews {
  const sound = errors.length === 0
  const asked = useMemo(
    () => (dirty && sound ? { pack_id: pack.id, base, content } : undefined),
    [pack.id, base, content, dirty, sound],
  )
  const ms = settleMs[content.queries === base.content.queries ? 'targets' : 'queries']
  const settled = useMemo(() => ({ pack_id: pack.id, revision: base.revision }), [pack.id, base])
  return {
    draft: useSettled(asked, ms, (about, signal) =>
      askPreview(about.pack_id, draftPatch(about.base.content, about.content), signal),
    ),
    base: useSettled(settled, 0, (about, signal) => askPreview(about.pack_id, {}, signal)),
  }
}

/** The pre-flight to show: of the draft, or of the newest revision when nothing is edited. */
export function shownPreview({ draft, previews }: { draft: PackDraft; previews: Previews }) {
  const { busy, failure, answer } = draft.dirty ? previews.draft : previews.base
  return { preview: answer?.value ?? previews.base.answer?.value, busy, failure }
}
