// Carves as agents send them: begun within the limits, then block by block into the database, each
// acknowledged after its commit. A session is a capability of one carve; only its hash is stored.
import { createHash, createHmac } from 'node:crypto'
import { recordActivity } from '@/lib/domain/activity'
import { campaignOf } from '@/lib/domain/delivery-ids'
import type { KnownHost } from '@/lib/domain/directory'
import {
  findCarveLocked,
  findCarveOfSession,
  insertCarve,
  type KnownCarve,
  lockCarves,
  type OpenCarve,
  updateCarveBlock,
  updateCarveEnded,
  updateCarveSession,
} from '@/lib/store/carve-uploads'
import { type Tx, transaction } from '@/lib/store/db'
import {
  blockBytes,
  type CarveBlock,
  type CarveDeclaration,
  isZstd,
} from '@/lib/wire/carve-envelope'
import { carveBlockBytesMax, carveBlocksMax } from '@/lib/wire/carves'
import { AppError } from '@/lib/wire/errors'

const hashOf = (session: string) => createHash('sha256').update(session).digest()

/** The same for every repetition of a beginning, so that whichever reply the agent read is good. */
function sessionOf(nodeKey: string, { id, content }: { id: number; content: number }): string {
  return createHmac('sha256', nodeKey).update(`carve ${id} ${content}`).digest('base64url')
}

const refuse = (message: string) => new AppError('forbidden', message)

type Locked = Awaited<ReturnType<typeof lockCarves>>

/** Throws in words for operators what a declaration is beyond. */
function refuseBeyond({ limits, used }: Locked, declared: CarveDeclaration): void {
  const { carve_size, block_size, block_count } = declared
  if (!limits.enabled) throw refuse('carves are not accepted')
  if (carve_size > limits.carve_bytes_max) throw refuse('the carve is larger than is allowed')
  if (block_size > carveBlockBytesMax) throw refuse('block_size is above 8 MiB')
  if (block_count > carveBlocksMax) throw refuse('too many blocks; raise carver_block_size')
  if (used.host_bytes + carve_size > limits.host_bytes_max)
    throw refuse('the carves of this host would take more than is allowed')
  if (used.total_bytes + carve_size > limits.total_bytes_max)
    throw refuse('all carves together would take more than is allowed')
  if (used.host_open >= limits.host_open_max || used.open >= limits.open_max)
    throw new AppError('rate_limited', 'too many carves are under way')
}

/** Whether a repeated beginning goes on with what is there. */
const goesOn = (known: KnownCarve, declared: CarveDeclaration) =>
  (known.state === 'receiving' || known.state === 'complete') &&
  known.carve_size === declared.carve_size &&
  known.block_size === declared.block_size

async function begin(tx: Tx, host: KnownHost, declared: CarveDeclaration) {
  const locked = await lockCarves(tx, host.id, declared.carve_guid)
  refuseBeyond(locked, declared)
  const known = await findCarveLocked(tx, host.id, declared.carve_guid)
  const { content } = known ?? {}
  if (known && typeof content === 'number' && goesOn(known, declared))
    return { id: known.id, content }
  if (known?.state === 'complete') throw refuse('this carve is complete and was of another size')
  return insertCarve(tx, host.id, declared, campaignOf(declared.request_id, host.id))
}

/**
 * Begins a carve, or goes on with the one of that name: the session for its blocks. Throws `forbidden`
 * or `rate_limited` for what is beyond the limits; then nothing is kept of it.
 */
export function beginCarve(
  host: KnownHost,
  nodeKey: string,
  declared: CarveDeclaration,
): Promise<string> {
  return transaction('agents', async (tx) => {
    const carve = await begin(tx, host, declared)
    const session = sessionOf(nodeKey, carve)
    await updateCarveSession(tx, carve.id, hashOf(session))
    return session
  })
}

function refuseBlock(carve: OpenCarve, { block_id, bytes }: CarveBlock): void {
  const most = block_id < carve.block_count ? blockBytes(carve, block_id) : 0
  if (bytes.length === 0 || bytes.length > most)
    throw new AppError('malformed', 'there is no block of that number and size in this carve')
}

/** Ends a carve whose every block is there, and puts on record what was taken from which host. */
async function endCarve(tx: Tx, carve: OpenCarve, bytes: number): Promise<void> {
  const state = bytes === carve.carve_size ? 'complete' : 'damaged'
  await updateCarveEnded(tx, carve.id, state)
  await recordActivity(
    tx,
    { agent: carve.host_name, host_id: carve.host_id },
    {
      type: state === 'complete' ? 'received_carve' : 'refused_carve',
      object_kind: 'carve',
      object_id: carve.id,
      object_name: carve.carve_guid,
      hosts: 1,
      details: { host_id: carve.host_id, bytes, declared: carve.carve_size },
    },
  )
}

/**
 * Stores one block; resolves after its commit. A block that is there already is acknowledged, also
 * after the carve is complete. `hostId`: whom a header vouched for, if any. Throws `not_found` for a
 * session that is not (or not of that host), `malformed` for a block that the carve does not have.
 */
export async function storeCarveBlock(block: CarveBlock, hostId?: number): Promise<void> {
  await transaction('agents', async (tx) => {
    const carve = await findCarveOfSession(tx, hashOf(block.session_id))
    const isOther = carve && hostId !== undefined && carve.host_id !== hostId
    if (!carve || isOther) throw new AppError('not_found', 'there is no such carve session')
    refuseBlock(carve, block)
    if (carve.state === 'complete') return
    const { content } = carve
    if (carve.state !== 'receiving' || content === null)
      throw new AppError('not_found', 'this carve has ended')
    const { block_id, bytes } = block
    const { blocks_received, bytes_received } = await updateCarveBlock(
      tx,
      { id: carve.id, content },
      {
        ...{ block_id, bytes, offset: block_id * carve.block_size },
        compressed: block_id === 0 && isZstd(bytes),
      },
    )
    if (blocks_received === carve.block_count) await endCarve(tx, carve, bytes_received)
  })
}
