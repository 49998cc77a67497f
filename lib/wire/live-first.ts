// What the launch page is first drawn with: the link's question cut to the viewer, and what may be
// chosen.
import type { Campaign } from '@/lib/wire/campaigns'
import type { LiveLimits, LiveQuestion, LiveSource } from '@/lib/wire/live-draft'
import type { SavedQuery } from '@/lib/wire/queries'
import type { TargetNames } from '@/lib/wire/targets'

export type SavedPick = Pick<SavedQuery, 'id' | 'name' | 'description' | 'query' | 'parameters'>
export type PackPick = {
  id: number
  name: string
  query_count: number
  total_hosts_count: number
  disabled: boolean
}

/** A destination that takes live answers. */
export type DestinationPick = { id: number; name: string }

export type LaunchFirst = {
  viewer_id: number
  question: LiveQuestion
  source: LiveSource
  /** The saved query that the link names. */
  saved: SavedPick | null
  /** Of the campaign that is asked again; undefined: those used last on this device. */
  limits: LiveLimits | undefined
  /** The link says what to ask, so a draft does not replace it. */
  given: boolean
  names: TargetNames
  packs: readonly PackPick[]
  /** Null: the viewer may not choose any. */
  destinations: readonly DestinationPick[] | null
  /** The viewer's campaigns that are still open: five are the limit. */
  open: readonly Campaign[]
  /** Any text; otherwise only what is saved and allowed. */
  may_write: boolean
  /** Above so many hosts a launch is confirmed, and a canary is preselected. */
  confirm_above: number
}
