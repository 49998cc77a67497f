// A carve under fire: the server and its PostgreSQL are killed in the middle, as by a power cut, and
// every block that was acknowledged is there, the archive is whole, and nothing is left over.
import { createHash, randomBytes } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import pg from 'pg'
import { expect, test } from 'vitest'
import { startServer } from '@/cli/ledger/server'
import { enrolment } from '@/lib/testing/enrolments'

const blockSize = 20_000
const blocks = 120
const archive = randomBytes(blockSize * blocks - 7)

type Reply = Record<string, unknown>

/** What a reply says; undefined when there was none, at which an agent tries again. */
async function post(url: string, path: string, body: object): Promise<Reply | undefined> {
  try {
    const reply = await fetch(`${url}/api/osquery/${path}`, {
      method: 'POST',
      body: JSON.stringify(body),
    })
    return Object(await reply.json())
  } catch {
    return undefined
  }
}

async function until<T>(ask: () => Promise<T | undefined>): Promise<T> {
  const deadline = Date.now() + 60_000
  while (Date.now() < deadline) {
    const answer = await ask()
    if (answer !== undefined) return answer
    await delay(20)
  }
  throw new Error('the server did not come back')
}

test('kill -9 of the server and of its database loses no acknowledged block and leaves no orphan', async () => {
  const server = await startServer()
  try {
    const { node_key } = await until(() => post(server.url, 'enroll', enrolment(server.secret())))
    const size = { block_size: blockSize, block_count: blocks, carve_size: archive.length }
    const declared = { ...size, carve_id: 'under-fire', request_id: 'r', node_key }
    const begun = () =>
      until(async () => {
        const reply = await post(server.url, 'carve/begin', declared)
        return typeof reply?.session_id === 'string' ? reply.session_id : undefined
      })
    const session_id = await begun()
    const acked = new Set<number>()
    const send = async (block_id: number) => {
      const part = archive.subarray(block_id * blockSize, (block_id + 1) * blockSize)
      const data = part.toString('base64')
      await until(async () => {
        const reply = await post(server.url, 'carve/block', { block_id, session_id, data })
        return reply && !('error' in reply) ? reply : undefined
      })
      acked.add(block_id)
    }
    const sending = (async () => {
      for (let n = 0; n < blocks; n += 1) await send(n)
    })()
    const reached = (count: number) => until(async () => acked.size >= count || undefined)
    await reached(20)
    await server.killServer()
    expect(await begun()).toBe(session_id)
    await reached(60)
    server.killDatabase()
    await sending
    await server.ready()
    const client = new pg.Client({ connectionString: server.databaseUrl })
    await client.connect()
    const { rows } = await client.query<{ state: string; bytes: Buffer }>(
      'SELECT state, lo_get(content) AS bytes FROM carves',
    )
    const left = await client.query('SELECT oid FROM pg_largeobject_metadata')
    await client.end()
    expect(acked.size).toBe(blocks)
    expect(rows.map(({ state }) => state)).toEqual(['complete'])
    const hash = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex')
    expect(hash(rows[0]?.bytes ?? Buffer.alloc(0))).toBe(hash(archive))
    expect(left.rowCount).toBe(1)
  } finally {
    await server.stop()
  }
}, 180_000)
