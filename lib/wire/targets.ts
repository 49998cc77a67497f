// Whom a live query asks: the selection as people send it, in both its forms, and its counts.
import { z } from 'zod'
import { Id } from '@/lib/wire/values'

const ids = z.array(Id).max(100_000).default([])
/** Team 0 means hosts of no team. */
const teamIds = z.array(z.int().min(0)).max(10_000).default([])

export const Selected = z.object({
  hosts: ids,
  labels: ids,
  teams: teamIds,
  all: z.boolean().default(false),
  label_match: z.enum(['any', 'all']).default('any'),
  exclude: z.object({ hosts: ids, labels: ids }).prefault({}),
})
export type Selected = z.infer<typeof Selected>

/** A selection in a query string, as JSON. */
export const SelectedText = z
  .string()
  .max(16_000)
  .transform((text, context): Selected => {
    try {
      return Selected.parse(JSON.parse(text))
    } catch {
      context.addIssue({ code: 'custom', message: 'must be a selection of hosts, as JSON' })
      return z.NEVER
    }
  })

/** The older form: a list of single targets. */
export const TargetItem = z.object({
  type: z.enum(['host', 'label', 'team', 'all']),
  id: z.int().min(0).optional(),
})
export type TargetItem = z.infer<typeof TargetItem>

/** Both forms as one selection; items without the id they need mean nobody. */
export function selectionOf(body: {
  selected?: Selected | undefined
  targets?: TargetItem[] | undefined
}): Selected {
  const selected = body.selected ?? Selected.parse({})
  const items = body.targets ?? []
  const named = (type: TargetItem['type']) =>
    items.flatMap((item) => (item.type === type && item.id !== undefined ? [item.id] : []))
  return {
    ...selected,
    hosts: [...selected.hosts, ...named('host').filter((id) => id > 0)],
    labels: [...selected.labels, ...named('label').filter((id) => id > 0)],
    teams: [...selected.teams, ...named('team')],
    all: selected.all || items.some(({ type }) => type === 'all'),
  }
}

export const TargetsBody = z.object({
  selected: Selected.optional(),
  targets: z.array(TargetItem).max(100_000).optional(),
  query_id: Id.nullish(),
  include_offline: z.boolean().default(true),
})
export type TargetsBody = z.infer<typeof TargetsBody>

export const TargetCounts = z.object({
  total: z.int(),
  online: z.int(),
  missing_in_action: z.int(),
  new: z.int(),
})
export type TargetCounts = z.infer<typeof TargetCounts>

/** The same, by platform too. */
export const CountedTargets = z.object({
  ...TargetCounts.shape,
  by_platform: z.record(z.string(), z.int()),
})
export type CountedTargets = z.infer<typeof CountedTargets>

export const TargetsCount = z.object({
  targets_count: z.int(),
  targets_online: z.int(),
  targets_offline: z.int(),
  targets_missing_in_action: z.int(),
  /** Only platforms that have a host; they add up to `targets_count`. */
  by_platform: z.record(z.string(), z.int()),
})
export type TargetsCount = z.infer<typeof TargetsCount>

/** The counts under the names of the contract; missing hosts are among the offline ones. */
export function targetsCount(counts: CountedTargets): TargetsCount {
  return {
    by_platform: counts.by_platform,
    targets_count: counts.total,
    targets_online: counts.online,
    targets_offline: counts.total - counts.online,
    targets_missing_in_action: counts.missing_in_action,
  }
}

export const TargetsSearchBody = z.object({
  ...TargetsBody.shape,
  query: z.string().trim().max(255).default(''),
})

export const TargetChoices = z.object({
  hosts: z.array(z.object({ id: z.int(), hostname: z.string(), display_name: z.string() })),
  labels: z.array(
    z.object({ id: z.int(), name: z.string(), kind: z.enum(['builtin', 'sql', 'manual']) }),
  ),
  teams: z.array(z.object({ id: z.int(), name: z.string() })),
})
export type TargetChoices = z.infer<typeof TargetChoices>

export const TargetsReply = z.object({ targets: TargetChoices, ...TargetsCount.shape })

const CountedName = z.object({ id: z.int(), name: z.string(), count: z.int() })

/** What a selection may be made of, with hosts in each, and the names of the hosts in it. */
export const TargetNames = z.object({
  labels: z.array(z.object({ ...CountedName.shape, kind: z.enum(['builtin', 'sql', 'manual']) })),
  teams: z.array(CountedName),
  hosts: z.array(z.object({ id: z.int(), hostname: z.string(), display_name: z.string() })),
})
export type TargetNames = z.infer<typeof TargetNames>

/** Names of hosts as somebody pasted them: hostnames, uuids, serials, identifiers, display names. */
export const HostNamesBody = z.strictObject({
  hosts: z.array(z.string().max(255)).min(1).max(10_000, 'must have at most 10,000 names'),
})

/** The hosts meant, and the names that mean none that the reader may see. */
export const HostNamesReply = z.object({
  hosts: z.array(z.object({ id: z.int(), hostname: z.string(), display_name: z.string() })),
  unknown: z.array(z.string()),
})
export type HostNamesReply = z.infer<typeof HostNamesReply>
