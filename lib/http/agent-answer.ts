// The agents' door itself: one request in, one JSON object out, whatever happens. Authenticates by
// header before the body where the agent allows it; the reply never depends on which adapter called.
import { configFor } from '@/lib/domain/agent-config'
import { type KnownHost, knownHost, touch } from '@/lib/domain/directory'
import { readWork, recordWrite } from '@/lib/domain/distributed'
import { enroll } from '@/lib/domain/enrolment'
import { recordLog } from '@/lib/domain/ingest'
import { noteBatch } from '@/lib/domain/log-batches'
import { pinned } from '@/lib/global'
import {
  type Body,
  inflateBody,
  type NextChunk,
  parseBody,
  pause,
  readBody,
} from '@/lib/http/agent-body'
import { Hold } from '@/lib/http/agent-budget'
import { replyToCarveBegin, replyToCarveBlock } from '@/lib/http/agent-carves'
import {
  answerOverfull,
  answerOversize,
  answerUnreadableWrite,
  forgetUnreadable,
} from '@/lib/http/agent-oversize'
import { type AgentReply, isFault, Refusal, refused, unknownKey } from '@/lib/http/agent-refusal'
import type { AgentEndpoint } from '@/lib/http/front-paths'
import { log } from '@/lib/log'
import { counter } from '@/lib/metrics'
import {
  type AgentObject,
  bodyKey,
  decodeAnswersSlowly,
  decodeEnroll,
  decodeLog,
  isAgentObject,
  parseAgentJsonSlowly,
} from '@/lib/wire/osquery'

export type AgentCall = {
  method: string
  /** With its query, which must hold no secret. */
  url: string
  header: (name: 'authorization' | 'content-encoding') => string | undefined
  chunks: NextChunk
  address: string
}

const kibibyte = 1024

/** Caps on what a body inflates to. A write is taken beyond its 16 MiB and cut by row. */
const bodyCaps: Record<AgentEndpoint, number> = {
  enroll: 64 * kibibyte,
  config: 64 * kibibyte,
  log: 16 * kibibyte * kibibyte,
  distributed_read: 64 * kibibyte,
  distributed_write: 32 * kibibyte * kibibyte,
  carve_begin: 64 * kibibyte,
  // A block of 8 MiB as base64, and its envelope.
  carve_block: 11 * kibibyte * kibibyte,
}

export const acknowledged = '{}'
/** Agents send 1,024 lines unless told otherwise; far more would hold up everybody else's. */
const linesMax = 8_192
const keyMaxLength = 512

/** The node key of an `Authorization: NodeKey …` header; other schemes are none of ours. */
export function headerKey(authorization: string | undefined): string | undefined {
  return /^NodeKey +(\S+) *$/i.exec(authorization ?? '')?.[1]
}

/** Agents hang up after 16 s and would never read a later refusal. */
const patienceMs = 14_000

/** Answers a call. Never rejects, never with an empty body, and before the agent hangs up. */
export async function answer(endpoint: AgentEndpoint, call: AgentCall): Promise<AgentReply> {
  counter('agent_requests_total', 'Requests of agents, by endpoint', ['endpoint']).inc({ endpoint })
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<AgentReply>((resolve) => {
    timer = setTimeout(() => resolve(refused(lateRefusal())), patienceMs)
  })
  return Promise.race([answerFreely(endpoint, call), late]).finally(() => clearTimeout(timer))
}

const lateRefusal = () => new Refusal(503, 'unavailable', 'this took too long; try again')

/** What a call holds is held until its work ends, also when its agent was answered before. */
async function answerFreely(endpoint: AgentEndpoint, call: AgentCall): Promise<AgentReply> {
  const hold = new Hold(true)
  try {
    return await answerHeld(endpoint, call, hold)
  } catch (error) {
    if (isFault(error)) logFault(error, endpoint)
    return refused(error)
  } finally {
    hold.release()
  }
}

const faultLogMs = 1_000

/** One line a second at most: without its database a busy door would write nothing but faults. */
function logFault(error: unknown, endpoint: AgentEndpoint): void {
  const faults = pinned('agent.faults', () => ({ logged_ms: 0, unlogged: 0 }))
  const nowMs = Date.now()
  if (nowMs - faults.logged_ms < faultLogMs) {
    faults.unlogged += 1
    return
  }
  const { unlogged } = faults
  faults.logged_ms = nowMs
  faults.unlogged = 0
  log().error({ err: error, endpoint, unlogged }, 'an agent could not be answered')
}

const ok = (body: string): AgentReply => ({ status: 200, body })

