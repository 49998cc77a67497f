// What the frame around every page exchanges with the server: the status strip and the one search.
// It refuses to know any noun's own shape; a hit is a name, a place to go and a word of detail.
import { z } from 'zod'

export const FrameStatus = z.object({
  hosts_online: z.number().int().nonnegative(),
  hosts_total: z.number().int().nonnegative(),
  check_ins_per_second: z.number().nonnegative(),
  /** Time of the latest durable commit; null before the first one. */
  commit_ms: z.number().nonnegative().nullable(),
  campaigns_running: z.number().int().nonnegative(),
  /** Destinations that fail or lag; null to those who may not see them. */
  destinations_behind: z.number().int().nonnegative().nullable(),
  version: z.string(),
  server_time: z.iso.datetime({ offset: true }),
})
export type FrameStatus = z.infer<typeof FrameStatus>

export const SearchHit = z.object({
  id: z.union([z.number(), z.string()]),
  name: z.string(),
  detail: z.string().optional(),
})
export type SearchHit = z.infer<typeof SearchHit>

export const searchKinds = ['hosts', 'packs', 'queries', 'campaigns', 'labels', 'users'] as const
export type SearchKind = (typeof searchKinds)[number]

export const SearchReply = z.object({
  hosts: z.array(SearchHit).default([]),
  packs: z.array(SearchHit).default([]),
  queries: z.array(SearchHit).default([]),
  campaigns: z.array(SearchHit).default([]),
  labels: z.array(SearchHit).default([]),
  users: z.array(SearchHit).default([]),
})
export type SearchReply = z.infer<typeof SearchReply>

export const SearchQuery = z.strictObject({ q: z.string().trim().min(1).max(255) })

/** Kept in the cookie `theme`; anything else reads as the system's choice. */
export const Theme = z.enum(['system', 'light', 'dark']).catch('system')
export type Theme = z.infer<typeof Theme>

/** What a browser keeps of the pages opened last: pairs of path and title. */
export const RecentPages = z.array(z.tuple([z.string(), z.string()])).catch([])

/** A reply whose body the caller does not read. */
export const Unread = z.unknown()
