// Labels as people and scripts see them.
import { z } from 'zod'
import { normalisePlatform } from '@/lib/wire/pack-rules'
import { listQuery, pageShape } from '@/lib/wire/paging'
import { SqlText } from '@/lib/wire/queries'
import { Id, Name, Timestamp } from '@/lib/wire/values'

const description = z.string().max(10_000)
const platform = z.string().trim().max(255).transform(normalisePlatform)
const identifiers = z.array(z.string().max(255)).max(10_000, 'must have at most 10,000')
const hostIds = z.array(Id).max(100_000)

/** With `query` a label by SQL, with `host_ids` one by hand; with neither, an empty one by hand. */
export const LabelInput = z
  .strictObject({
    name: Name,
    description: description.default(''),
    query: SqlText.optional(),
    platform: platform.default(''),
    host_ids: hostIds.optional(),
    /** Names, uuids, serials, as somebody pasted them: hosts of a label by hand. */
    identifiers: identifiers.optional(),
  })
  .refine(({ query, host_ids, identifiers }) => !query || !(host_ids || identifiers), {
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
    identifiers: identifiers.default([]),
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

const NamedId = z.object({ id: z.number(), name: z.string() })

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
  /** When a host was last evaluated, or put in or out. */
  evaluated_at: Timestamp.nullable(),
  packs: z.array(NamedId),
  /** Packs that use it and are not the reader's to see. */
  hidden_packs: z.number(),
  rollouts: z.array(z.object({ id: z.number(), pack_id: z.number(), pack: z.string() })),
  /** Saved sets of targets: the reader's own by name, those of others counted. */
  target_sets: z.array(NamedId),
  other_target_sets: z.number(),
  created_at: Timestamp,
  updated_at: Timestamp,
})
export type Label = z.infer<typeof Label>

/** Hosts in view that the label is asked of; those not evaluated are told apart by why. They add up. */
export const LabelCoverage = z.object({
  hosts: z.number(),
  evaluated: z.number(),
  online: z.number(),
  offline: z.number(),
  missing: z.number(),
  new: z.number(),
})
export type LabelCoverage = z.infer<typeof LabelCoverage>

export const LabelDetail = Label.extend({ version: z.number(), coverage: LabelCoverage })
export type LabelDetail = z.infer<typeof LabelDetail>

/** What a pack would lose and gain if the label were gone. */
const PackLoss = NamedId.extend({ lost: z.number(), gained: z.number() })

/** Who relies on a label. It cannot be deleted while anybody does. */
export const LabelUsers = Label.pick({
  hidden_packs: true,
  rollouts: true,
  target_sets: true,
  other_target_sets: true,
}).extend({ packs: z.array(PackLoss) })
export type LabelUsers = z.infer<typeof LabelUsers>

export const LabelMember = z.object({
  host: z.object({ id: z.number(), hostname: z.string(), display_name: z.string() }),
  platform: z.string(),
  status: z.enum(['online', 'offline', 'missing']),
  team_name: z.string().nullable(),
  member: z.boolean(),
  /** `due`: not evaluated by the present SQL; `error`: it failed, and the verdict before it holds. */
  state: z.enum(['member', 'not_member', 'error', 'due']),
  /** Of members: since when. */
  since: Timestamp.nullable(),
  evaluated_at: Timestamp.nullable(),
  /** The version of the label that said so, and whether that is the present one. */
  version: z.number().nullable(),
  current: z.boolean(),
  error: z.string().nullable(),
  /** Who put it in by hand. */
  author: z.string().nullable(),
})
export type LabelMember = z.infer<typeof LabelMember>

export const LabelMembersQuery = listQuery(['hostname']).extend({
  state: LabelMember.shape.state.default('member'),
})
export type LabelMembersQuery = z.infer<typeof LabelMembersQuery>
export const LabelMembers = z.object({ members: z.array(LabelMember), ...pageShape })

/** Asks hosts, before anything is saved, whether they would be members. */
export const LabelPreviewBody = z.strictObject({
  query: SqlText,
  platform: platform.default(''),
  /** Else some online hosts in view, of every platform. */
  host_ids: z.array(Id).min(1).max(50).optional(),
  sample: z.int().min(1).max(50).default(20),
  /** Of an existing label: tells who is a member now. */
  label_id: Id.optional(),
})
export type LabelPreviewBody = z.infer<typeof LabelPreviewBody>

const PreviewHost = z.object({
  host: z.object({ id: z.number(), hostname: z.string(), display_name: z.string() }),
  platform: z.string(),
  /** Null without an answer, or where the SQL failed. */
  member: z.boolean().nullable(),
  /** Whether it is one now; null for a label that does not exist yet. */
  was_member: z.boolean().nullable(),
  rows: z.number(),
  error: z.string().nullable(),
})

export const LabelPreview = z.object({
  /** Hosts asked, those that answered, and those of them that would be members. */
  asked: z.number(),
  answered: z.number(),
  members: z.number(),
  failed: z.number(),
  hosts: z.array(PreviewHost),
  /** Online hosts in view that the label would be asked of. */
  online: z.number(),
  campaign_id: z.number().nullable(),
})
export type LabelPreview = z.infer<typeof LabelPreview>

export const labelOrderKeys = ['name', 'id', 'created_at'] as const
export const labelKinds = ['builtin', 'sql', 'manual'] as const
export const LabelListQuery = listQuery(labelOrderKeys).extend({
  kind: z.enum(labelKinds).optional(),
})
export type LabelListQuery = z.infer<typeof LabelListQuery>
export const LabelList = z.object({ labels: z.array(Label), ...pageShape })
export const LabelReply = z.object({ label: Label })
export const LabelDetailReply = z.object({ label: LabelDetail })
/** Also tells which of the pasted identifiers mean nobody, or several. */
export const LabelMade = LabelHostsReply.pick({ unknown: true, ambiguous: true }).extend({
  label: LabelDetail,
})
export type LabelMade = z.infer<typeof LabelMade>
