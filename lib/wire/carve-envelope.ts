// What an agent sends of a carve, decoded: the declaration and one block. Nothing here throws; a
// declaration that does not add up says why.
import { type AgentObject, claim } from '@/lib/wire/osquery'

export type CarveDeclaration = {
  carve_guid: string
  request_id: string
  carve_size: number
  block_size: number
  block_count: number
}

export type CarveBlock = { session_id: string; block_id: number; bytes: Buffer }

const own = (body: AgentObject, name: string): unknown =>
  Object.hasOwn(body, name) ? body[name] : undefined

/** A count that a double holds exactly; agents write numbers, odd ones arrive as text. */
function countOf(value: unknown): number | undefined {
  const count = typeof value === 'string' && /^\d{1,16}$/.test(value) ? Number(value) : value
  return typeof count === 'number' && Number.isSafeInteger(count) && count >= 0 ? count : undefined
}

/** The declaration, or in words what is wrong with it. */
export function decodeCarveBegin(body: AgentObject): CarveDeclaration | string {
  const carve_guid = claim(own(body, 'carve_id'))
  const carve_size = countOf(own(body, 'carve_size'))
  const block_size = countOf(own(body, 'block_size'))
  const block_count = countOf(own(body, 'block_count'))
  if (carve_guid === '') return 'carve_id is missing'
  if (!carve_size) return 'carve_size must be a whole number above 0'
  if (!block_size) return 'block_size must be a whole number above 0'
  if (block_count !== Math.ceil(carve_size / block_size))
    return 'block_count must be carve_size divided by block_size, rounded up'
  const request_id = claim(own(body, 'request_id'))
  return { carve_guid, request_id, carve_size, block_size, block_count }
}

const base64 = /^[A-Za-z0-9+/]*={0,2}$/

/** Standard base64 in whole groups; anything else is undefined, never half decoded. */
function bytesOf(value: unknown): Buffer | undefined {
  if (typeof value !== 'string' || value.length % 4 !== 0 || !base64.test(value)) return undefined
  return Buffer.from(value, 'base64')
}

/** The block, or undefined when it cannot be one. */
export function decodeCarveBlock(body: AgentObject): CarveBlock | undefined {
  const session_id = own(body, 'session_id')
  const block_id = countOf(own(body, 'block_id'))
  const bytes = bytesOf(own(body, 'data'))
  if (typeof session_id !== 'string' || block_id === undefined || !bytes) return undefined
  return { session_id, block_id, bytes }
}

/** The bytes that a block must have: all but the last are full. */
export function blockBytes(
  { carve_size, block_size, block_count }: Omit<CarveDeclaration, 'carve_guid' | 'request_id'>,
  blockId: number,
): number {
  return blockId < block_count - 1 ? block_size : carve_size - block_size * (block_count - 1)
}

const zstd = Buffer.from([0x28, 0xb5, 0x2f, 0xfd])

/** Whether an archive that begins so is compressed. */
export function isZstd(bytes: Buffer): boolean {
  return bytes.subarray(0, 4).equals(zstd)
}
