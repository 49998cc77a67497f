// Lines to an address over HTTP: batches as NDJSON or a JSON array, signed when there is a key. The
// signature is HMAC-SHA-256 over `<timestamp>.<body>`; a receiver also checks the timestamp's age.
import { createHmac } from 'node:crypto'
import { validateHeaderValue } from 'node:http'
import { batchKey, exchange, isAboutContent, statusFault, urlOf } from '@/lib/sinks/exchange'
import { Guard, type GuardOptions } from '@/lib/sinks/outbound'
import { type Experience, Halving, type Placed, pieces } from '@/lib/sinks/pieces'
import { type Sink, type SinkEvent, SinkFault } from '@/lib/sinks/sink'
import { templated } from '@/lib/sinks/template'
import type { HttpConfig, HttpSecrets } from '@/lib/wire/destination-kinds'

const ours = /^(host|content-length|content-type|transfer-encoding|connection|expect|upgrade|te)$/i

/** Secret headers, one a line as `Name: value`. */
function secretHeaders(text: string): Record<string, string> {
  const lines = text.split(/\r?\n/).filter((line) => line.trim() !== '')
  const pairs = lines.map((line) => {
    const [, name = '', value = ''] =
      /^\s*([A-Za-z0-9!#$%&'*+.^_`|~-]+)\s*:\s*(.*?)\s*$/.exec(line) ?? []
    return [name, value] as const
  })
  for (const [at, [name, value]] of pairs.entries())
    check(name, value, `Line ${at + 1} of its secret headers`)
  return Object.fromEntries(pairs)
}

function check(name: string, value: string, where: string): void {
  if (name === '' || value === '') throw new SinkFault(`${where} is not of the form Name: value`)
  if (ours.test(name)) throw new SinkFault(`${where} sets ${name}, which is ours to set`)
  try {
    validateHeaderValue(name, value)
  } catch {
    throw new SinkFault(`${where} holds characters that no header may have`)
  }
}

const inHeader = (value: string) => value.replace(/[^\x21-\x7e]/g, '_').slice(0, 200)

/** The headers of a line; lines with different ones go in different batches. */
function headersFor(config: HttpConfig): (event: SinkEvent) => Record<string, string> {
  for (const [name, value] of Object.entries(config.headers))
    check(name, value, 'One of its headers')
  const named = Object.entries(config.headers).map(
    ([name, value]) => [name, templated(value, inHeader)] as const,
  )
  return (event) => Object.fromEntries(named.map(([name, of]) => [name, of(event)]))
}

function bodyOf(piece: readonly Placed[], format: HttpConfig['format']): string {
  const texts = piece.map(({ event }) => event.text)
  return format === 'json' ? `[${texts.join(',')}]` : `${texts.join('\n')}\n`
}

function signature(key: string | undefined, body: string): Record<string, string> {
  if (key === undefined) return {}
  const timestamp = String(Math.floor(Date.now() / 1_000))
  const digest = createHmac('sha256', key).update(`${timestamp}.${body}`).digest('hex')
  return { 'x-muster-timestamp': timestamp, 'x-muster-signature': `v1=${digest}` }
}

/** Lines that share their headers, in the order of their first. */
function grouped<T>(
  placed: readonly Placed[],
  keyOf: (event: SinkEvent) => T,
): Map<string, [T, Placed[]]> {
  const groups = new Map<string, [T, Placed[]]>()
  for (const one of placed) {
    const key = keyOf(one.event)
    const name = JSON.stringify(key)
    const group = groups.get(name)
    if (group) group[1].push(one)
    else groups.set(name, [key, [one]])
  }
  return groups
}

class Http implements Sink {
  private readonly url
  private readonly agent
  private readonly headersOf
  private readonly fixed
  private readonly seen: Experience = { taken: false, inARow: 0 }

  constructor(
    private readonly config: HttpConfig,
    private readonly secrets: HttpSecrets,
    outbound: GuardOptions,
  ) {
    this.url = urlOf(config.url)
    this.agent = new Guard(outbound).agent(this.url.protocol === 'https:')
    this.headersOf = headersFor(config)
    const type = config.format === 'json' ? 'application/json' : 'application/x-ndjson'
    this.fixed = { ...secretHeaders(secrets.headers ?? ''), 'content-type': type }
  }

  async send(events: readonly SinkEvent[], signal: AbortSignal) {
    const limits = { lines: this.config.batch_lines, bytes: this.config.batch_bytes }
    const placed = events.map((event, index) => ({ event, index }))
    let shown: Record<string, string> = {}
    const halving = new Halving(this.seen, (piece) => this.post(piece, shown, signal))
    for (const [headers, group] of grouped(placed, this.headersOf).values()) {
      shown = headers
      for (const piece of pieces(group, limits)) await halving.send(piece)
    }
    return halving.refused
  }

  async close() {
    this.agent.destroy()
  }

  private async post(piece: readonly Placed[], shown: Record<string, string>, signal: AbortSignal) {
    const { url, agent, config } = this
    const body = bodyOf(piece, config.format)
    const headers = {
      ...shown,
      ...this.fixed,
      'idempotency-key': batchKey(piece.map(({ event }) => event.key)),
      ...signature(this.secrets.signing_key, body),
    }
    const ms = config.timeout_seconds * 1_000
    const answer = await exchange({ url, agent, headers, body, ms, signal })
    if (answer.status >= 200 && answer.status < 300) return 'taken'
    if (!isAboutContent(answer.status)) throw statusFault(answer)
    return { reason: `It answers ${answer.status} to this line` }
  }
}

export async function openHttp(
  config: HttpConfig,
  secrets: HttpSecrets,
  outbound: GuardOptions,
): Promise<Sink> {
  return new Http(config, secrets, outbound)
}
