// Hosts for the tests: the simulator as a program of its own, and single agents that say what they
// are told to, hostile things included.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Place, root } from './server'

export type Fleet = {
  /** Types a line into the simulator, as `offline 3`; resolves to what it replies. */
  tell: (line: string) => Promise<string>
  stop: () => Promise<void>
}

const patienceMs = 20_000

/** Asks until there is an answer. The tests' own condition to wait on, outside the browser. */
async function until<T>(ask: () => T | undefined | Promise<T | undefined>): Promise<T> {
  const deadline = Date.now() + patienceMs
  while (Date.now() < deadline) {
    const answer = await ask()
    if (answer !== undefined) return answer
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  throw new Error('What was waited for did not come')
}

/** `more` are further arguments of the simulator, such as `--hurry 30`. */
export function startFleet(
  place: Place,
  hosts: number,
  prefix: string,
  more: string[] = [],
): Fleet {
  const args = ['--hosts', String(hosts), '--url', place.url, '--prefix', prefix]
  const secret = ['--secret-file', join(place.dataDir, 'simulator.secret')]
  const child = spawn(
    process.execPath,
    ['scripts/run.mjs', 'cli/simulate.ts', ...args, ...secret, '--interval', '2', ...more],
    { cwd: root, stdio: ['pipe', 'pipe', 'inherit'] },
  )
  let printed = ''
  child.stdout.on('data', (part) => {
    printed += part
  })
  return {
    tell: async (line) => {
      const before = printed.length
      child.stdin.write(`${line}\n`)
      // Beside replies it prints a line of counts every few seconds.
      const isReply = (text: string) => text !== '' && !/^(enrolled|\d+ hosts) /.test(text)
      return until(() => printed.slice(before).split('\n').slice(0, -1).find(isReply))
    },
    stop: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return
      const gone = once(child, 'exit')
      child.kill('SIGTERM')
      await gone
    },
  }
}

export type Row = Record<string, string>
export type Answer = { rows: Row[]; status?: number; message?: string }

/** One agent by hand: it enrols, and answers live queries when it is told to. */
export class HandAgent {
  readonly asked = new Map<string, number>()
  private nodeKey = ''

  constructor(
    private readonly place: Place,
    private readonly hostname: string,
    private readonly uuid: string,
    /** What a clone carries along, and what its machine says of itself. */
    private readonly machine: { instance_id?: string; hardware_serial?: string } = {},
  ) {}

  /** With the secret given, or with the one that lies ready for the simulator. */
  async enroll(given?: string): Promise<void> {
    const ready = () => readFileSync(join(this.place.dataDir, 'simulator.secret'), 'utf8').trim()
    const secret = given ?? ready()
    const reply = await this.send('enroll', {
      enroll_secret: secret,
      host_identifier: this.uuid,
      platform_type: '9',
      host_details: {
        os_version: { name: 'Debian GNU/Linux', version: '13', platform: 'debian', major: '13' },
        osquery_info: {
          ...{ version: '5.23.0', uuid: this.uuid },
          instance_id: this.machine.instance_id ?? '',
        },
        system_info: {
          ...{ uuid: this.uuid, hostname: this.hostname, computer_name: this.hostname },
          hardware_serial: this.machine.hardware_serial ?? '',
        },
        platform_info: { vendor: 'x' },
      },
    })
    this.nodeKey = String(reply.node_key)
  }

  /** Asks for work once and answers what `answer` knows by its SQL; resolves to how many it answered. */
  async answerOnce(answer: (sql: string) => Answer | undefined): Promise<number> {
    const known = (await this.read()).flatMap(([id, sql]) => {
      const said = answer(sql)
      return said ? [{ id, ...said }] : []
    })
    if (known.length > 0) await this.write(known)
    return known.length
  }

  /** What it is asked now, by id. Counts in `asked` how often each was handed out. */
  async read(): Promise<[id: string, sql: string][]> {
    const work = await this.send('distributed/read', { node_key: this.nodeKey })
    const given = Object.entries(work.queries ?? {})
    for (const [id] of given) this.asked.set(id, (this.asked.get(id) ?? 0) + 1)
    return given
  }

  /** Sends these answers once. Rejects when they were not taken: a real agent would keep them. */
  async write(known: ({ id: string } & Answer)[]): Promise<void> {
    await this.send('distributed/write', {
      node_key: this.nodeKey,
      queries: Object.fromEntries(known.map(({ id, rows }) => [id, rows])),
      statuses: Object.fromEntries(known.map(({ id, status = 0 }) => [id, status])),
      messages: Object.fromEntries(known.map(({ id, message = '' }) => [id, message])),
    })
  }

  /** Takes its configuration: from then on the names in it are known to be its own. */
  async configure(): Promise<void> {
    await this.send('config', { node_key: this.nodeKey })
  }

  /** Hands in result lines of its schedule as an agent would, all at once. */
  async report(lines: readonly object[]): Promise<void> {
    const said = { hostIdentifier: this.uuid, epoch: 0, numerics: false }
    const data = lines.map((line) => ({
      ...said,
      unixTime: Math.floor(Date.now() / 1000),
      ...line,
    }))
    await this.send('log', { node_key: this.nodeKey, log_type: 'result', data })
  }

  private async send(path: string, body: object): Promise<AgentReply> {
    const reply = await fetch(`${this.place.url}/api/osquery/${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
    const said: AgentReply = await reply.json()
    if (!reply.ok || said.error) throw new Error(`${path}: ${reply.status} ${said.error}`)
    return said
  }
}

type AgentReply = { node_key?: string; error?: string; queries?: Record<string, string> }
