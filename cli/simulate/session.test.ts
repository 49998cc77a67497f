import { afterEach, describe, expect, it } from 'vitest'
import { paths, type TestAgent, testAgent } from './testing'

let t: TestAgent

afterEach(() => t.close())

const script = (answers: Record<string, (n: number) => string | undefined>) => {
  const seen = new Map<string, number>()
  return ({ path }: { path: string }) => {
    const n = (seen.get(path) ?? 0) + 1
    seen.set(path, n)
    return answers[path]?.(n)
  }
}

describe('enrolment', () => {
  it('says who the host is, every value a string', async () => {
    t = await testAgent(() => undefined)
    expect(await t.agent.enrol()).toBe(true)
    const [request] = t.server.at(paths.enrol)
    expect(request?.body).toMatchObject({
      enroll_secret: 'the secret',
      host_identifier: 'test-0002',
      platform_type: '9',
      host_details: {
        osquery_info: { version: '5.23.1', platform_mask: '9' },
        system_info: { hostname: 'test-0002' },
        os_version: { platform: expect.any(String) },
        platform_info: {},
      },
    })
    const details = Object.values(request?.body.host_details ?? {}).flatMap((row) =>
      Object.values(row),
    )
    expect(details.every((value) => typeof value === 'string')).toBe(true)
    expect(request?.headers.authorization).toBeUndefined()
    expect(t.agent.session.nodeKey).toBe('key-1')
  })

  it('tries 12 times with waits of 1, 4, 9 … seconds', async () => {
    t = await testAgent(script({ [paths.enrol]: () => '{"node_invalid":true}' }))
    expect(await t.agent.enrol()).toBe(false)
    expect(t.server.at(paths.enrol)).toHaveLength(12)
    expect(t.clock.slept).toEqual([1, 4, 9, 16, 25, 36, 49, 64, 81, 100, 121])
  })

  it('caps the wait', async () => {
    t = await testAgent(script({ [paths.enrol]: () => '{}' }), {
      flags: { tls_enroll_max_interval: 20, tls_enroll_max_attempts: 7 },
    })
    await t.agent.enrol()
    expect(t.clock.slept).toEqual([1, 4, 9, 16, 20, 20])
  })

  it('is shared by everyone who needs a key', async () => {
    t = await testAgent(() => undefined)
    await Promise.all([t.agent.enrol(), t.agent.refreshConfig(), t.agent.distributedRound()])
    expect(t.server.at(paths.enrol)).toHaveLength(1)
  })

  it('still sends the request with an empty key after a failed round', async () => {
    t = await testAgent(script({ [paths.enrol]: () => '{}' }), {
      flags: { tls_enroll_max_attempts: 1 },
    })
    t.agent.logger.append('status', '{}')
    await t.agent.flushLogs()
    expect(t.server.at(paths.log)[0]?.body.node_key).toBe('')
  })
})

describe('the node key', () => {
  it('is dropped for node_invalid true and replaced within the same call', async () => {
    t = await testAgent(
      script({
        [paths.enrol]: (n) => `{"node_key":"key-${n}"}`,
        [paths.config]: (n) => (n === 1 ? '{"node_invalid":true}' : '{"schedule":{}}'),
      }),
    )
    expect(await t.agent.refreshConfig()).toBe('applied')
    expect(t.server.at(paths.config).map((r) => r.body.node_key)).toEqual(['key-1', 'key-2'])
    expect(t.clock.slept).toEqual([1])
  })

  it.each(['{"error":"down"}', '{"node_invalid":"true","error":""}', '<html>', '[]'])(
    'is kept for %s',
    async (answer) => {
      t = await testAgent(script({ [paths.config]: () => answer }))
      expect(await t.agent.refreshConfig()).toBe('failed')
      expect(t.agent.session.nodeKey).toBe('key-1')
      expect(t.server.at(paths.enrol)).toHaveLength(1)
    },
  )

  it('is kept for node_invalid true when re-enrolment is switched off', async () => {
    t = await testAgent(script({ [paths.config]: () => '{"node_invalid":true}' }), {
      flags: { disable_reenrollment: true },
    })
    expect(await t.agent.refreshConfig()).toBe('failed')
    expect(t.agent.session.nodeKey).toBe('key-1')
  })
})

describe('a configuration fetch', () => {
  it('tries three times with 1 and 4 seconds between', async () => {
    t = await testAgent(script({ [paths.config]: () => '{"error":"down"}' }))
    expect(await t.agent.refreshConfig()).toBe('failed')
    expect(t.server.at(paths.config)).toHaveLength(3)
    expect(t.clock.slept).toEqual([1, 4])
  })
})
