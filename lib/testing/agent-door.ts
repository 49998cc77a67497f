// A real front door on a free port with a database, a data directory and a working enrol secret of
// its own. Every reply that passes through here is held to the invariant of the conformance suite.
import { mkdtempSync, rmSync } from 'node:fs'
import http, { type IncomingHttpHeaders } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, vi } from 'vitest'
import { forgetAll } from '@/lib/domain/directory'
import { createSecret } from '@/lib/domain/secrets'
import { unpin } from '@/lib/global'
import { agentListener } from '@/lib/http/agent-route'
import { type FrontDoor, openFrontDoor } from '@/lib/http/front-door'
import { lifecycle } from '@/lib/http/lifecycle'
import { type TestDatabase, testDatabase } from '@/lib/testing/database'
import { enrolment } from '@/lib/testing/enrolments'

export type Reply = {
  status: number
  headers: IncomingHttpHeaders
  text: string
  json: Record<string, unknown>
  ms: number
}

export type Sent = {
  method?: string
  headers?: Record<string, string>
  /** From another loopback address, as another client. */
  from?: string
}

export type AgentDoor = {
  database: TestDatabase
  front: FrontDoor
  secret: string
  send: (path: string, body: unknown, sent?: Sent) => Promise<Reply>
  enroll: (changes?: Record<string, unknown>) => Promise<string>
  stop: () => Promise<void>
}

const health = {
  version: '0',
  database: async () => 1,
  schemaCurrent: () => true,
  metricsToken: async () => false,
}

/** For `beforeAll`; call `stop` in `afterAll`. */
export async function openAgentDoor(tls?: { key: string; cert: string }): Promise<AgentDoor> {
  const dir = mkdtempSync(join(tmpdir(), 'muster-agents-'))
  vi.stubEnv('DATA_DIR', dir)
  const database = await testDatabase()
  forgetAll()
  unpin('enrolment.limits')
  lifecycle().phase = 'serving'
  const { secret } = await createSecret({ name: 'Test' })
  const front = await openFrontDoor({
    host: '127.0.0.1',
    port: 0,
    publicUrl: 'http://localhost',
    health,
    ...(tls ? { tls: { port: 0, ...tls } } : {}),
    onError: (error) => {
      throw error
    },
  })
  front.open({ agent: agentListener })
  const send = (path: string, body: unknown, sent: Sent = {}) => call(front.port, path, body, sent)
  return {
    database,
    front,
    secret,
    send,
    enroll: async (changes = {}) => {
      const reply = await send('enroll', enrolment(secret, changes))
      return String(reply.json.node_key)
    },
    stop: async () => {
      await front.close(0)
      await database.stop()
      vi.unstubAllEnvs()
      rmSync(dir, { recursive: true, force: true })
    },
  }
}

export function bytesOf(body: unknown): Buffer {
  if (Buffer.isBuffer(body)) return body
  return Buffer.from(typeof body === 'string' ? body : JSON.stringify(body))
}

/** Sends one request on a connection of its own and checks the reply's form. */
export function call(port: number, path: string, body: unknown, sent: Sent): Promise<Reply> {
  const bytes = bytesOf(body)
  const began = performance.now()
  return new Promise((resolve, reject) => {
    const request = http.request({
      host: '127.0.0.1',
      port,
      path: path.startsWith('/') ? path : `/api/osquery/${path}`,
      method: sent.method ?? 'POST',
      agent: false,
      ...(sent.from ? { localAddress: sent.from } : {}),
      headers: {
        'content-type': 'application/json',
        'user-agent': 'osquery/5.23.1',
        'content-length': bytes.length,
        ...sent.headers,
      },
    })
    request.on('error', reject)
    request.on('response', (response) => {
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.on('error', reject)
      response.on('end', () => {
        const text = Buffer.concat(chunks).toString('utf8')
        const { headers, statusCode: status = 0 } = response
        const ms = performance.now() - began
        try {
          resolve({ status, headers, text, json: objectOf(text, status, headers), ms })
        } catch (error) {
          reject(error)
        }
      })
    })
    request.end(bytes)
  })
}

/** Invariant J: what an agent of any version must be able to read as success or as refusal. */
export function objectOf(
  text: string,
  status: number,
  headers: IncomingHttpHeaders,
): Record<string, unknown> {
  expect(text.length).toBeGreaterThan(0)
  expect(text.length).toBeLessThan(8 * 1024 * 1024)
  expect(text.charCodeAt(0)).not.toBe(0xfeff)
  expect(status < 300 || status >= 400).toBe(true)
  expect(Boolean(headers['content-length'] ?? headers['transfer-encoding'])).toBe(true)
  expect(JSON.stringify(headers).length).toBeLessThan(8_192)
  const parsed: unknown = JSON.parse(text)
  expect(typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed)).toBe(true)
  expect(/\\ud[89a-f]/i.test(text)).toBe(false)
  return Object.fromEntries(Object.entries(Object(parsed)))
}

export function expectOk(reply: Reply): void {
  expect(reply.json).not.toHaveProperty('error')
  expect([undefined, false]).toContain(reply.json.node_invalid)
  expect(reply.status).toBe(200)
}

export function expectFail(reply: Reply): void {
  expect(reply.json.error).toEqual(expect.stringMatching(/./))
  expect(reply.json.node_invalid).not.toBe(true)
}

export function expectInvalid(reply: Reply): void {
  expect(reply.json.node_invalid).toBe(true)
  expect(reply.json).not.toHaveProperty('node_key')
}
