// Who did what to a campaign, and who besides its asker looked at its answers: each person once.
// Addresses and hashes stay in the audit feed, which only administrators read.
import { recordActivity } from '@/lib/domain/activity'
import { seenCampaign } from '@/lib/domain/campaigns'
import { pinned } from '@/lib/global'
import { findDeed, listDeeds } from '@/lib/store/campaign-deeds'
import { transaction } from '@/lib/store/db'
import { CampaignDeed } from '@/lib/wire/campaign-lists'
import type { Viewer } from '@/lib/wire/roles'

/** What may be told of a deed; selections and SQL stand on the page anyway. */
const told = ['late_answers', 'reason', 'limit'] as const

/** The campaign's own entries, latest first. */
export async function readDeeds(viewer: Viewer, id: number): Promise<CampaignDeed[]> {
  await seenCampaign(viewer, id)
  const deeds = await listDeeds(id)
  return deeds.map((deed) => {
    const kept = told.flatMap((key) => (key in deed.details ? [[key, deed.details[key]]] : []))
    return CampaignDeed.parse({ ...deed, details: Object.fromEntries(kept) })
  })
}

const knownMax = 10_000
const known = () => pinned<Set<string>>('campaigns.watched', () => new Set())

/** Puts on record that somebody other than the asker opened the answers; later times add nothing. */
export async function noteWatching(
  viewer: Viewer,
  campaign: { id: number; user_id: number | null },
): Promise<void> {
  const { id, user_id } = campaign
  const key = `${id}/${viewer.user_id}`
  if (user_id === viewer.user_id || known().has(key)) return
  if (known().size >= knownMax) known().clear()
  known().add(key)
  if (await findDeed(id, 'watched_campaign', viewer.user_id)) return
  await transaction('people', (tx) =>
    recordActivity(tx, viewer, {
      type: 'watched_campaign',
      object_kind: 'campaign',
      object_id: id,
    }),
  )
}

/** What a stream is opened for; it ends when this changes. */
export async function grantCampaign(
  viewer: Viewer,
  id: number,
): Promise<{ scope_teams: number[] | undefined }> {
  const { row, scope_teams } = await seenCampaign(viewer, id)
  await noteWatching(viewer, row)
  return { scope_teams }
}
