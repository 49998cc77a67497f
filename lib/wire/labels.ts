// Labels as people and scripts see them.
import { z } from 'zod'
import { normalisePlatform } from '@/lib/wire/pack-rules'
import { listQuery, pageShape } from '@/lib/wire/paging'
import { SqlText } from '@/lib/wire/queries'
import { Id, Name, Timestamp } from '@/lib/wire/values'

const description = z.string().max(10_000)
const platform = z.string().trim().max(255).transform(normalisePlatform)
const hostIds = z.array(Id).max(100_000)

/** With `query` a label by SQL, with `host_ids` one by hand; with neither, an empty one by hand. */
export const LabelInput = z
  .strictObject({
    name: Name,
    description: description.default(''),
    query: SqlText.optional(),
    platform: platform.default(''),
    host_ids: hostIds.optional(),
  })
  .refine(({ query, host_ids }) => query === undefined || host_ids === undefined, {
    path: ['host_ids'],
    message: 'a label has either SQL or a list of hosts',
  })
export type LabelInput = z.infer<typeof LabelInput>

export const LabelPatch = z.strictObject({
  name: Name.optional(),
  description: description.optional(),
  query: SqlText.optional(),
  platform: platform.optional(),
  host_ids: hostIds.optional(),
})
export type LabelPatch = z.infer<typeof LabelPatch>

const isApart = (some: ReadonlySet<number>, others: readonly number[]) =>
  !others.some((id) => some.has(id))

/** Changes of a label by hand. `identifiers`: names, uuids, serials, as somebody pasted them. */
export const LabelHostsInput = z
  .strictObject({
    add: hostIds.default([]),
    remove: hostIds.default([]),
    identifiers: z.array(z.string().max(255)).max(10_000, 'must have at most 10,000').default([]),
  })
  .refine(({ add, remove }) => isApart(new Set(add), remove), {
    path: ['remove'],
    message: 'a host is either added or removed',
  })
export type LabelHostsInput = z.infer<typeof LabelHostsInput>

export const LabelHostsReply = z.object({
  /** Hosts that were not members, and hosts that were. */
  added: z.int(),
  removed: z.int(),
  /** Identifiers that mean no host. */
  unknown: z.array(z.string()),
  /** Identifiers that mean several hosts; none of them is added. */
  ambiguous: z.array(z.object({ identifier: z.string(), hosts: z.int() })),
})
export type LabelHostsReply = z.infer<typeof LabelHostsReply>

export const Label = z.object({
  id: z.number(),
  name: z.string(),
  description: z.string(),
  label_type: z.enum(['builtin', 'regular']),
  label_membership_type: z.enum(['dynamic', 'manual']),
  query: z.string(),
  platform: z.string(),
  /** Members now. */
  count: z.number(),
  /** Hosts whose last evaluation was of the label's present SQL, and those it failed on. */
  evaluated: z.number(),
  errors: z.number(),
  packs: z.array(z.object({ id: z.number(), name: z.string() })),
  created_at: Timestamp,
  updated_at: Timestamp,
})
export type Label = z.infer<typeof Label>

export const labelOrderKeys = ['name', 'id', 'created_at'] as const
export const LabelListQuery = listQuery(labelOrderKeys)
export type LabelListQuery = z.infer<typeof LabelListQuery>
export const LabelList = z.object({ labels: z.array(Label), ...pageShape })
export const LabelReply = z.object({ label: Label })
