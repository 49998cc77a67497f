// One host of the stream ledger: asks any instance for work, answers with rows that name it, and keeps
// an answer until osquery's own rule would let go of it. Counts how often it was asked what.
import { setTimeout as delay } from 'node:timers/promises'
import { isObject, judge, judgeEnrolment } from '@/cli/simulate/acceptance'
import { openTransport, type Transport } from '@/cli/simulate/transport'

type HostOptions = {
  urls: string[]
  secret: string
  name: string
  random: () => number
}

const pauseMs = { least: 40, most: 260 }
const rowsMost = 3
/** In calm an answer is taken at once; what takes longer is lost, and the ledger says so. */
const calmMs = 60_000
const isCampaign = (delivery: string) => /^c\d+_/.test(delivery)

export class AnsweringHost {
  /** By delivery, how often it was read. */
  readonly asked = new Map<string, number>()
  readonly acked = new Set<string>()
  readonly #options: HostOptions
  readonly #instances: Transport[]
  readonly #answers = new Map<string, { mark: string }[]>()
  #key = ''

  constructor(options: HostOptions) {
    this.#options = options
    this.#instances = options.urls.map((baseUrl) => openTransport({ baseUrl }))
  }

  /** Answers that nobody has taken yet. */
  get waiting(): number {
    return this.#answers.size
  }

  async enrol(): Promise<void> {
    const { name, secret } = this.#options
    const info = { version: '5.23.1', uuid: crypto.randomUUID(), instance_id: crypto.randomUUID() }
    const reply = await this.#post('enroll', {
      enroll_secret: secret,
      host_identifier: name,
      platform_type: '9',
      host_details: { osquery_info: info, system_info: { hostname: name, uuid: info.uuid } },
    })
    const key = judgeEnrolment(reply)
    if (!key) throw new Error(`${name} could not enrol: ${reply}`)
    this.#key = key
  }

  /** Reads and answers until `stopped`, and after it until nothing waits, for a minute at most. */
  async live(stopped: AbortSignal): Promise<void> {
    const { random } = this.#options
    let deadline = Number.POSITIVE_INFINITY
    while ((!stopped.aborted || this.waiting > 0) && Date.now() < deadline) {
      if (stopped.aborted) deadline = Math.min(deadline, Date.now() + calmMs)
      await this.#round(stopped.aborted).catch(() => undefined)
      await delay(pauseMs.least + random() * (pauseMs.most - pauseMs.least))
    }
    for (const instance of this.#instances) instance.close()
  }

  async #round(leaving: boolean): Promise<void> {
    const read = leaving ? undefined : judge(await this.#post('distributed/read', {}))
    const queries =
      read?.kind === 'accepted' && isObject(read.reply.queries) ? read.reply.queries : {}
    for (const delivery of Object.keys(queries)) this.#run(delivery)
    if (this.waiting === 0) return
    const sent = [...this.#answers]
    const reply = await this.#post('distributed/write', {
      queries: Object.fromEntries(sent),
      statuses: Object.fromEntries(sent.map(([delivery]) => [delivery, 0])),
    })
    if (judge(reply).kind !== 'accepted') return
    for (const [delivery] of sent) {
      this.#answers.delete(delivery)
      if (isCampaign(delivery)) this.acked.add(delivery)
    }
  }

  #run(delivery: string): void {
    if (!isCampaign(delivery)) {
      this.#answers.set(delivery, [])
      return
    }
    const times = (this.asked.get(delivery) ?? 0) + 1
    this.asked.set(delivery, times)
    const rows = 1 + Math.floor(this.#options.random() * rowsMost)
    const marks = Array.from({ length: rows }, (_, at) => ({ mark: `${delivery}/${times}/${at}` }))
    this.#answers.set(delivery, marks)
  }

  #post(path: string, body: object): Promise<string> {
    const at = Math.floor(this.#options.random() * this.#instances.length)
    const key = this.#key === '' ? {} : { node_key: this.#key }
    const sent = JSON.stringify({ ...body, ...key })
    const instance = this.#instances[at]
    if (!instance) throw new Error('no instance to ask')
    return instance.post({ path: `/api/osquery/${path}`, body: sent, version: '5.23.1' })
  }
}
