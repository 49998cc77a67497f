// The import of pack files, what a preview of one says, and the decisions that a person takes on it.
import { z } from 'zod'
import { Note, PackName, QueryName } from '@/lib/wire/pack-fields'
import { packFileLimits } from '@/lib/wire/pack-file'
import { packTargets, scheduleShape } from '@/lib/wire/packs'
import { SqlText } from '@/lib/wire/queries'
import { Id, IdText } from '@/lib/wire/values'

const formats = z.enum(['osquery', 'yaml'])
const content = z.string().min(1, 'must not be empty')
const fileName = z.string().trim().min(1).max(255)
const importFilesMax = 50

const File = z.strictObject({ content, name: fileName.optional(), format: formats.optional() })

/** `rename` without a name takes the next free one: base-2. */
const PackChoice = z.strictObject({
  /** `replace`: its queries become the file's. `merge`: the file's are added to those it has. */
  action: z.enum(['skip', 'rename', 'replace', 'merge']),
  name: PackName.optional(),
})
export type PackChoice = z.infer<typeof PackChoice>

const QueryChoice = z.strictObject({
  action: z.enum(['skip', 'rename', 'replace']),
  name: QueryName.optional(),
})
export type QueryChoice = z.infer<typeof QueryChoice>

/** By the names in the files. */
const ImportChoices = z.strictObject({
  packs: z.record(z.string(), PackChoice).default({}),
  /** By pack, then by query. */
  queries: z.record(z.string(), z.record(z.string(), QueryChoice)).default({}),
  library: z.record(z.string(), QueryChoice).default({}),
})
export type ImportChoices = z.infer<typeof ImportChoices>

/** One thing that a preview looked at, and in which state it was. */
const BasisEntry = z.strictObject({
  kind: z.enum(['pack', 'query']),
  name: z.string(),
  /** Null: there was none of that name. */
  state: z.string().nullable(),
})
export type BasisEntry = z.infer<typeof BasisEntry>

export const PackImport = z
  .strictObject({
    /** The text of one file; `name` is of the pack that the file does not name. */
    content: content.optional(),
    name: fileName.optional(),
    format: formats.optional(),
    /** Several files, saved together. */
    files: z.array(File).min(1).max(importFilesMax).optional(),
    dry_run: z.boolean().default(false),
    /** Whether new packs are saved switched off; absent: as the file says, else on. */
    disabled: z.boolean().optional(),
    choices: ImportChoices.default({ packs: {}, queries: {}, library: {} }),
    /** From the preview: saving is refused when something of it has changed since. */
    basis: z
      .array(BasisEntry)
      .max(3 * packFileLimits.queries)
      .optional(),
    note: Note.default(''),
    ...packTargets,
  })
  .superRefine(({ content: one, files, name, format }, context) => {
    const issue = (path: string, message: string) =>
      context.addIssue({ code: 'custom', path: [path], message })
    if ((one === undefined) === (files === undefined)) issue('content', 'give content or files')
    if (files && name !== undefined) issue('name', 'stands with each of the files')
    if (files && format !== undefined) issue('format', 'stands with each of the files')
  })
export type PackImport = z.infer<typeof PackImport>

const Told = z.object({ query: z.string().optional(), code: z.string(), message: z.string() })

export const importStatuses = ['new', 'identical', 'conflict', 'runs_nowhere'] as const
export type ImportStatus = (typeof importStatuses)[number]

/** The four add up to the queries. */
const Counts = z.object({
  queries: z.number(),
  new: z.number(),
  identical: z.number(),
  conflict: z.number(),
  runs_nowhere: z.number(),
})
export type ImportCounts = z.infer<typeof Counts>

const Value = z.union([z.string(), z.number(), z.boolean(), z.null()])
const Change = z.object({ field: z.string(), from: Value, to: Value })
export type ImportChange = z.infer<typeof Change>

const QueryStatus = z.object({
  query: z.string(),
  status: z.enum(importStatuses),
  /** Against the query of that name that is there already. */
  changes: z.array(Change),
})

const Existing = z.object({
  id: z.number(),
  revision: z.number(),
  disabled: z.boolean(),
  hosts: z.number(),
  /** Queries that it has and the file has not. */
  others: z.array(z.string()),
})

