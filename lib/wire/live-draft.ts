// What the live query page keeps on this device: the draft of a question, and the limits used last.
import { z } from 'zod'
import { Guard } from '@/lib/wire/campaigns'
import { ParameterType } from '@/lib/wire/parameters'
import { Selected } from '@/lib/wire/targets'

export const LiveLimits = z.object({
  expires_in: z.int().min(1),
  include_offline: z.boolean(),
  newcomers: z.boolean(),
  guard: Guard.default({}),
})
export type LiveLimits = z.infer<typeof LiveLimits>

/** A value as it is typed; the wire gets what the type makes of it. */
export const ParameterText = z.object({ type: ParameterType, text: z.string() })
export type ParameterText = z.infer<typeof ParameterText>
export type ParameterTexts = Readonly<Record<string, ParameterText>>

/** Where the question comes from: written here, saved, or a whole pack. */
export const liveSources = ['sql', 'saved', 'pack'] as const
export type LiveSource = (typeof liveSources)[number]

export const LiveQuestion = z.object({
  sql: z.string(),
  query_id: z.int().nullable(),
  /** The text of the saved query as it stands here, edited or not. */
  saved_sql: z.string().default(''),
  pack_id: z.int().nullable().default(null),
  /** A pack asks its own hosts unless others are chosen. */
  pack_hosts: z.enum(['own', 'chosen']).default('own'),
  texts: z.record(z.string(), ParameterText).default({}),
  selected: Selected,
  /** Where the answers go too. Not one of the limits: those are taken over from the last question. */
  destinations: z.array(z.int()).default([]),
})
export type LiveQuestion = z.infer<typeof LiveQuestion>

export const LiveDraft = z.object({
  ...LiveQuestion.shape,
  source: z.enum(liveSources).default('sql'),
  /** When it was kept, ms. */
  kept_at: z.number(),
})
export type LiveDraft = z.infer<typeof LiveDraft>
