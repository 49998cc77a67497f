import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { refreshCampaigns, stopCampaigns } from '@/lib/domain/campaign-memory'
import { previewLabel } from '@/lib/domain/label-preview'
import { sql } from '@/lib/store/db'
import { ensurePartitions } from '@/lib/store/partitions'
import { type AgentDoor, openAgentDoor } from '@/lib/testing/agent-door'
import { person } from '@/lib/testing/live'
import { LabelPreviewBody } from '@/lib/wire/labels'

let door: AgentDoor
let keys: string[]

beforeAll(async () => {
  door = await openAgentDoor()
  await ensurePartitions()
  keys = []
  for (const n of [1, 2, 3])
    keys.push(
      await door.enroll({ instance_id: `i${n}`, hardware_serial: `S${n}`, hostname: `web-${n}` }),
    )
  await sql('work', "UPDATE host_seen SET seen_at = now() - interval '1 day' WHERE host_id = 3")
})
afterAll(async () => {
  stopCampaigns()
  await door.stop()
})

/** Agents that answer what they are asked: the first with a row, the second with an error. */
async function answerAll(): Promise<void> {
  await refreshCampaigns()
  for (const [n, node_key] of keys.slice(0, 2).entries()) {
    const { queries } = (await door.send('distributed/read', { node_key })).json
    const [id] = Object.keys(Object(queries)).filter((name) => !/^[vl]_/.test(name))
    if (id === undefined) continue
    const body = { queries: { [id]: n === 0 ? [{ one: '1' }] : [] }, statuses: { [id]: n } }
    await door.send('distributed/write', { node_key, ...body, messages: { [id]: 'no such table' } })
  }
}

test('hosts that are online say whether they would be members; nothing is saved', async () => {
  const admin = await person('Ada', 'admin')
  const body = LabelPreviewBody.parse({ query: 'SELECT 1 AS one' })
  const preview = previewLabel(admin, body, { address: '', signal: AbortSignal.timeout(15_000) })
  const done = preview.then(() => true)
  await vi.waitUntil(
    async () => {
      await answerAll()
      return Promise.race([done, new Promise((resolve) => setImmediate(resolve, false))])
    },
    { timeout: 15_000 },
  )
  expect(await preview).toMatchObject({
    ...{ asked: 2, answered: 2, members: 1, failed: 1, online: 2 },
    hosts: [
      { host: { id: 1, hostname: 'web-1' }, member: true, was_member: null, rows: 1, error: null },
      { host: { id: 2 }, member: null, error: 'no such table' },
    ],
  })
  expect(await sql('work', "SELECT 1 FROM labels WHERE kind = 'sql'")).toEqual([])
})

test('nobody online is told at once, and whoever may not ask SQL previews nothing', async () => {
  const caller = { address: '', signal: AbortSignal.timeout(5_000) }
  const windows = LabelPreviewBody.parse({ query: 'SELECT 1', platform: 'windows' })
  expect(await previewLabel(await person('Ada', 'admin'), windows, caller)).toMatchObject({
    ...{ asked: 0, online: 0, campaign_id: null },
  })
  const observer = await person('Ben', 'observer')
  await expect(previewLabel(observer, windows, caller)).rejects.toMatchObject({ code: 'forbidden' })
})
