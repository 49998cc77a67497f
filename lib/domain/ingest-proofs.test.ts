import { createHash } from 'node:crypto'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { proofOf } from '@/lib/domain/ingest-proofs'
import { sql } from '@/lib/store/db'
import { updateReportedHash } from '@/lib/store/hosts-reported'
import { type AgentDoor, expectOk, openAgentDoor } from '@/lib/testing/agent-door'
import { patient } from '@/lib/testing/patience'

let door: AgentDoor
beforeAll(async () => {
  door = await openAgentDoor()
})
afterAll(() => door.stop())

const sha1 = (text: string) => createHash('sha1').update(text).digest('hex')
const now = () => Math.floor(Date.now() / 1000)

/** An enrolled host that was served a configuration, and the hash its agent has of it. */
async function servedHost(): Promise<{
  id: number
  key: string
  hash: string
  reported: () => Promise<string | null>
}> {
  const key = await door.enroll({ host_identifier: crypto.randomUUID() })
  const config = await door.send('config', { node_key: key })
  const [host] = await sql<{ id: number }>('work', 'SELECT max(host_id) AS id FROM node_keys')
  const reported = async () => {
    const [row] = await sql<{ hash: string | null }>(
      'work',
      'SELECT reported_config_hash AS hash FROM hosts WHERE id = $1',
      [host?.id],
    )
    return row?.hash ?? null
  }
  return { id: host?.id ?? 0, key, hash: sha1(sha1(config.text)), reported }
}

const line = (config_hash: string, unixTime: number) => ({
  name: 'pack/any/users',
  hostIdentifier: 'h',
  unixTime,
  decorations: { config_hash },
  columns: { uid: String(unixTime) },
  action: 'added',
})

const send = async (key: string, data: object[]) =>
  expectOk(await door.send('log', { node_key: key, log_type: 'result', data }))

test('a host runs the configuration whose hash its result lines carry', async () => {
  const { key, hash, reported } = await servedHost()
  await send(key, [line(hash, now())])
  await vi.waitFor(async () => expect(await reported()).toBe(hash), patient)
})

test('a hash that was never served to the host proves nothing', async () => {
  const { id, reported } = await servedHost()
  const before = await reported()
  await updateReportedHash(id, { hash: 'f'.repeat(40), unix_time: now() })
  expect(await reported()).toBe(before)
})

test('a line older than the last vitals does not take them back', async () => {
  const { key, hash, reported } = await servedHost()
  await sql(
    'work',
    `UPDATE hosts SET reported_config_hash = 'newer', detail_updated_at = now()
    WHERE id = (SELECT max(host_id) FROM node_keys)`,
  )
  await send(key, [line(hash, now() - 3_600)])
  await send(key, [line(hash, now() - 3_599)])
  expect(await reported()).toBe('newer')
})

test.each([
  ['no lines', []],
  ['no list', 'x'],
  ['a hash that is none', [line('<b>', 1)]],
  ['a time that is none', [{ ...line('a'.repeat(40), 1), unixTime: 'soon' }]],
  ['a line that is none', [null]],
])('%s proves nothing', (_, data) => {
  expect(proofOf(data)).toBeNull()
})
