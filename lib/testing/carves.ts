// What a test wants to know of stored carves: the bytes of one, and how many archives there are.
import { sql } from '@/lib/store/db'
import type { AgentDoor } from '@/lib/testing/agent-door'

/** The whole archive of a complete carve by the agent's name for it. */
export async function carveBytes(guid: string): Promise<Buffer | undefined> {
  const [row] = await sql<{ bytes: Buffer }>(
    'work',
    `SELECT lo_get(content) AS bytes FROM carves WHERE carve_guid = $1 AND state = 'complete'`,
    [guid],
  )
  return row?.bytes
}

/** How many large objects the database holds, whoever they belong to. */
export async function largeObjects(): Promise<number> {
  const [row] = await sql<{ n: number }>(
    'work',
    'SELECT count(*) AS n FROM pg_largeobject_metadata',
  )
  return row?.n ?? 0
}

type SentCarve = {
  node_key: string
  carve_id: string
  bytes: Buffer
  block_size: number
  request_id?: string
  /** So many blocks from the first on; all unless given. */
  blocks?: number
}

/** Sends a carve as an agent does, block after block. Throws when one is not acknowledged. */
export async function sendCarve(door: Pick<AgentDoor, 'send'>, carve: SentCarve): Promise<void> {
  const { node_key, carve_id, bytes, block_size, request_id = 'r1' } = carve
  const block_count = Math.ceil(bytes.length / block_size)
  const size = { block_count, block_size, carve_size: bytes.length }
  const begun = await door.send('carve/begin', { ...size, carve_id, request_id, node_key })
  const { session_id } = begun.json
  if (typeof session_id !== 'string') throw new Error(`no session: ${begun.text}`)
  for (let block_id = 0; block_id < (carve.blocks ?? block_count); block_id += 1) {
    const part = bytes.subarray(block_id * block_size, (block_id + 1) * block_size)
    const body = { block_id, session_id, request_id, data: part.toString('base64') }
    const { json, text } = await door.send('carve/block', body)
    if ('error' in json) throw new Error(text)
  }
}
