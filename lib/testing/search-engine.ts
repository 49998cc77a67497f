// What OpenSearch checks of a bulk request, after its manual: credentials, the two lines of each item,
// names of indexes, ids that exist, fields of a fixed type; it answers item by item.
import { Receiver, type Taken } from '@/lib/testing/receiver'

type Stored = { index: string; source: Record<string, unknown> }
type Item = { status: number; error?: { type: string; reason: string } }

export class FakeSearchEngine {
  readonly documents = new Map<string, Stored>()
  authorization: string | undefined
  /** Bytes of a request that are taken at once. */
  contentBytes = 100_000_000
  /** Answers to items by number of request, before anything else is asked. */
  trouble: ((requests: number, item: number) => Item | undefined) | undefined
  requests = 0

  constructor(readonly receiver: Receiver) {
    receiver.answering = (taken, res) => {
      this.requests += 1
      const [status, reply] = this.hear(taken)
      res.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(reply))
      return false
    }
  }

  static async start(): Promise<FakeSearchEngine> {
    return new FakeSearchEngine(await Receiver.start())
  }

  private hear({ headers, path, body }: Taken): [number, object] {
    if (this.authorization && headers.authorization !== this.authorization)
      return [401, { error: { type: 'security_exception', reason: 'canary-reason' }, status: 401 }]
    if (!path.startsWith('/_bulk')) return [404, { error: 'no handler found' }]
    if (body.length > this.contentBytes) return [413, {}]
    if (headers['content-type'] !== 'application/x-ndjson' || !body.toString().endsWith('\n'))
      return [400, { error: { type: 'illegal_argument_exception' } }]
    const lines = body.toString().trimEnd().split('\n')
    const items: { create: Item }[] = []
    for (let at = 0; at < lines.length; at += 2) {
      const [action, source] = [JSON.parse(lines[at] ?? ''), JSON.parse(lines[at + 1] ?? '')]
      items.push({ create: this.create(action.create, source, at / 2) })
    }
    return [200, { took: 3, errors: items.some(({ create }) => create.error), items }]
  }

  private create(
    { _index: index, _id: id }: Record<string, string>,
    source: Stored['source'],
    at: number,
  ): Item {
    const given = this.trouble?.(this.requests, at)
    if (given) return given
    const wrong = (status: number, type: string) => ({
      status,
      error: { type, reason: `canary of ${id}` },
    })
    if (!index || /[A-Z\s"*\\<|,>/?#:]/.test(index) || /^[-_+]/.test(index))
      return wrong(400, 'invalid_index_name_exception')
    if (!id || Buffer.byteLength(id) > 512) return wrong(400, 'illegal_argument_exception')
    if (this.documents.has(id)) return wrong(409, 'version_conflict_engine_exception')
    if (typeof source['@timestamp'] !== 'string' || Number.isNaN(Date.parse(source['@timestamp'])))
      return wrong(400, 'mapper_parsing_exception')
    if ('unixTime' in source && typeof source.unixTime !== 'number')
      return wrong(400, 'mapper_parsing_exception')
    this.documents.set(id, { index, source })
    return { status: 201 }
  }
}
