// Hostile agents: requests that begin well formed and are then damaged in every way we know of, the
// same for the same seed; and the judgement whether a reply keeps what every agent relies on.
import http from 'node:http'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { gzipSync } from 'node:zlib'

type HostileRequest = {
  path: string
  method: string
  headers: Record<string, string>
  body: Buffer
}

/** A small generator of uniform numbers in [0, 1) (mulberry32): the seed is the whole state. */
export function randomFrom(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

type Random = () => number

function pick<T>(random: Random, list: readonly [T, ...T[]]): T {
  return list[Math.floor(random() * list.length)] ?? list[0]
}

type Known = { secret: string; keys: readonly [string, ...string[]] }

const line = {
  name: 'pack/base/users',
  hostIdentifier: 'web-01',
  calendarTime: 'Tue Sep  2 09:00:01 2025 UTC',
  unixTime: 1_756_803_601,
  epoch: 0,
  counter: 3,
  numerics: false,
  columns: { uid: '0', username: 'root' },
  action: 'added',
}

type Sound = (random: Random, known: Known) => Record<string, unknown>

const sound: Record<string, Sound> = {
  enroll: (random, { secret }) => ({
    enroll_secret: random() < 0.3 ? secret : 'wrong',
    host_identifier: `h${Math.floor(random() * 50)}`,
    platform_type: '9',
    host_details: {
      osquery_info: { version: '5.23.1', instance_id: `i${Math.floor(random() * 50)}` },
      system_info: { hostname: 'h', uuid: 'u', hardware_serial: 's' },
    },
  }),
  config: (random, { keys }) => ({ node_key: pick(random, keys) }),
  log: (random, { keys }) => ({
    data: [line, { ...line, counter: random() }],
    log_type: pick(random, ['result', 'status', 'other']),
    node_key: pick(random, keys),
  }),
  'distributed/read': (random, { keys }) => ({ node_key: pick(random, keys) }),
  'distributed/write': (random, { keys }) => ({
    queries: { q1: [{ a: '1' }], q2: '' },
    statuses: { q1: 0, q2: '1' },
    messages: { q1: '', q2: 'no such table' },
    stats: { q1: { wall_time_ms: 3 } },
    node_key: pick(random, keys),
  }),
  'carve/begin': (random, { keys }) => ({ block_count: 2, node_key: pick(random, keys) }),
  'carve/block': () => ({ block_id: 0, session_id: 'x', data: 'YQ==' }),
}

const oddValues: readonly [unknown, ...unknown[]] = [
  null,
  true,
  -1,
  1.5,
  0,
  '',
  'x',
  '\0',
  '\ud800',
  '👯'.repeat(400),
  [],
  [[]],
  {},
  { toString: 1, constructor: { prototype: {} } },
  'y'.repeat(70_000),
  '18446744073709551615',
]

/** Replaces one value anywhere in the tree. */
function replaceSomewhere(random: Random, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || random() < 0.2) return pick(random, oddValues)
  if (Array.isArray(value)) {
    const at = Math.floor(random() * value.length)
    return value.map((item, index) => (index === at ? replaceSomewhere(random, item) : item))
  }
  const names = Object.keys(value)
  const chosen = names[Math.floor(random() * names.length)]
  const entries = Object.entries(value).map(([name, item]): [string, unknown] =>
    name === chosen ? [name, replaceSomewhere(random, item)] : [name, item],
  )
  return Object.fromEntries(entries)
}

type Damage = (random: Random, text: string) => string

