// The draft on its way to the server: only what it changes, on the revision it began with.
import { type Pack, PackReply } from '@/lib/wire/packs'
import { RevisionReply } from '@/lib/wire/revisions'
import { api } from './api'
import {
  type DraftBase,
  type DraftContent,
  type DraftState,
  draftContent,
  isSame,
} from './pack-draft'

export type SaveOptions = {
  note: string
  /** False: hosts keep what they have until the revision is released. */
  release: boolean
}

// Switching on and off never waits for a draft, so it is no part of one.
type Unsent = 'queries' | 'disabled'

/** The fields that the draft changes, as PATCH and preview take them. */
export function draftPatch(base: DraftContent, content: DraftContent): Record<string, unknown> {
  const before = new Map<string, unknown>(Object.entries(base))
  const { queries, disabled: _, ...fields } = content satisfies Record<Unsent, unknown>
  const changed = Object.entries(fields).filter(([key, value]) => !isSame(before.get(key), value))
  const sent = queries.map(({ id, ...query }) => (id < 0 ? query : { id, ...query }))
  return {
    ...Object.fromEntries(changed),
    ...(isSame(base.queries, queries) ? {} : { queries: sent }),
  }
}

/** The newest revision of a pack as a base. */
export async function readBase(packId: number, signal?: AbortSignal): Promise<DraftBase> {
  const options = signal ? { signal } : {}
  const { pack } = await api(PackReply, `/api/v1/fleet/packs/${packId}`, options)
  return baseOf(pack, signal)
}

async function baseOf(pack: Pack, signal?: AbortSignal): Promise<DraftBase> {
  const path = `/api/v1/fleet/packs/${pack.id}/revisions/${pack.revision}`
  const { revision } = await api(RevisionReply, path, signal ? { signal } : {})
  return { revision: revision.number, content: draftContent(pack, revision.content) }
}

/** Saves and reads back what the server made of it. */
export async function savePack(
  packId: number,
  { base, content }: Pick<DraftState, 'base' | 'content'>,
  { note, release }: SaveOptions,
): Promise<{ pack: Pack; base: DraftBase }> {
  const body = { ...draftPatch(base.content, content), note, release, base_revision: base.revision }
  const path = `/api/v1/fleet/packs/${packId}`
  const { pack } = await api(PackReply, path, { method: 'PATCH', body })
  return { pack, base: await baseOf(pack) }
}
