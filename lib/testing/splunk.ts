// What Splunk's event collector checks of what it is sent, after its manual: path, token, channel, the
// shape of every event, its size; with acknowledgement, indexing that is done a while later.
import type { ServerResponse } from 'node:http'
import { Receiver, type Taken } from '@/lib/testing/receiver'

export type SplunkEvent = {
  time: number
  host: string
  index?: string
  source: string
  event: object
}

type Settings = { token: string; acks?: boolean; indexes?: string[]; eventBytes?: number }

export class FakeSplunk {
  readonly events: SplunkEvent[] = []
  busy = false
  /** How many questions about an acknowledgement are answered with no. */
  slowness = 0
  private ids = 0

  constructor(
    readonly receiver: Receiver,
    private readonly settings: Settings,
  ) {
    receiver.answering = (taken, res) => this.hear(taken, res)
  }

  static async start(settings: Settings): Promise<FakeSplunk> {
    return new FakeSplunk(await Receiver.start(), settings)
  }

  private hear(taken: Taken, res: ServerResponse): false {
    const say = (status: number, reply: object) => {
      res.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(reply))
      return false as const
    }
    const { authorization } = taken.headers
    const channel = taken.headers['x-splunk-request-channel']
    if (!authorization?.startsWith('Splunk '))
      return say(401, { text: 'Token is required', code: 2 })
    if (authorization !== `Splunk ${this.settings.token}`)
      return say(403, { text: 'Invalid token', code: 4 })
    if (this.busy) return say(503, { text: 'Server is busy', code: 9 })
    if (taken.path === '/services/collector/ack') return this.acks(taken, say)
    if (taken.path !== '/services/collector/event')
      return say(404, { text: 'Not found', code: 404 })
    if (this.settings.acks && !channel)
      return say(400, { text: 'Data channel is missing', code: 10 })
    return this.index(taken, say)
  }

  private index(taken: Taken, say: (status: number, reply: object) => false): false {
    const parsed: SplunkEvent[] = []
    for (const [at, text] of taken.body.toString().split('\n').entries()) {
      const event = asEvent(text)
      const wrong = { text: 'Invalid data format', code: 6, 'invalid-event-number': at }
      if (!event || text.length > (this.settings.eventBytes ?? 1e6)) return say(400, wrong)
      const { indexes } = this.settings
      if (event.index !== undefined && indexes && !indexes.includes(event.index))
        return say(400, { text: 'Incorrect index', code: 7, 'invalid-event-number': at })
      parsed.push(event)
    }
    this.events.push(...parsed)
    const ack = this.settings.acks ? { ackId: this.ids++ } : {}
    return say(200, { text: 'Success', code: 0, ...ack })
  }

  private acks({ body }: Taken, say: (status: number, reply: object) => false): false {
    if (!this.settings.acks) return say(400, { text: 'ACK is disabled', code: 14 })
    const asked: { acks: number[] } = JSON.parse(body.toString())
    const isDone = this.slowness-- <= 0
    return say(200, { acks: Object.fromEntries(asked.acks.map((id) => [id, isDone])) })
  }
}

function asEvent(text: string): SplunkEvent | undefined {
  try {
    const { time, host, source, event, ...rest } = JSON.parse(text)
    const isWhole =
      typeof time === 'number' && typeof host === 'string' && typeof source === 'string'
    return isWhole && typeof event === 'object' ? { time, host, source, event, ...rest } : undefined
  } catch {
    return undefined
  }
}
