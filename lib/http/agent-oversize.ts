// Bodies that are over the cap or that nobody can read: how an agent gets rid of them without a loss
// that we could have avoided, and without being stuck behind them for ever (R6, R16).
import { type KnownHost, knownHost, touch } from '@/lib/domain/directory'
import { recordWrite } from '@/lib/domain/distributed'
import { recordLog } from '@/lib/domain/ingest'
import { halveBatches } from '@/lib/domain/log-batches'
import { pinned } from '@/lib/global'
import { type Body, keyInTail, listNames } from '@/lib/http/agent-body'
import { Refusal, unknownKey } from '@/lib/http/agent-refusal'
import type { AgentEndpoint } from '@/lib/http/front-paths'

type Oversize = Extract<Body, { whole: false }>

const tooLarge = () => new Refusal(413, 'too_large', 'the body is too large')
const acknowledged = '{}'
/** An agent tries a write three times in a round; after that it would carry it for ever. */
const unreadableTries = 3

/** Whose body it was, from the end of it, when no header said so. */
async function hostInTail(body: Oversize): Promise<KnownHost> {
  const key = keyInTail(body.tail)
  if (key === undefined) throw tooLarge()
  const host = await knownHost(key)
  if (!host) throw unknownKey()
  return host
}

/** Answers a body over the cap. Throws a refusal where the agent is to try again. */
export async function answerOversize(
  endpoint: AgentEndpoint,
  body: Oversize,
  vouched: KnownHost | undefined,
): Promise<string> {
  if (endpoint !== 'log' && endpoint !== 'distributed_write') throw tooLarge()
  const host = vouched ?? (await hostInTail(body))
  touch(host, Date.now(), '')
  return endpoint === 'log' ? answerLog(host, body) : answerWrite(host, body)
}

/** Smaller batches come with its next configuration; a single line over the cap is given up. */
async function refuseOrGiveUp(host: KnownHost, what: string): Promise<string> {
  if (await halveBatches(host)) throw tooLarge()
  await recordLog(host, { log_type: 'result', data: [`${what} was not kept`] })
  return acknowledged
}

function answerLog(host: KnownHost, body: Oversize): Promise<string> {
  return refuseOrGiveUp(host, `a batch of one line and over ${body.total - 1} bytes`)
}

/** Answers a log batch of too many lines, in the same way as one of too many bytes. */
export function answerOverfull(host: KnownHost, lines: number): Promise<string> {
  return refuseOrGiveUp(host, `a batch of ${lines} lines, of a host that was told to send one,`)
}

/** The answers are gone, but their deliveries are ended as too large. */
async function answerWrite(host: KnownHost, body: Oversize): Promise<string> {
  const names = await listNames(body.head)
  const answers = [...names].map((delivery) => ({
    delivery,
    rows: [],
    status: 0,
    message: '',
    stats: null,
    bytes: body.total,
    truncated: true,
  }))
  await recordWrite(host, answers)
  return acknowledged
}

const tries = () => pinned('agent.unreadable', () => new Map<number, number>())

/** Whether a write that nobody can read has come so often that it must be acknowledged. */
export function answerUnreadableWrite(host: KnownHost): boolean {
  const held = tries()
  const count = (held.get(host.id) ?? 0) + 1
  if (held.size > 10_000) held.clear()
  if (count < unreadableTries) held.set(host.id, count)
  else held.delete(host.id)
  return count >= unreadableTries
}

export function forgetUnreadable(host: KnownHost): void {
  tries().delete(host.id)
}
