import { afterEach, describe, expect, it } from 'vitest'
import { paths, type Scripted, type TestAgent, testAgent } from './testing'

let t: TestAgent

afterEach(() => t.close())

const line = (n: number) => JSON.stringify({ name: 'q', n })
const sentLines = () => t.server.at(paths.log).map((r) => r.body.data)

async function withLog(answers: Scripted[], options = {}) {
  let n = 0
  t = await testAgent(
    ({ path }) => (path === paths.log ? (answers[n++] ?? '{}') : undefined),
    options,
  )
}

describe('the logger', () => {
  it.each([
    '{"error":"full"}',
    '{"error":null}',
    '<html>502</html>',
    '{"node_invalid":true}',
    '[]',
  ])('keeps its lines after %s and sends them again with newer ones', async (answer) => {
    await withLog([answer])
    t.agent.logger.append('result', line(1))
    expect(await t.agent.flushLogs()).toEqual({ acked: 0, failed: true })
    expect(t.agent.logger.buffer.size).toBe(1)
    t.agent.logger.append('result', line(2))
    t.clock.advance(4)
    expect(await t.agent.flushLogs()).toEqual({ acked: 2, failed: false })
    expect(sentLines()).toEqual([
      [{ name: 'q', n: 1 }],
      [
        { name: 'q', n: 1 },
        { name: 'q', n: 2 },
      ],
    ])
    expect(t.agent.logger.buffer.size).toBe(0)
  })

  it.each([200, 204, 500, 502])(
    'deletes its lines after an empty body with status %i',
    async (status) => {
      await withLog([{ status, body: '' }])
      t.agent.logger.append('result', line(1))
      expect((await t.agent.flushLogs()).acked).toBe(1)
      expect(t.agent.logger.buffer.size).toBe(0)
    },
  )

  it('tells a ledger what it deleted', async () => {
    const acked: string[] = []
    await withLog(['{"error":"x"}', '{}'], {
      events: { onAcked: (_: string, lines: string[]) => acked.push(...lines) },
    })
    t.agent.logger.append('result', line(1))
    await t.agent.flushLogs()
    expect(acked).toEqual([])
    t.clock.advance(4)
    await t.agent.flushLogs()
    expect(acked).toEqual([line(1)])
  })

  it('waits period × n² after the n-th failure and starts over after a success', async () => {
    await withLog([...Array<string>(4).fill('{"error":"x"}'), '{}', '{"error":"x"}'])
    const due: number[] = []
    const start = t.clock.now()
    for (let second = 0; second <= 140; second++) {
      t.agent.logger.append('result', line(second))
      const before = t.server.at(paths.log).length
      await t.agent.flushLogs()
      if (t.server.at(paths.log).length > before) due.push((t.clock.now() - start) / 1000)
      t.clock.advance(1)
    }
    // 4, 16, 36, 64 after the failures; then a success, a failure, and 4 again.
    expect(due.slice(0, 7)).toEqual([0, 4, 20, 56, 120, 121, 125])
  })

  it('caps the back-off, and has none before 5.12 or when it is switched off', async () => {
    for (const [options, expected] of [
      [{ flags: { logger_tls_backoff_max: 10 } }, 10],
      [{ flags: { logger_tls_backoff_max: 0 } }, 0],
      [{ version: '5.11.0' }, 0],
    ] as const) {
      await t?.close()
      await withLog(Array<string>(9).fill('{"error":"x"}'), options)
      t.agent.logger.append('result', line(1))
      await t.agent.flushLogs()
      t.clock.advance(10)
      await t.agent.flushLogs()
      const before = t.server.at(paths.log).length
      t.clock.advance(expected === 10 ? 9 : 0)
      await t.agent.flushLogs()
      expect(t.server.at(paths.log).length - before).toBe(expected === 10 ? 0 : 1)
      t.clock.advance(1)
      await t.agent.flushLogs()
      expect(t.server.at(paths.log).length - before).toBe(expected === 10 ? 1 : 2)
    }
  })

  it('sends results first, at most 1024 lines together, so statuses starve', async () => {
    await withLog([])
    for (let n = 0; n < 1030; n++) t.agent.logger.append('result', line(n))
    t.agent.logger.append('status', '{"s":1}')
    await t.agent.flushLogs()
    await t.agent.flushLogs()
    expect(
      t.server.at(paths.log).map((r) => [r.body.log_type, Object(r.body.data).length]),
    ).toEqual([
      ['result', 1024],
      ['result', 6],
      ['status', 1],
    ])
  })

  it('orders lines of one second by their unpadded number', async () => {
    await withLog([])
    for (let n = 1; n <= 11; n++) t.agent.logger.append('result', line(n))
    await t.agent.flushLogs()
    expect(sentLines()[0]).toEqual(
      [1, 10, 11, 2, 3, 4, 5, 6, 7, 8, 9].map((n) => ({ name: 'q', n })),
    )
  })

  it('drops lines over 1 MiB or that are not JSON, with the batch they were in', async () => {
    const dropped: string[] = []
    await withLog([], {
      events: { onDropped: (_: string, text: string) => dropped.push(text.slice(0, 5)) },
    })
    t.agent.logger.append('result', JSON.stringify({ big: 'x'.repeat(1_048_576) }))
    t.agent.logger.append('result', '{"nan":NaN}')
    t.agent.logger.append('result', line(3))
    expect((await t.agent.flushLogs()).acked).toBe(3)
    expect(sentLines()[0]).toEqual([{ name: 'q', n: 3 }])
    expect(dropped).toEqual(['{"big', '{"nan'])
    await t.agent.flushLogs()
    expect(JSON.stringify(sentLines()[1])).toContain('Linesize exceeds TLS logger maximum')
  })

  it('purges the oldest lines over the limit only after an attempt to send', async () => {
    await withLog(['{"error":"x"}', '{}'], { flags: { buffered_log_max: 3 } })
    for (let n = 1; n <= 5; n++) {
      t.agent.logger.append('result', line(n))
      t.clock.advance(1)
    }
    expect(t.agent.logger.buffer.size).toBe(5)
    await t.agent.flushLogs()
    t.clock.advance(4)
    await t.agent.flushLogs()
    expect(sentLines()[1]).toEqual([3, 4, 5].map((n) => ({ name: 'q', n })))
    expect(t.agent.logger.buffer.purged).toBe(2)
  })

  it('compresses log bodies when asked and nothing else', async () => {
    await withLog([], { flags: { logger_tls_compress: true } })
    t.agent.logger.append('result', line(1))
    await t.agent.flushLogs()
    await t.agent.refreshConfig()
    expect(t.server.at(paths.log)[0]?.headers['content-encoding']).toBe('gzip')
    expect(t.server.at(paths.config)[0]?.headers['content-encoding']).toBeUndefined()
  })
})
