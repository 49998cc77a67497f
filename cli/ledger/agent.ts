// One agent of the ledger: writes uniquely numbered lines, counts a line as acknowledged only when
// osquery's own rule would delete it, keeps and resends the rest in osquery's order.
import { setTimeout as delay } from 'node:timers/promises'
import { judge, judgeEnrolment } from '@/cli/simulate/acceptance'
import { type Line, LogBuffer } from '@/cli/simulate/log-buffer'
import { openTransport, type Transport } from '@/cli/simulate/transport'

const linesMax = 1_024
const backOffMaxMs = 1_000
const backlogMax = 5_000

type LedgerAgentOptions = {
  url: string
  secret: string
  name: string
  random: () => number
}

export class LedgerAgent {
  readonly sent = new Set<string>()
  readonly acked = new Set<string>()
  refusals = 0
  /** Requests that brought no reply at all, or an empty one. */
  unanswered = 0
  readonly #buffer = new LogBuffer()
  readonly #transport: Transport
  readonly #options: LedgerAgentOptions
  readonly #ids = new Map<Line, string>()
  #key = ''
  #next = 0
  #failures = 0

  constructor(options: LedgerAgentOptions) {
    this.#options = options
    this.#transport = openTransport({ baseUrl: options.url })
  }

  get waiting(): number {
    return this.#buffer.size
  }

  async #post(path: string, body: object): Promise<string> {
    const nodeKey = this.#key === '' ? {} : { nodeKey: this.#key }
    return this.#transport.post({ path, body: JSON.stringify(body), version: '5.23.1', ...nodeKey })
  }

  async enrol(): Promise<void> {
    const { name, secret } = this.#options
    const info = { version: '5.23.1', uuid: crypto.randomUUID(), instance_id: crypto.randomUUID() }
    const body = {
      enroll_secret: secret,
      host_identifier: name,
      platform_type: '9',
      host_details: { osquery_info: info, system_info: { hostname: name, uuid: info.uuid } },
    }
    const key = judgeEnrolment(await this.#post('/api/osquery/enroll', body))
    if (!key) throw new Error(`${name} could not enrol`)
    this.#key = key
  }

  /** Writes and sends until `stopped`, then sends what is left, for at most `calmMs`. */
  async live(stopped: AbortSignal, calmMs: number): Promise<void> {
    while (!stopped.aborted) {
      if (this.#buffer.size < backlogMax) this.#write(1 + Math.floor(this.#options.random() * 40))
      await this.#flush()
      await delay(5 + this.#options.random() * 30)
    }
    const deadline = Date.now() + calmMs
    while (this.#buffer.size > 0 && Date.now() < deadline) await this.#flush()
    this.#transport.close()
  }

  #write(count: number): void {
    const unixTime = Math.floor(Date.now() / 1_000)
    for (let n = 0; n < count; n++) {
      const id = `${this.#options.name}/${this.#next}`
      const line = {
        name: 'pack/ledger/lines',
        hostIdentifier: this.#options.name,
        calendarTime: '',
        unixTime,
        epoch: 0,
        counter: 0,
        numerics: false,
        columns: { id },
        action: 'added',
      }
      this.#next += 1
      this.#buffer.append('result', JSON.stringify(line), unixTime)
    }
  }

  async #flush(): Promise<void> {
    const lines = this.#buffer.scan(linesMax).result
    if (lines.length === 0) return
    for (const line of lines) this.sent.add(this.#idOf(line))
    if (await this.#isAccepted(lines)) {
      this.#failures = 0
      this.#buffer.remove('result', lines)
      for (const line of lines) {
        this.acked.add(this.#idOf(line))
        this.#ids.delete(line)
      }
      return
    }
    this.refusals += 1
    this.#failures += 1
    await delay(Math.min(40 * this.#failures ** 2, backOffMaxMs))
  }

  async #isAccepted(lines: Line[]): Promise<boolean> {
    const data = lines.map((line) => JSON.parse(line.text))
    try {
      const reply = await this.#post('/api/osquery/log', {
        data,
        log_type: 'result',
        node_key: this.#key,
      })
      if (reply === '') this.unanswered += 1
      const verdict = judge(reply)
      if (verdict.kind === 'invalid_key') throw new InvalidKeyError(verdict.reason)
      return verdict.kind === 'accepted'
    } catch (error) {
      if (error instanceof InvalidKeyError) throw error
      this.unanswered += 1
      return false
    }
  }

  #idOf(line: Line): string {
    const known = this.#ids.get(line)
    if (known) return known
    const id: string = JSON.parse(line.text).columns.id
    this.#ids.set(line, id)
    return id
  }
}

/** A server that forgets a key during an outage makes the whole fleet enrol anew. */
class InvalidKeyError extends Error {}
