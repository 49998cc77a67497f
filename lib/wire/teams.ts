// Teams and who is in them.
import { z } from 'zod'
import { optionsSave } from '@/lib/wire/agent-options'
import { listQuery, pageShape } from '@/lib/wire/paging'
import { Role } from '@/lib/wire/roles'
import { AgentOptions } from '@/lib/wire/settings'
import { Id, Name, Timestamp } from '@/lib/wire/values'

export const Team = z.object({
  id: z.int(),
  name: z.string(),
  description: z.string(),
  user_count: z.int(),
  host_count: z.int(),
  /** Secrets that still enrol. */
  secret_count: z.int(),
  pack_count: z.int(),
  query_count: z.int(),
  created_at: Timestamp,
})
export type Team = z.infer<typeof Team>

export const TeamDetail = Team.extend({
  agent_options: AgentOptions,
  users: z.array(z.object({ id: z.int(), name: z.string(), email: z.string(), role: Role })),
})
export type TeamRow = z.input<typeof Team>
export type TeamDetailRow = z.input<typeof TeamDetail>

const Description = z.string().trim().max(2_000)

export const TeamCreate = z.strictObject({ name: Name, description: Description.default('') })
export type TeamCreate = z.infer<typeof TeamCreate>

export const TeamPatch = z.strictObject({
  name: Name.optional(),
  description: Description.optional(),
  agent_options: AgentOptions.optional(),
  ...optionsSave,
})
export type TeamPatch = z.infer<typeof TeamPatch>

/** People to add or to give another role; `null` takes somebody out. Others stay as they are. */
export const TeamUsersPatch = z.strictObject({
  users: z
    .array(z.strictObject({ id: Id, role: Role.nullable() }))
    .min(1)
    .max(1_000),
})
export type TeamUsersPatch = z.infer<typeof TeamUsersPatch>

export const TeamQuery = listQuery(['name', 'id', 'created_at'])
export type TeamQuery = z.infer<typeof TeamQuery>
export const TeamList = z.object({ teams: z.array(Team), ...pageShape })
export const TeamReply = z.object({ team: TeamDetail })

const Named = z.object({ id: z.int(), name: z.string() })

/** What deleting a team does. Where `kept_by` names any, it is refused until they let go. */
export const TeamEffect = z.object({
  /** Go on without a team, with the organisation's options and packs. */
  hosts: z.int(),
  /** Deleted with it. */
  packs: z.array(Named),
  queries: z.int(),
  /** Enrol nobody any more. */
  secrets: z.int(),
  tokens: z.int(),
  members: z.int(),
  /** Members who have no other team and then see nothing. */
  members_left: z.int(),
  /** Packs of others that target the team, or schedule its queries. */
  kept_by: z.array(Named.extend({ why: z.enum(['targets', 'schedules']) })),
})
export type TeamEffect = z.infer<typeof TeamEffect>
export const TeamEffectReply = z.object({ effect: TeamEffect })

/** The typed name; a browser has to send it. */
export const TeamDeleteQuery = z.strictObject({ confirm: z.string().max(255).optional() })
export type TeamDeleteQuery = z.infer<typeof TeamDeleteQuery>
