import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest'
import { DELETE, GET, POST } from '@/app/api/[version]/fleet/simulated_hosts/route'
import { paths, type ScriptedServer, scriptedServer } from '@/cli/simulate/testing'
import { endSimulatedHosts } from '@/lib/domain/simulated-hosts'
import { sql } from '@/lib/store/db'
import { type TestDatabase, testDatabase } from '@/lib/testing/database'
import { call, type Person, person } from '@/lib/testing/people'

let database: TestDatabase
let dir: string
let server: ScriptedServer
let admin: Person
let secret = 'right'

beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'muster-simulated-'))
  server = await scriptedServer(({ path, body }) => {
    if (path !== paths.enrol) return '{}'
    return body.enroll_secret === secret ? '{"node_key":"key"}' : '{"node_invalid":true}'
  })
  vi.stubEnv('DATA_DIR', dir)
  vi.stubEnv('PORT', new URL(server.url).port)
  database = await testDatabase()
  admin = await person()
})
afterEach(endSimulatedHosts)
afterAll(async () => {
  await database.stop()
  await server.close()
  vi.unstubAllEnvs()
  rmSync(dir, { recursive: true, force: true })
})

const state = async () => {
  const { body } = await call(GET, { token: admin.token })
  return (body as { simulated_hosts: { running: boolean; error: string | null } }).simulated_hosts
}
const reads = () => server.at(paths.read).length
const ours = () => writeFileSync(join(dir, 'simulator.secret'), 'right\n')

describe('simulated hosts', () => {
  test('are only for a server on its own database, and started by administrators', async () => {
    expect(await call(POST, { token: admin.token, body: {} })).toMatchObject({ status: 409 })
    ours()
    const maintainer = await person({ global_role: 'maintainer' })
    for (const route of [GET, POST, DELETE])
      expect(await call(route, { token: maintainer.token, body: {} })).toMatchObject({
        status: 403,
      })
    expect(await state()).toMatchObject({ running: false, error: null })
  })

  test('really enrol, are one fleet at a time, and are gone once they were told to leave', async () => {
    ours()
    const starts = await Promise.all(
      [1, 2, 3].map(() => call(POST, { token: admin.token, body: { hosts: 2 } })),
    )
    expect(starts.map(({ status }) => status).sort()).toEqual([201, 409, 409])
    await vi.waitFor(() => expect(reads()).toBeGreaterThanOrEqual(2), 30_000)
    expect(await call(DELETE, { token: admin.token })).toMatchObject({
      body: { simulated_hosts: { running: false } },
    })
    const hosts = new Set(server.at(paths.enrol).map(({ body }) => body.host_identifier))
    expect(hosts.size).toBe(2)
    const [audited] = await sql<{ types: string[] }>(
      'people',
      "SELECT array_agg(type ORDER BY id) AS types FROM activities WHERE type LIKE '%simulated%'",
    )
    expect(audited?.types).toEqual(['started_simulated_hosts', 'stopped_simulated_hosts'])
  })

  test('that end by themselves say why', async () => {
    ours()
    secret = 'another'
    await call(POST, { token: admin.token, body: { hosts: 1 } })
    rmSync(join(dir, 'simulator.secret'))
    await vi.waitFor(async () => {
      const { running, error } = await state()
      expect(running).toBe(false)
      expect(error).toContain('No enrolment secret')
    }, 30_000)
  })
})
