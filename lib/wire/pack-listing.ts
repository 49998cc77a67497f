// The list of packs as its page and scripts read it: what a pack is, and what of it needs a person.
// Also what can be done to many packs at once, and the copy of one.
import { z } from 'zod'
import { HostsOnRevision, Pack } from '@/lib/wire/packs'
import { listQuery, pageShape } from '@/lib/wire/paging'
import { Tag, Tags } from '@/lib/wire/tags'
import { Id, IdText, Timestamp } from '@/lib/wire/values'

/** Why a pack needs a person, the worst first. */
export const packNeedKinds = [
  'rollout_paused',
  'denylisted',
  'failing',
  'silent',
  'nobody',
  'no_query',
] as const
export const PackNeed = z.object({
  kind: z.enum(packNeedKinds),
  /** The queries that it is about; null where it is about the pack. */
  count: z.int().nullable(),
  detail: z.string(),
})
export type PackNeed = z.infer<typeof PackNeed>

export const PackSummary = Pack.extend({
  /** What hosts really run, by the hash they reported; null: none of this pack that is known. */
  hosts_by_revision: z.array(HostsOnRevision),
  needs: z.array(PackNeed),
  /** The newest result line of the last seven days, of hosts in view. */
  last_result_at: Timestamp.nullable(),
  /** What all its queries cost one host a day; `measured` when each of them was. */
  cost: z
    .object({ agent_seconds_per_day: z.number(), basis: z.enum(['measured', 'rule']) })
    .nullable(),
})
export type PackSummary = z.infer<typeof PackSummary>

export const packStates = ['on', 'off', 'need', 'rolling_out'] as const
export type PackState = (typeof packStates)[number]

const tag = z.string().trim().toLowerCase().max(255).default('')
const filters = {
  state: z.enum(['', ...packStates]).default(''),
  tag,
}

/** `need`, ascending, puts those in need first. */
const packListingOrderKeys = [
  'name',
  'id',
  'created_at',
  'updated_at',
  'need',
  'query_count',
  'total_hosts_count',
] as const
export const PackListingQuery = listQuery(packListingOrderKeys).extend({
  ...filters,
  team_id: IdText.nullable().default(null),
})
export type PackListingQuery = z.infer<typeof PackListingQuery>
export const PackListingReply = z.object({ packs: z.array(PackSummary), ...pageShape })

const PackFilter = z.strictObject({
  query: z.string().trim().max(255).default(''),
  ...filters,
  team_id: Id.nullable().default(null),
})
export type PackFilter = z.infer<typeof PackFilter>

const packDeeds = ['enable', 'disable', 'delete', 'tag', 'untag'] as const
export const bulkPacksMax = 1_000

export const PackBulk = z
  .strictObject({
    ids: z.array(Id).min(1).max(bulkPacksMax).optional(),
    filter: PackFilter.optional(),
    action: z.enum(packDeeds),
    /** For `tag` and `untag`. */
    tags: z.array(Tag).pipe(Tags).optional(),
    /** Counts what would change and changes nothing. */
    dry_run: z.boolean().default(false),
  })
  .superRefine(({ ids, filter, action, tags = [] }, context) => {
    if ((ids === undefined) === (filter === undefined))
      context.addIssue({ code: 'custom', path: ['ids'], message: 'give ids or filter' })
    if (/tag$/.test(action) && tags.length === 0)
      context.addIssue({ code: 'custom', path: ['tags'], message: 'are needed for this action' })
  })
export type PackBulk = z.infer<typeof PackBulk>

/** `hosts` = online + offline: each host once, however many of the packs it runs. */
export const PackBulkReply = z.object({
  changed: z.int(),
  hosts: z.int(),
  online: z.int(),
  offline: z.int(),
  queries: z.int(),
})
export type PackBulkReply = z.infer<typeof PackBulkReply>

export const PackClone = z.strictObject({
  name: z.string().optional(),
  team_id: Id.nullable().optional(),
})
export type PackClone = z.infer<typeof PackClone>