async function answerHeld(
  endpoint: AgentEndpoint,
  call: AgentCall,
  hold: Hold,
): Promise<AgentReply> {
  checkEnvelope(call)
  if (endpoint === 'enroll') return answerEnroll(call, hold)
  const nowMs = Date.now()
  const key = headerKey(call.header('authorization'))
  const vouched = key === undefined ? undefined : await hostOf(key)
  if (vouched) enter(vouched, hold)
  const body = await readWhole(endpoint, call, { hold, tailWanted: !vouched })
  if (!body.whole) return ok(await answerOversize(endpoint, body, vouched))
  const object = await parseObject(endpoint, body.bytes, { hold, vouched })
  if (typeof object === 'string') return ok(object)
  const inBody = bodyKey(object)
  if (vouched && inBody !== undefined && inBody !== key) {
    throw new Refusal(400, 'keys_differ', 'the header and the body name different keys')
  }
  if (endpoint === 'carve_block') {
    if (vouched) touch(vouched, nowMs, call.address)
    return ok(await replyToCarveBlock(vouched, object))
  }
  const host = vouched ?? (await hostOf(inBody ?? ''))
  if (!vouched) enter(host, hold)
  touch(host, nowMs, call.address, endpoint === 'distributed_read')
  const said = { nowMs, bytes: body.bytes, key: key ?? inBody ?? '' }
  return ok(await replyTo[endpoint](host, object, said))
}

function checkEnvelope(call: AgentCall): void {
  if (call.method !== 'POST') {
    throw new Refusal(405, 'wrong_method', 'this path takes POST only')
  }
  if (/[?&](?:enroll_secret|node_key)=/i.test(call.url)) {
    throw new Refusal(400, 'secret_in_url', 'keys and secrets are not taken from the address')
  }
}

async function hostOf(key: string): Promise<KnownHost> {
  const host = await knownHost(key.slice(0, keyMaxLength))
  if (!host) throw unknownKey()
  return host
}

function enter(host: KnownHost, hold: Hold): void {
  if (!hold.enter(host.id)) {
    throw new Refusal(429, 'host_busy', 'too many requests of this host are under way')
  }
}

async function readWhole(
  endpoint: AgentEndpoint,
  call: AgentCall,
  { hold, tailWanted }: { hold: Hold; tailWanted: boolean },
): Promise<Body> {
  const cap = bodyCaps[endpoint]
  const encoding = call.header('content-encoding')
  const wanted = tailWanted && (endpoint === 'log' || endpoint === 'distributed_write')
  const body = await readBody(call.chunks, cap, hold)
  return inflateBody(body, encoding, { cap, hold, tailWanted: wanted })
}

async function parseObject(
  endpoint: AgentEndpoint,
  bytes: Buffer,
  { hold, vouched }: { hold: Hold; vouched: KnownHost | undefined },
): Promise<AgentObject | string> {
  try {
    const parsed = await parseBody(bytes, hold)
    if (!isAgentObject(parsed)) throw new Refusal(400, 'unreadable', 'the body is no JSON object')
    if (vouched && endpoint === 'distributed_write') forgetUnreadable(vouched)
    return parsed
  } catch (error) {
    if (endpoint !== 'distributed_write' || !vouched || isFault(error)) throw error
    if (answerUnreadableWrite(vouched)) return acknowledged
    throw error
  }
}

async function answerEnroll(call: AgentCall, hold: Hold): Promise<AgentReply> {
  const body = await readWhole('enroll', call, { hold, tailWanted: false })
  if (!body.whole) throw new Refusal(413, 'too_large', 'the body is too large')
  const object = await parseBody(body.bytes, hold)
  if (!isAgentObject(object)) throw new Refusal(400, 'unreadable', 'the body is no JSON object')
  const reply = await enroll(decodeEnroll(object), { address: call.address })
  if (reply.outcome === 'refused') throw new Refusal(401, 'enrolment', 'enrolment refused', true)
  return ok(JSON.stringify({ node_key: reply.node_key, node_invalid: false }))
}

type Said = { nowMs: number; bytes: Buffer; key: string }
type Reply = (host: KnownHost, body: AgentObject, said: Said) => Promise<string>

async function linesOf(bytes: Buffer): Promise<unknown[]> {
  const again = await parseAgentJsonSlowly(bytes.toString('utf8'), pause)
  return (isAgentObject(again) ? decodeLog(again)?.data : undefined) ?? []
}

const replyTo: Record<Exclude<AgentEndpoint, 'enroll' | 'carve_block'>, Reply> = {
  config: (host, body) => configFor(host, typeof body.etag === 'string' ? body.etag : undefined),
  log: async (host, body, { bytes }) => {
    const batch = decodeLog(body)
    if (!batch) throw new Refusal(400, 'unreadable', 'data and log_type are missing')
    const lines = batch.data.length
    if (lines > linesMax) return answerOverfull(host, lines)
    await recordLog(host, { ...batch, reread: async () => linesOf(bytes) })
    await noteBatch(host, lines)
    return acknowledged
  },
  distributed_read: (host, _body, { nowMs }) => readWork(host, nowMs),
  distributed_write: async (host, body) => {
    await recordWrite(host, await decodeAnswersSlowly(body, pause))
    return acknowledged
  },
  carve_begin: (host, body, { key }) => replyToCarveBegin(host, key, body),
}
