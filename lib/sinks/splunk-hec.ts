// Lines to Splunk's HTTP event collector. It names the event that it refuses, so no batch is halved for
// one. With `ack`, lines count as taken once the indexer says so; that token must have it switched on.
import { randomUUID } from 'node:crypto'
import { setTimeout as rest } from 'node:timers/promises'
import { type Answer, exchange, isAboutContent, statusFault, urlOf } from '@/lib/sinks/exchange'
import { Guard, type GuardOptions } from '@/lib/sinks/outbound'
import { type Experience, Halving, type Placed, pieces, type Refusal } from '@/lib/sinks/pieces'
import { type Sink, type SinkEvent, SinkFault } from '@/lib/sinks/sink'
import type { SplunkHecConfig, SplunkHecSecrets } from '@/lib/wire/destination-kinds'
import { SplunkAcks, SplunkReply } from '@/lib/wire/destination-replies'

const limits = { lines: 1_000, bytes: 900_000 }
const answerMs = 10_000
const confirmedMs = 60_000
const lookMs = 250

/** Codes of a 400 that are about one event; the others are about the token, index or channel. */
const aboutEvent = new Set([5, 6, 12, 13, 15])
const codes: Record<number, string> = {
  1: 'Its token is switched off',
  2: 'It wants a token',
  3: 'It does not accept our token',
  4: 'It does not accept our token',
  7: 'It has no such index, or the token may not write to it',
  9: 'It is too busy to take lines',
  10: 'It wants a channel: is acknowledgement switched on for that token?',
  11: 'It does not accept our channel',
  14: 'Acknowledgement is switched off for that token',
}

function addressesOf(text: string): { events: URL; acks: URL } {
  const given = urlOf(text)
  const path = given.pathname.replace(/\/+$/, '')
  const base = path.endsWith('/event')
    ? path.slice(0, -'/event'.length)
    : path || '/services/collector'
  const [events, acks] = [new URL(given), new URL(given)]
  events.pathname = `${base}/event`
  acks.pathname = `${base}/ack`
  return { events, acks }
}

/** The line as an event of Splunk's. Its time is that of receipt: agents' clocks are claims. */
function wrapped({ index, source, sourcetype }: SplunkHecConfig): (event: SinkEvent) => string {
  const fixed = JSON.stringify({
    index,
    source: source ?? 'muster',
    sourcetype: sourcetype ?? 'osquery:json',
  })
  return ({ text, host, at }) =>
    `{"time":${(at.getTime() / 1_000).toFixed(3)},"host":${JSON.stringify(host)},${fixed.slice(1, -1)},"event":${text}}`
}

function jsonOf({ text }: Answer): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

const replyOf = (answer: Answer): SplunkReply => SplunkReply.safeParse(jsonOf(answer)).data ?? {}

class SplunkHec implements Sink {
  private readonly agent
  private readonly to
  private readonly headers
  private readonly wrap
  private readonly seen: Experience = { taken: false, inARow: 0 }

  constructor(
    private readonly config: SplunkHecConfig,
    { token }: SplunkHecSecrets,
    outbound: GuardOptions,
  ) {
    this.to = addressesOf(config.url)
    this.agent = new Guard(outbound).agent(this.to.events.protocol === 'https:')
    this.wrap = wrapped(config)
    const channel = { 'x-splunk-request-channel': randomUUID() }
    this.headers = {
      authorization: `Splunk ${token}`,
      'content-type': 'application/json',
      ...channel,
    }
  }

  async send(events: readonly SinkEvent[], signal: AbortSignal) {
    const waiting = new Set<number>()
    const halving = new Halving(this.seen, (piece) => this.post(piece, waiting, signal))
    const placed = events.map((event, index) => ({ event, index }))
    for (const piece of pieces(placed, limits)) await halving.send(piece)
    if (this.config.ack) await this.confirmed(waiting, signal)
    return halving.refused
  }

  async close() {
    this.agent.destroy()
  }

  private ask(url: URL, body: string, signal: AbortSignal): Promise<Answer> {
    const { agent, headers } = this
    return exchange({ url, agent, headers, body, ms: answerMs, signal })
  }

  private async post(piece: readonly Placed[], waiting: Set<number>, signal: AbortSignal) {
    const body = piece.map(({ event }) => this.wrap(event)).join('\n')
    const answer = await this.ask(this.to.events, body, signal)
    const reply = replyOf(answer)
    if (answer.status !== 200) return refusalOf(answer, reply)
    if (reply.ackId !== undefined) waiting.add(reply.ackId)
    return 'taken'
  }

  private async confirmed(waiting: Set<number>, signal: AbortSignal): Promise<void> {
    const until = performance.now() + confirmedMs
    while (waiting.size > 0) {
      const answer = await this.ask(this.to.acks, JSON.stringify({ acks: [...waiting] }), signal)
      if (answer.status !== 200) throw faultOf(answer, replyOf(answer))
      const { acks } = SplunkAcks.catch({ acks: {} }).parse(jsonOf(answer))
      for (const [id, isDone] of Object.entries(acks)) if (isDone) waiting.delete(Number(id))
      if (waiting.size === 0) return
      if (performance.now() > until)
        throw new SinkFault(
          `Its indexer has not confirmed the lines within ${confirmedMs / 1_000} s`,
        )
      await rest(lookMs, undefined, { signal }).catch((cause: unknown) => {
        throw new SinkFault('The attempt was stopped', { cause })
      })
    }
  }
}

function faultOf(answer: Answer, { code }: SplunkReply): SinkFault {
  const { message, retry_after_ms } = statusFault(answer)
  const known = code === undefined ? undefined : codes[code]
  const text = known ? `${known} (${answer.status})` : message
  return new SinkFault(text, retry_after_ms === undefined ? {} : { retry_after_ms })
}

/** Why an event was refused, and which one. Throws when it is the destination's own fault. */
function refusalOf(answer: Answer, reply: SplunkReply): Refusal {
  const { code } = reply
  const isItsOwn = answer.status !== 413 && code !== undefined && !aboutEvent.has(code)
  if (!isAboutContent(answer.status) || isItsOwn) throw faultOf(answer, reply)
  const said = code === undefined ? '' : `, code ${code}`
  return {
    reason: `It answers ${answer.status}${said} to this line`,
    at: reply['invalid-event-number'],
  }
}

export async function openSplunkHec(
  config: SplunkHecConfig,
  secrets: SplunkHecSecrets,
  outbound: GuardOptions,
): Promise<Sink> {
  return new SplunkHec(config, secrets, outbound)
}
