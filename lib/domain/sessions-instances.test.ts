import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { DELETE as endOne } from '@/app/api/[version]/fleet/sessions/[id]/route'
import { DELETE as endAll, GET as list } from '@/app/api/[version]/fleet/sessions/route'
import { DELETE as removeToken } from '@/app/api/[version]/fleet/tokens/[id]/route'
import { PATCH as patchUser } from '@/app/api/[version]/fleet/users/[id]/route'
import { whenReady } from '@/cli/server-child'
import { stopCampaigns } from '@/lib/domain/campaign-memory'
import { runCampaign } from '@/lib/domain/campaign-start'
import { sql } from '@/lib/store/db'
import { ensurePartitions } from '@/lib/store/partitions'
import { type TestDatabase, testDatabase } from '@/lib/testing/database'
import { asking, fleet } from '@/lib/testing/live'
import { apiToken, call, type Person, person } from '@/lib/testing/people'
import {
  buildServer,
  launchServer,
  removeServer,
  type Server,
  stopServers,
  tempDir,
} from '@/lib/testing/server'

let database: TestDatabase
let admin: Person
let campaign = 0
let instances: Server[] = []

/**
 * Two instances beside this process, which never tells them anything: its bus is not started, so what
 * is changed here reaches them by what is on record alone, as when every nudge is lost.
 */
beforeAll(async () => {
  database = await testDatabase()
  await ensurePartitions()
  const DATA_DIR = tempDir()
  process.env.DATA_DIR = DATA_DIR
  admin = await person()
  const { campaign_id } = await runCampaign(admin.viewer, asking(await fleet(1)), '')
  campaign = campaign_id
  await buildServer('lib/testing/streaming-app.ts')
  const env = { ROLE: 'web', DATABASE_URL: database.url, DATA_DIR }
  instances = [await launchServer(env), await launchServer(env)]
  await Promise.all(instances.map((instance) => whenReady(instance)))
}, 120_000)
afterAll(async () => {
  stopCampaigns()
  await stopServers()
  removeServer()
  await database.stop()
})

const statusOn = async ({ url }: Server, token: string) =>
  (await fetch(`${url}/api/v1/fleet/me`, { headers: { authorization: `Bearer ${token}` } })).status

/** Opens a stream; `ended` resolves to the time of its end. */
async function streamOn({ url }: Server, token: string): Promise<{ ended: Promise<number> }> {
  const reply = await fetch(`${url}/api/v1/fleet/campaigns/${campaign}/stream`, {
    headers: { authorization: `Bearer ${token}` },
  })
  expect(reply.status).toBe(200)
  const reader = reply.body?.getReader()
  await reader?.read()
  const end = async () => {
    while (reader && !(await reader.read()).done);
    return performance.now()
  }
  return { ended: end() }
}

type Act = (somebody: Person) => Promise<{ status: number }>

const asAdmin = (body: object): Act => {
  return ({ viewer }) => {
    const params = { id: String(viewer.user_id) }
    return call(patchUser, { token: admin.token, method: 'PATCH', params, body })
  }
}

const password = 'a long enough sentence'

test.each<[string, Act]>([
  ['being disabled', asAdmin({ disabled: true })],
  ['another role', asAdmin({ global_role: 'observer_plus' })],
  ['another password', asAdmin({ password })],
  ['signing out everywhere', ({ token }) => call(endAll, { token, method: 'DELETE' })],
  [
    'an administrator who ends the session',
    async ({ viewer }) => {
      const query = `user_id=${viewer.user_id}`
      const { body } = await call(list, { token: admin.token, query })
      const [session] = (body as { sessions: { id: number }[] }).sessions
      const params = { id: String(session?.id) }
      return call(endOne, { token: admin.token, method: 'DELETE', params })
    },
  ],
])(
  'S44: %s ends a session and its streams on every instance within 5 s',
  async (_, act) => {
    const somebody = await person({ global_role: 'observer' })
    for (const instance of instances) expect(await statusOn(instance, somebody.token)).toBe(200)
    const streams = await Promise.all(
      instances.map((instance) => streamOn(instance, somebody.token)),
    )
    expect((await act(somebody)).status).toBe(200)
    const acted = performance.now()
    await vi.waitFor(
      async () => {
        const statuses = await Promise.all(instances.map((one) => statusOn(one, somebody.token)))
        expect(statuses).toEqual([401, 401])
      },
      { timeout: 5_000, interval: 50 },
    )
    for (const { ended } of streams) expect((await ended) - acted).toBeLessThan(5_000)
  },
  30_000,
)

test('S44: a token that is revoked, or whose owner is disabled, ends everywhere within 5 s', async () => {
  const owner = await person({ global_role: 'observer' })
  const secrets = [await apiToken(owner), await apiToken(owner)]
  const all = () =>
    Promise.all(
      secrets.flatMap((secret) => instances.map((instance) => statusOn(instance, secret))),
    )
  expect(await all()).toEqual([200, 200, 200, 200])
  const [first] = await sql<{ id: number }>(
    'people',
    'SELECT min(id) AS id FROM api_tokens WHERE user_id = $1',
    [owner.viewer.user_id],
  )
  await call(removeToken, {
    token: admin.token,
    method: 'DELETE',
    params: { id: String(first?.id) },
  })
  await vi.waitFor(async () => expect(await all()).toEqual([401, 401, 200, 200]), {
    timeout: 5_000,
    interval: 50,
  })
  await asAdmin({ disabled: true })(owner)
  await vi.waitFor(async () => expect(await all()).toEqual([401, 401, 401, 401]), {
    timeout: 5_000,
    interval: 50,
  })
}, 30_000)

test('S38: a shorter sign-in reaches open sessions on every instance within 5 s', async () => {
  const somebody = await person({ global_role: 'observer' })
  for (const instance of instances) expect(await statusOn(instance, somebody.token)).toBe(200)
  await sql('people', "UPDATE sessions SET created_at = now() - interval '3 hours' WHERE id = $1", [
    somebody.viewer.session_id,
  ])
  await sql('people', `UPDATE settings SET security = '{"session_hours": 2}'`)
  await vi.waitFor(
    async () => {
      const statuses = await Promise.all(instances.map((one) => statusOn(one, somebody.token)))
      expect(statuses).toEqual([401, 401])
    },
    { timeout: 5_000, interval: 50 },
  )
}, 30_000)
