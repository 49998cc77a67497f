import { afterEach, describe, expect, it, vi } from 'vitest'
import { type Fleet, startFleet } from './fleet'
import { paths, type ScriptedServer, scriptedServer } from './testing'

let server: ScriptedServer
let fleet: Fleet

afterEach(async () => {
  await fleet.stop()
  await server.close()
})

const config = JSON.stringify({
  schedule: { q: { query: 'select 1 as n', interval: 1, snapshot: true } },
})

async function serve(sql: string) {
  const given = new Set<unknown>()
  server = await scriptedServer(({ path, body }, count) => {
    if (path === paths.enrol) return `{"node_key":"key-${count}"}`
    if (path === paths.config) return config
    if (path !== paths.read || given.has(body.node_key)) return '{}'
    given.add(body.node_key)
    return JSON.stringify({ queries: { live: sql } })
  })
}

describe('a fleet', () => {
  it('enrols, fetches, logs and answers, and stops for good', async () => {
    await serve('select version from osquery_info')
    fleet = await startFleet({
      baseUrl: server.url,
      secret: 's',
      hosts: 6,
      startsPerSecond: 1000,
      intervals: { logger: 1, distributed: 1 },
    })
    await vi.waitFor(() => {
      const stats = fleet.stats()
      expect(stats).toMatchObject({ hosts: 6, enrolled: 6, online: 6, liveAnswers: 6, refused: 0 })
      expect(stats.linesAcked).toBeGreaterThanOrEqual(6)
    }, 15_000)
    const versions = server.at(paths.write).map((r) => Object(r.body.queries).live[0].version)
    expect(versions.sort()).toEqual(fleet.agents.map((a) => a.machine.version).sort())
    await fleet.stop()
    const after = server.received.length
    await expect(fleet.done).resolves.toBeUndefined()
    expect(server.received).toHaveLength(after)
  })

  it('when light carries many hosts over few connections', async () => {
    await serve('select name, version as v from os_version')
    fleet = await startFleet({
      baseUrl: server.url,
      secret: 's',
      hosts: 500,
      light: true,
      startsPerSecond: 5000,
      maxSockets: 32,
    })
    await vi.waitFor(() => {
      expect(fleet.stats()).toMatchObject({ enrolled: 500, online: 500, liveAnswers: 500 })
    }, 20_000)
    expect(new Set(server.received.map((r) => r.socket)).size).toBeLessThanOrEqual(40)
    const answers = server.at(paths.write).map((r) => Object(r.body.queries).live[0])
    expect(answers.every((row) => Object.keys(row).join() === 'name,v' && row.v !== '')).toBe(true)
  })

  it('counts refusals and says the last reason', async () => {
    server = await scriptedServer(() => '{"error":"closed"}')
    fleet = await startFleet({ baseUrl: server.url, secret: 's', hosts: 2, startsPerSecond: 100 })
    await vi.waitFor(() => expect(fleet.stats().refused).toBeGreaterThanOrEqual(2), 10_000)
    expect(fleet.stats()).toMatchObject({ enrolled: 0, online: 0 })
    expect(fleet.stats().lastRefusal).toContain('closed')
  })
})
