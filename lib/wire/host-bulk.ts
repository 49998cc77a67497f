// Acts on many hosts at once: whom, what, and what it would change.
import { z } from 'zod'
import { HostFilterText } from '@/lib/wire/hosts'
import { Id } from '@/lib/wire/values'

export const hostDeeds = ['label', 'unlabel', 'transfer', 'refetch', 'delete'] as const
export type HostDeed = (typeof hostDeeds)[number]

/** Ids that one request may carry; a filter may mean any number. */
const idsMax = 100_000

/** In the words of the list's query string; numbers may stand as numbers. */
const HostFilterBody = z
  .record(z.string(), z.union([z.string(), z.number(), z.boolean()]).transform(String))
  .transform((given) => given as z.input<typeof HostFilterText>)
  .pipe(HostFilterText)

export const HostBulk = z
  .strictObject({
    ids: z.array(Id).min(1, 'must name at least one host').max(idsMax).optional(),
    filter: HostFilterBody.optional(),
    action: z.enum(hostDeeds),
    /** A label by hand, for `label` and `unlabel`. */
    label_id: Id.optional(),
    /** For `transfer`; null: no team. */
    team_id: Id.nullable().optional(),
    /** The typed number of hosts. */
    confirm: z.int().min(0).optional(),
    /** Says what would change and changes nothing. */
    dry_run: z.boolean().default(false),
  })
  .superRefine(({ ids, filter, action, label_id, team_id }, context) => {
    const lacks = (path: string, message: string) =>
      context.addIssue({ code: 'custom', path: [path], message })
    if ((ids === undefined) === (filter === undefined)) lacks('ids', 'give ids or filter')
    if (action.endsWith('label') && label_id === undefined)
      lacks('label_id', 'is needed for this action')
    if (action === 'transfer' && team_id === undefined)
      lacks('team_id', 'is needed for this action')
  })
export type HostBulk = z.infer<typeof HostBulk>

const PackChange = z.object({ id: z.int(), name: z.string(), hosts: z.int() })
export type PackChange = z.infer<typeof PackChange>

export const HostBulkReply = z.object({
  /** Hosts that are or would be changed = online + offline. */
  changed: z.int(),
  online: z.int(),
  offline: z.int(),
  /** Chosen hosts that are already as asked. */
  unchanged: z.int(),
  /** Packs of the viewer's that some of the hosts would get or lose, and how many would. */
  packs_gained: z.array(PackChange),
  packs_lost: z.array(PackChange),
  /** For `delete`: open campaigns that wait for any of them, and stored result lines. */
  campaigns: z.int(),
  results: z.int(),
  /** There are more lines than `results`. */
  results_at_least: z.boolean(),
  /** What it takes of this person. */
  confirm: z.object({ needed: z.boolean(), hosts: z.int(), password: z.boolean() }),
})
export type HostBulkReply = z.infer<typeof HostBulkReply>
