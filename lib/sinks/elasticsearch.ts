// Lines as documents of Elasticsearch or OpenSearch, by their bulk interface. A document's id is the
// line's key and it is only ever created, so that a batch that comes again changes nothing (409).
import { Client, errors } from '@opensearch-project/opensearch'
import { knownFault } from '@/lib/sinks/connection-faults'
import { isAboutContent, statusFault, urlOf } from '@/lib/sinks/exchange'
import { GuardedConnection, tooLate } from '@/lib/sinks/guarded-connection'
import { Guard, type GuardOptions } from '@/lib/sinks/outbound'
import { type Experience, Halving, type Placed, pieces, type Refusal } from '@/lib/sinks/pieces'
import { type Sink, type SinkEvent, SinkFault } from '@/lib/sinks/sink'
import { templated } from '@/lib/sinks/template'
import type { ElasticsearchConfig, ElasticsearchSecrets } from '@/lib/wire/destination-kinds'
import { BulkReply } from '@/lib/wire/destination-replies'

const limits = { lines: 2_000, bytes: 5_000_000 }
const answerMs = 30_000
const told = 'errors,items.*.status,items.*.error.type'

const inIndex = (value: string) =>
  value
    .toLowerCase()
    .replace(/[^a-z0-9._-]+/g, '-')
    .slice(0, 100)

/** The line with the time of receipt where search engines look for it. */
function stamped({ text, at }: SinkEvent): string {
  const rest = text === '{}' ? '}' : `,${text.slice(1)}`
  return `{"@timestamp":"${at.toISOString()}"${rest}`
}

class Elasticsearch implements Sink {
  private readonly client
  private readonly agent
  private readonly indexOf
  private readonly seen: Experience = { taken: false, inARow: 0 }

  constructor(config: ElasticsearchConfig, secrets: ElasticsearchSecrets, outbound: GuardOptions) {
    const url = urlOf(config.url)
    this.agent = new Guard(outbound).agent(url.protocol === 'https:')
    const { username, password, api_key } = { ...config, ...secrets }
    this.client = new Client({
      node: url.href,
      agent: () => this.agent,
      Connection: GuardedConnection,
      maxRetries: 0,
      requestTimeout: answerMs,
      resurrectStrategy: 'none',
      ...(api_key ? { headers: { authorization: `ApiKey ${api_key}` } } : {}),
      ...(!api_key && username ? { auth: { username, password: password ?? '' } } : {}),
    })
    this.indexOf = templated(config.index, inIndex)
  }

  async send(events: readonly SinkEvent[], signal: AbortSignal) {
    const placed = events.map((event, index) => ({ event, index }))
    const halving = new Halving(this.seen, (piece) => this.create(piece, halving, signal))
    for (const piece of pieces(placed, limits)) await halving.send(piece)
    return halving.refused
  }

  async close() {
    this.agent.destroy() // the client itself holds nothing
  }

  /** Sends a piece. The engine judges its documents one by one, unless it takes none of it. */
  private async create(piece: readonly Placed[], halving: Halving, signal: AbortSignal) {
    const lines = piece.map(
      ({ event }) =>
        `{"create":{"_index":${JSON.stringify(this.indexOf(event))},"_id":${JSON.stringify(event.key)}}}\n${stamped(event)}\n`,
    )
    const answer = await this.ask(lines.join(''), signal)
    if ('reason' in answer) return answer
    const items = answer.items?.map((item) => Object.values(item)[0]) ?? []
    if (items.length !== piece.length)
      throw new SinkFault('It does not answer as a search engine does')
    for (const [at, one] of piece.entries()) {
      const { status = 0, error } = items[at] ?? {}
      const type = error?.type.replace(/[^a-z_]/g, '').slice(0, 100) || 'no reason given'
      if (isOwnFault(status, type)) throw new SinkFault(`It answers ${status} to lines: ${type}`)
      if (status < 300 || status === 409) halving.accept()
      else halving.refuse(one.index, `It answers ${status} to this line: ${type}`)
    }
    return 'judged'
  }

  private async ask(bulkBody: string, signal: AbortSignal): Promise<BulkReply | Refusal> {
    const querystring = { filter_path: told }
    const params = { method: 'POST', path: '/_bulk', bulkBody, querystring, signal }
    try {
      const { body } = await this.client.transport.request(params)
      return BulkReply.catch({}).parse(body)
    } catch (error) {
      return refusalOf(error, signal)
    }
  }
}

/** A fault of index, cluster or rights, which has nothing to do with the one document. */
function isOwnFault(status: number, type: string): boolean {
  if (status === 429 || status >= 500 || status === 401 || status === 403) return true
  return status === 404 || /^(index_|invalid_index|cluster_|illegal_argument_exception$)/.test(type)
}

/** A whole request that was not taken: less of it may be, or the destination is at fault (thrown). */
function refusalOf(error: unknown, signal: AbortSignal): Refusal {
  if (signal.aborted) throw new SinkFault('The attempt was stopped', { cause: error })
  if (error instanceof errors.ResponseError) {
    const status = error.statusCode ?? 0
    if (!isAboutContent(status)) throw statusFault({ status, headers: error.headers ?? {} })
    return { reason: `It answers ${status} to this line` }
  }
  if (error instanceof errors.ConnectionError && error.message === tooLate)
    throw new SinkFault(`It did not answer within ${answerMs / 1_000} s`, { cause: error })
  throw new SinkFault(knownFault(error) ?? 'The connection was cut', { cause: error })
}

export async function openElasticsearch(
  config: ElasticsearchConfig,
  secrets: ElasticsearchSecrets,
  outbound: GuardOptions,
): Promise<Sink> {
  return new Elasticsearch(config, secrets, outbound)
}