const Conflict = z.object({
  code: z.enum(['name_taken', 'reserved_name', 'full_name', 'query_differs', 'too_long']),
  message: z.string(),
  /** The field of the import that is at fault. */
  field: z.string(),
  query: z.string().optional(),
  pack_id: z.number().optional(),
})
export type ImportConflict = z.infer<typeof Conflict>

export const ImportedPack = z.object({
  /** Absent in a dry run and for what was not saved. */
  id: z.number().optional(),
  /** As saved; `given_name` is the file's. */
  name: z.string(),
  given_name: z.string(),
  /** Which of the files holds it, from 0. */
  file: z.number(),
  description: z.string(),
  platform: z.string(),
  version: z.string(),
  shard: z.number().nullable(),
  discovery: z.array(z.string()),
  queries: z.array(
    z.object({
      id: z.number().optional(),
      name: z.string(),
      query: z.string(),
      /** The library query that it schedules. */
      library: z.string().nullable(),
      ...scheduleShape,
      description: z.string(),
      value: z.string(),
    }),
  ),
  statuses: z.array(QueryStatus),
  counts: Counts,
  /** Whom the file wants it for, in words; null when it does not say. */
  targets: z
    .object({
      labels: z.array(z.string()),
      teams: z.array(z.string()),
      exclude_labels: z.array(z.string()),
      label_match: z.enum(['any', 'all']),
    })
    .nullable(),
  warnings: z.array(Told),
  repairs: z.array(Told),
  /** What is in the way of saving it. */
  conflicts: z.array(Conflict),
  /** The pack of that name, when the viewer may see it. */
  existing: Existing.nullable(),
  /** Only after saving. */
  outcome: z.enum(['created', 'replaced', 'merged', 'unchanged', 'skipped']).optional(),
})
export type ImportedPack = z.infer<typeof ImportedPack>

export const ImportedLibraryQuery = z.object({
  id: z.number().optional(),
  name: z.string(),
  given_name: z.string(),
  file: z.number(),
  query: z.string(),
  description: z.string(),
  platform: z.string(),
  status: z.enum(importStatuses),
  changes: z.array(Change),
  warnings: z.array(Told),
  /** Packs that schedule the query of that name now, and would run the new SQL. */
  packs: z.number(),
  outcome: z.enum(['created', 'replaced', 'unchanged', 'skipped']).optional(),
})
export type ImportedLibraryQuery = z.infer<typeof ImportedLibraryQuery>

/** What an import made and changed, as undoing it wants to know. */
export const ImportUndo = z.strictObject({
  packs: z
    .array(
      z.strictObject({
        id: Id,
        revision: z.int(),
        /** The revision before; null: the import made the pack. */
        before: z.int().nullable(),
        description: z.string().max(10_000),
      }),
    )
    .max(2 * packFileLimits.queries),
  /** Library queries: as they were before, null for those that were made. */
  queries: z
    .array(
      z.strictObject({
        id: Id,
        state: z.string().max(100),
        before: z
          .strictObject({
            query: SqlText,
            description: z.string().max(10_000),
            platform: z.string().max(255),
            observer_can_run: z.boolean(),
          })
          .nullable(),
      }),
    )
    .max(packFileLimits.queries),
})
export type ImportUndo = z.infer<typeof ImportUndo>

const FileReport = z.object({
  name: z.string(),
  format: formats.nullable(),
  packs: z.number(),
  warnings: z.array(Told),
  repairs: z.array(Told),
  /** Why it could not be read; only in a dry run of several files. */
  error: z.string().nullable(),
})

export const PackImportReply = z.object({
  packs: z.array(ImportedPack),
  warnings: z.array(Told),
  /** Of all queries of all packs. */
  counts: Counts,
  library: z.array(ImportedLibraryQuery),
  library_counts: Counts,
  files: z.array(FileReport),
  basis: z.array(BasisEntry),
  /** Null in a dry run, and when the import cannot be undone because it is on its way to hosts. */
  undo: ImportUndo.nullable(),
})
export type PackImportReply = z.infer<typeof PackImportReply>

export const ImportUndone = z.object({ deleted: z.number(), restored: z.number() })
export type ImportUndone = z.infer<typeof ImportUndone>

export const ExportQuery = z.strictObject({
  format: formats.default('osquery'),
  /** An older revision; absent: what the pack holds now. */
  revision: IdText.optional(),
})
