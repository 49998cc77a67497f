import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { whenReady } from '@/cli/server-child'
import { runCampaign } from '@/lib/domain/campaign-start'
import { type TestDatabase, testDatabase } from '@/lib/testing/database'
import { asking, fleet } from '@/lib/testing/live'
import { person } from '@/lib/testing/people'
import { buildServer, exitOf, launchServer, removeServer, stopServers } from '@/lib/testing/server'

let database: TestDatabase
beforeAll(async () => {
  database = await testDatabase()
  await buildServer('lib/testing/streaming-app.ts')
})
afterEach(stopServers)
afterAll(async () => {
  removeServer()
  await database.stop()
})

test('R27: SIGTERM with a campaign being read says bye to its reader and exits 0 within 15 s', async () => {
  const running = await launchServer({ ROLE: 'all', DATABASE_URL: database.url })
  await whenReady(running)
  const { viewer, token } = await person()
  const { campaign_id } = await runCampaign(viewer, asking(await fleet(3)), '')
  const reply = await fetch(`${running.url}/api/v1/fleet/campaigns/${campaign_id}/stream`, {
    headers: { authorization: `Bearer ${token}` },
  })
  expect(reply.status).toBe(200)
  let heard = ''
  let signalledAt = 0
  for await (const chunk of reply.body ?? []) {
    heard += Buffer.from(chunk).toString()
    if (signalledAt > 0 || !heard.includes('event: status')) continue
    signalledAt = performance.now()
    running.child.kill('SIGTERM')
  }
  expect(heard).toMatch(/event: bye\ndata: \{"retry_ms":\d+\}\n\n$/)
  expect(await exitOf(running)).toBe(0)
  expect(performance.now() - signalledAt).toBeLessThan(15_000)
})