const damages: readonly [Damage, ...Damage[]] = [
  (_, text) => text,
  (_, text) => text,
  (random, text) => text.slice(0, Math.floor(random() * text.length)),
  (random, text) => `${text}${pick(random, ['}', ',', '\0', text, ' x', '\ufeff'])}`,
  (_, text) => `\ufeff${text}`,
  (random, text) =>
    text.replace(/\d+/, pick(random, ['1e999', '-0', '9'.repeat(400), '01', 'NaN'])),
  (_, text) => text.replace('"node_key"', '"__proto__"'),
  (_, text) => text.replace(/^\{/, '{"node_key":null,'),
  (random, text) => {
    const depth = 1 + Math.floor(random() ** 2 * 20_000)
    return text.replace(/"[^"]*"(?=[,}])/, `${'['.repeat(depth)}${']'.repeat(depth)}`)
  },
  (random, text) => `{"a":"${'z'.repeat(Math.floor(random() ** 4 * 200_000))}",${text.slice(1)}`,
]

function flipBytes(random: Random, bytes: Buffer): Buffer {
  const flips = random() < 0.7 ? 0 : Math.ceil(random() * 6)
  for (let n = 0; n < flips && bytes.length > 0; n += 1) {
    bytes[Math.floor(random() * bytes.length)] = Math.floor(random() * 256)
  }
  return bytes
}

function headersOf(random: Random, { keys }: Known): Record<string, string> {
  const key = pick(random, keys)
  const schemes: readonly [string, ...string[]] = [
    `NodeKey ${key}`,
    'NodeKey unknown',
    'NodeKey ',
    `NodeKey ${'k'.repeat(4_000)}`,
    'Bearer x',
    `nodekey  ${key} `,
    'Basic \xff\xfe',
  ]
  return random() < 0.5 ? {} : { authorization: pick(random, schemes) }
}

/** The request of that seed. Nine in ten are posts to a known path. */
export function hostileRequest(seed: number, known: Known): HostileRequest {
  const random = randomFrom(seed)
  const [first = 'config', ...others] = Object.keys(sound)
  const name = pick(random, [first, ...others])
  const whole = sound[name]?.(random, known)
  const value = random() < 0.5 ? whole : replaceSomewhere(random, whole)
  const text = pick(random, damages)(random, JSON.stringify(value) ?? '')
  let body = flipBytes(random, Buffer.from(text))
  const headers = headersOf(random, known)
  if (random() < 0.2) {
    body = flipBytes(random, gzipSync(body, { level: 1 }))
    headers['content-encoding'] = 'gzip'
  } else if (random() < 0.1) {
    headers['content-encoding'] = pick(random, ['gzip', 'br', 'identity', 'deflate, gzip', ''])
  }
  const base = pick(random, ['/api/osquery', '/api/v1/osquery'])
  const ends: readonly [string, ...string[]] = ['', '', '', '', '/', '?x=1', '?node_key=a', '/x']
  const method = random() < 0.95 ? 'POST' : pick(random, ['GET', 'PUT', 'DELETE', 'OPTIONS'])
  return { path: `${base}/${name}${pick(random, ends)}`, method, headers, body }
}

/** Why an agent could take this reply for what it is not; undefined when it is sound (J). */
export function faultOf(
  status: number,
  headers: http.IncomingHttpHeaders,
  text: string,
): string | undefined {
  if (text === '') return 'empty body'
  if (status >= 300 && status < 400) return `redirect ${status}`
  if (headers['content-length'] === undefined && headers['transfer-encoding'] === undefined) {
    return 'no length'
  }
  if (headers['content-encoding'] !== undefined) return 'encoded'
  if (/\\ud[89a-f]/i.test(text)) return 'lone surrogate'
  try {
    const parsed: unknown = JSON.parse(text)
    if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) return 'no object'
    if ('error' in parsed && (typeof parsed.error !== 'string' || parsed.error === ''))
      return 'odd error'
    if ('node_invalid' in parsed && typeof parsed.node_invalid !== 'boolean')
      return 'odd node_invalid'
    if (status === 200 && 'error' in parsed) return 'an error that looks like success'
    return undefined
  } catch {
    return 'not JSON'
  }
}

type FuzzReport = {
  sent: number
  statuses: Record<number, number>
  faults: string[]
  event_loop_delay_p99_ms: number
  seconds: number
}

function send(
  agent: http.Agent,
  port: number,
  request: HostileRequest,
): Promise<[number, string | undefined]> {
  return new Promise((resolve) => {
    const { path, method, headers, body } = request
    const length = { 'content-length': String(body.length) }
    const sent = http.request({
      host: '127.0.0.1',
      port,
      path,
      method,
      agent,
      headers: { ...headers, ...length },
    })
    sent.on('error', (error) => resolve([0, `no reply: ${error.message}`]))
    sent.on('response', (response) => {
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.on('error', () => resolve([0, 'reply cut off']))
      response.on('end', () => {
        const status = response.statusCode ?? 0
        resolve([status, faultOf(status, response.headers, Buffer.concat(chunks).toString())])
      })
    })
    sent.end(body)
  })
}

/** Sends `count` hostile requests to the door of this process and judges every reply. */
export async function fuzzDoor(
  port: number,
  known: Known,
  { count, seed, atOnce = 8 }: { count: number; seed: number; atOnce?: number },
): Promise<FuzzReport> {
  const agent = new http.Agent({ keepAlive: true, maxSockets: atOnce })
  const delay = monitorEventLoopDelay({ resolution: 10 })
  const report: FuzzReport = {
    sent: 0,
    statuses: {},
    faults: [],
    event_loop_delay_p99_ms: 0,
    seconds: 0,
  }
  const began = performance.now()
  delay.enable()
  const worker = async () => {
    while (report.sent < count) {
      const at = seed + report.sent
      report.sent += 1
      const [status, fault] = await send(agent, port, hostileRequest(at, known))
      report.statuses[status] = (report.statuses[status] ?? 0) + 1
      if (fault !== undefined) report.faults.push(`seed ${at}: ${fault}`)
    }
  }
  await Promise.all(Array.from({ length: atOnce }, worker))
  delay.disable()
  agent.destroy()
  report.event_loop_delay_p99_ms = delay.percentile(99) / 1e6
  report.seconds = (performance.now() - began) / 1_000
  return report
}
