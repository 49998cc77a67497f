// Settings of the installation: organisation, agent options, limits.
import { z } from 'zod'

export type JsonValue =
  | string
  | number
  | boolean
  | null
  | JsonValue[]
  | { [key: string]: JsonValue }
export type JsonObject = { [key: string]: JsonValue }

const maxDepth = 24

function depthOf(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0
  return 1 + Math.max(0, ...Object.values(value).map(depthOf))
}

export const JsonObject: z.ZodType<JsonObject> = z
  .record(z.string(), z.json())
  .refine(
    (value) => depthOf(value) <= maxDepth,
    `must not be nested deeper than ${maxDepth} levels; agents drop deep configurations`,
  )

/** Fleet's shape: one configuration and, by platform, what overrides it. */
export const AgentOptions = z.strictObject({
  config: JsonObject.optional(),
  overrides: z
    .strictObject({
      platforms: z
        .partialRecord(z.enum(['darwin', 'linux', 'windows', 'freebsd']), JsonObject)
        .optional(),
    })
    .optional(),
})
export type AgentOptions = {
  config?: JsonObject | undefined
  overrides?: { platforms?: { [platform: string]: JsonObject | undefined } | undefined } | undefined
}
