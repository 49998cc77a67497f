// Hosts for the tests: the simulator as a program of its own, and single agents that say what they
// are told to, hostile things included.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Place, root } from './server'

export type Fleet = { stop: () => Promise<void> }

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
    { cwd: root, stdio: ['ignore', 'ignore', 'inherit'] },
  )
  return {
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
  private nodeKey = ''

  constructor(
    private readonly place: Place,
    private readonly hostname: string,
    private readonly uuid: string,
  ) {}

  async enroll(): Promise<void> {
    const secret = readFileSync(join(this.place.dataDir, 'simulator.secret'), 'utf8').trim()
    const reply = await this.send('enroll', {
      enroll_secret: secret,
      host_identifier: this.uuid,
      platform_type: '9',
      host_details: {
        os_version: { name: 'Debian GNU/Linux', version: '13', platform: 'debian', major: '13' },
        osquery_info: { version: '5.23.0', uuid: this.uuid },
        system_info: { uuid: this.uuid, hostname: this.hostname, computer_name: this.hostname },
        platform_info: { vendor: 'x' },
      },
    })
    this.nodeKey = String(reply.node_key)
  }

  /** Asks for work once and answers what `answer` knows by its SQL; resolves to how many it answered. */
  async answerOnce(answer: (sql: string) => Answer | undefined): Promise<number> {
    const work = await this.send('distributed/read', { node_key: this.nodeKey })
    const asked = Object.entries(work.queries ?? {})
    const known = asked.flatMap(([id, sql]) => {
      const said = answer(sql)
      return said ? [{ id, ...said }] : []
    })
    if (known.length === 0) return 0
    await this.send('distributed/write', {
      node_key: this.nodeKey,
      queries: Object.fromEntries(known.map(({ id, rows }) => [id, rows])),
      statuses: Object.fromEntries(known.map(({ id, status = 0 }) => [id, status])),
      messages: Object.fromEntries(known.map(({ id, message = '' }) => [id, message])),
    })
    return known.length
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
