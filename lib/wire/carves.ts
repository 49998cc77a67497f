// Carves: archives of files that agents send on request. What people read of them, and the limits.
import { z } from 'zod'
import { listQuery, pageShape } from '@/lib/wire/paging'
import { Id, IdText, Timestamp } from '@/lib/wire/values'

const gibibyte = 1024 ** 3
const tebibyte = 1024 ** 4

/** The largest block an agent may declare; its body is a third larger. */
export const carveBlockBytesMax = 8 * 1024 * 1024
/** At 8 KiB a block, an agent's own default, this is 16 GiB. */
export const carveBlocksMax = 2 * 1024 * 1024

const limits = {
  /** Off: agents are refused at the beginning of a carve; what is stored stays. */
  enabled: z.boolean(),
  carve_bytes_max: z.int().min(1).max(tebibyte),
  /** Of one host, unfinished ones with what they declared. */
  host_bytes_max: z.int().min(1).max(tebibyte),
  total_bytes_max: z
    .int()
    .min(1)
    .max(1024 * tebibyte),
  /** Carves under way at once, of all hosts and of one. */
  open_max: z.int().min(1).max(10_000),
  host_open_max: z.int().min(1).max(100),
  retention_days: z.int().min(1).max(3_650),
}

export const CarveLimits = z.strictObject({
  enabled: limits.enabled.default(true),
  carve_bytes_max: limits.carve_bytes_max.default(4 * gibibyte),
  host_bytes_max: limits.host_bytes_max.default(8 * gibibyte),
  total_bytes_max: limits.total_bytes_max.default(50 * gibibyte),
  open_max: limits.open_max.default(50),
  host_open_max: limits.host_open_max.default(4),
  retention_days: limits.retention_days.default(30),
})
export type CarveLimits = z.infer<typeof CarveLimits>

export const CarveLimitsPatch = z.strictObject(limits).partial()

/** `damaged`: every block came and they are not the archive that was declared. */
export const CarveState = z.enum(['receiving', 'complete', 'damaged', 'abandoned'])
export type CarveState = z.infer<typeof CarveState>

export const Carve = z.object({
  id: Id,
  host_id: Id,
  host_name: z.string(),
  team_id: Id.nullable(),
  state: CarveState,
  carve_guid: z.string(),
  request_id: z.string(),
  /** The live query that asked, or the query of a pack; null until the host's answer tells. */
  campaign_id: Id.nullable(),
  campaign_name: z.string().nullable(),
  pack_id: Id.nullable(),
  pack_query: z.string().nullable(),
  /** As the host tells it, for reading only. */
  path: z.string().nullable(),
  carve_size: z.int(),
  block_size: z.int(),
  block_count: z.int(),
  blocks_received: z.int(),
  bytes_received: z.int(),
  compressed: z.boolean(),
  /** Of the archive as it is stored; null until it was counted. */
  sha256: z.string().nullable(),
  created_at: Timestamp,
  last_block_at: Timestamp,
  finished_at: Timestamp.nullable(),
  /** When retention removes it. */
  expires_at: Timestamp,
})
export type Carve = z.infer<typeof Carve>
export type CarveRow = z.input<typeof Carve>

export const CarveDetail = Carve.extend({
  /** First and last of each run of blocks that are stored; the first thousand runs. */
  blocks: z.array(z.tuple([z.int(), z.int()])),
  /** What the agent says of its archive, if anybody asked it since; null: unknown. */
  agent_sha256: z.string().nullable(),
})
export type CarveDetail = z.infer<typeof CarveDetail>

export const CarveQuery = listQuery(['id', 'carve_size', 'created_at']).extend({
  host_id: IdText.optional(),
  team_id: IdText.optional(),
  campaign_id: IdText.optional(),
  state: CarveState.optional(),
  order_direction: z.enum(['asc', 'desc']).default('desc'),
})
export type CarveQuery = z.infer<typeof CarveQuery>

export const CarveList = z.object({ carves: z.array(Carve), ...pageShape })
export const CarveReply = z.object({ carve: CarveDetail })
