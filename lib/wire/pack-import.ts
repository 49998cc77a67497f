// The import of pack files, and what a preview of one says.
import { z } from 'zod'
import { packTargets, scheduleShape } from '@/lib/wire/packs'

export const PackImport = z.strictObject({
  /** The text of the file. */
  content: z.string().min(1, 'must not be empty'),
  /** Of the pack, when the file holds one pack without its name. */
  name: z.string().trim().min(1).max(255).optional(),
  format: z.enum(['osquery']).default('osquery'),
  dry_run: z.boolean().default(false),
  /** Whether the packs are saved switched off. */
  disabled: z.boolean().default(false),
  ...packTargets,
})
export type PackImport = z.infer<typeof PackImport>

const Warning = z.object({ query: z.string().optional(), code: z.string(), message: z.string() })

export const ImportedPack = z.object({
  /** Absent in a dry run. */
  id: z.number().optional(),
  name: z.string(),
  platform: z.string(),
  version: z.string(),
  shard: z.number().nullable(),
  discovery: z.array(z.string()),
  queries: z.array(
    z.object({
      id: z.number().optional(),
      name: z.string(),
      query: z.string(),
      ...scheduleShape,
      description: z.string(),
      value: z.string(),
    }),
  ),
  warnings: z.array(Warning),
  /** What is in the way of saving it. */
  conflicts: z.array(
    z.object({ code: z.string(), message: z.string(), pack_id: z.number().optional() }),
  ),
})
export type ImportedPack = z.infer<typeof ImportedPack>

export const PackImportReply = z.object({
  packs: z.array(ImportedPack),
  warnings: z.array(Warning),
})
export type PackImportReply = z.infer<typeof PackImportReply>

export const ExportQuery = z.strictObject({ format: z.enum(['osquery']).default('osquery') })
