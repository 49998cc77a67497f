// Agent options as people edit them: facts about each, what is wrong with a text, what a change does
// to whom, and its revisions. The options themselves are `AgentOptions` of lib/wire/settings.
import { z } from 'zod'
import { Note } from '@/lib/wire/pack-fields'
import { listQuery, pageShape } from '@/lib/wire/paging'
import { AgentOptions, JsonObject } from '@/lib/wire/settings'
import { Id, IdText, Timestamp } from '@/lib/wire/values'

export const OptionFact = z.object({
  name: z.string(),
  type: z.enum(['boolean', 'integer', 'string']),
  /** An agent takes it from its command line or flag file only. */
  command_line: z.boolean(),
  /** The first release of osquery that has it; null: before 5.0, or not known. */
  since: z.string().nullable(),
  /** It sends agents elsewhere, or leaves them silent. */
  effect: z.enum(['moves', 'mutes']).nullable(),
})
export type OptionFact = z.infer<typeof OptionFact>
export const OptionFacts = z.object({ options: z.array(OptionFact), sections: z.array(z.string()) })

export const OptionPlatform = z.enum(['darwin', 'linux', 'windows', 'freebsd'])
export type OptionPlatform = z.infer<typeof OptionPlatform>

const Content = z.string().max(1_000_000, 'must be at most 1 MB')

const OptionsText = z.object({ json: z.string(), yaml: z.string() })

/** The organisation's without a team. */
export const OptionsQuery = z.strictObject({ team_id: IdText.optional() })
export type OptionsQuery = z.infer<typeof OptionsQuery>

export const OptionsReply = z.object({
  team_id: z.int().nullable(),
  agent_options: AgentOptions,
  /** The newest; 0 before anything was ever saved. */
  revision: z.int(),
  /** Hosts in view that they reach. */
  hosts: z.int(),
  /** The options as text, as the editor first shows them. */
  text: OptionsText,
})
export type OptionsReply = z.infer<typeof OptionsReply>

/** A text (JSON or YAML), or the options themselves. */
export const OptionsCheck = z.union([
  z.strictObject({ content: Content }),
  z.strictObject({ agent_options: z.json() }),
])
export type OptionsCheck = z.infer<typeof OptionsCheck>

export const OptionFault = z.object({
  name: z.string(),
  reason: z.string(),
  /** In the text, from 1. */
  line: z.int().optional(),
  column: z.int().optional(),
})
export type OptionFault = z.infer<typeof OptionFault>

export const OptionsChecked = z.object({
  valid: z.boolean(),
  errors: z.array(OptionFault),
  /** What was read, where that much could be. */
  agent_options: AgentOptions.nullable(),
  /** The same in both forms. */
  text: OptionsText.nullable(),
})
export type OptionsChecked = z.infer<typeof OptionsChecked>

/** One leaf that differs; without `was` it is new, without `is` it is gone. */
export const OptionChange = z.object({
  path: z.string(),
  was: z.json().optional(),
  is: z.json().optional(),
})
export type OptionChange = z.infer<typeof OptionChange>

export const Leaf = z.object({ path: z.string(), source: z.string() })
export type Leaf = z.infer<typeof Leaf>

export const OptionsPreviewInput = z.strictObject({
  team_id: Id.nullish(),
  /** As edited; without them, as they are saved. */
  agent_options: AgentOptions.optional(),
  /** Whose merged options to show: a host's, or a team's hosts of a platform. */
  host_id: Id.optional(),
  of_team_id: Id.nullish(),
  platform: OptionPlatform.optional(),
})
export type OptionsPreviewInput = z.infer<typeof OptionsPreviewInput>

export const OptionsGroup = z.object({
  team_id: z.int().nullable(),
  team: z.string().nullable(),
  platform: z.string(),
  hosts: z.int(),
})
export type OptionsGroup = z.infer<typeof OptionsGroup>

/** An option that would move or mute agents, and how many. */
export const OptionsMove = z.object({
  option: z.string(),
  effect: z.enum(['moves', 'mutes']),
  hosts: z.int(),
})
export type OptionsMove = z.infer<typeof OptionsMove>

export const OptionsPreview = z.object({
  /** Of the host or the platform asked for, as it would be. */
  merged: z.object({
    config: JsonObject,
    provenance: z.array(Leaf),
    /** Against what is saved. */
    changes: z.array(OptionChange),
    /** The whole configuration of a host, packs included; of a platform its options alone. */
    bytes: z.object({ before: z.int(), after: z.int() }),
  }),
  /** The document against what is saved. */
  diff: z.array(OptionChange),
  hosts: z.object({ affected: z.int(), groups: z.array(OptionsGroup) }),
  moves: z.array(OptionsMove),
  /** What saving asks for: the typed number of hosts moved or muted, and the password. */
  confirm: z.object({ needed: z.boolean(), hosts: z.int(), password: z.boolean() }),
})
export type OptionsPreview = z.infer<typeof OptionsPreview>

/** What goes with a save, beside the options. */
export const optionsSave = {
  note: Note.optional(),
  /** 409 when another is the newest. */
  base_revision: z.int().min(0).optional(),
  /** The typed number of hosts that are moved or muted. */
  confirm: z.int().min(0).optional(),
}
export type OptionsSave = {
  note?: string | undefined
  base_revision?: number | undefined
  confirm?: number | undefined
}

export const OptionsRevision = z.object({
  number: z.int(),
  author: z.object({ id: z.int(), name: z.string() }).nullable(),
  note: z.string(),
  summary: z.string(),
  created_at: Timestamp,
})
export type OptionsRevision = z.infer<typeof OptionsRevision>
export type OptionsRevisionRow = z.input<typeof OptionsRevision>

export const OptionsRevisionQuery = listQuery(['number'])
  .pick({ page: true, per_page: true })
  .extend({ team_id: IdText.optional() })
export type OptionsRevisionQuery = z.infer<typeof OptionsRevisionQuery>
export const OptionsRevisionList = z.object({ revisions: z.array(OptionsRevision), ...pageShape })

export const OptionsRevisionParams = z.strictObject({ number: IdText })
export const OptionsRevisionReply = z.object({
  revision: OptionsRevision.extend({
    agent_options: AgentOptions,
    /** Against the revision before it. */
    diff: z.array(OptionChange),
    /** What restoring it would change now. */
    diff_now: z.array(OptionChange),
  }),
})

export const OptionsRestore = z.strictObject({ team_id: Id.nullish(), ...optionsSave })
export type OptionsRestore = z.infer<typeof OptionsRestore>
