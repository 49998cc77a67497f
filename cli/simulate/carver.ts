// The carver of one agent: a query on `carves` with `carve = 1` and a path schedules an archive, a scan
// sends what is pending, one at a time, block after block. A block's reply says nothing to it.
import { createHash } from 'node:crypto'
import type { Clock } from './clock'
import type { Cells } from './executor'
import type { Flags } from './flags'
import type { Machine } from './machine'
import { uuid } from './random'
import type { Session } from './session'
import { tarOf } from './tar'
import type { Transport } from './transport'
import { atLeast } from './versions'

interface CarverOptions {
  machine: Machine
  session: Session
  flags: Flags
  transport: Transport
  clock: Clock
  signal: AbortSignal
}

interface Pending {
  guid: string
  requestId: string
  paths: string[]
  status: 'SCHEDULED' | 'STARTING' | 'PENDING' | 'SUCCESS' | 'DATA POST FAILED'
  size: number
  sha256: string
  at: number
}

/** A real agent looks every minute; one that is asked more often here is quicker at this too. */
const scanSeconds = 60

const literal = "'((?:[^']|'')*)'"
const unquoted = (text: string) => text.replaceAll("''", "'")

/** Texts that `path` is compared with, by the kind of comparison. */
function pathsIn(sql: string): { equal: string[]; like: string[] } {
  const all = (pattern: string) =>
    [...sql.matchAll(new RegExp(pattern, 'gi'))].map(([, text]) => text ?? '')
  const lists = all(`\\bpath\\s+in\\s*\\(((?:\\s*${literal}\\s*,?)+)\\)`)
  const listed = lists.flatMap((list) =>
    [...list.matchAll(new RegExp(literal, 'g'))].map(([, text]) => text ?? ''),
  )
  const equal = [...all(`\\bpath\\s*==?\\s*${literal}`), ...listed]
  const like = all(`\\bpath\\s+like\\s+${literal}`)
  return { equal: equal.map(unquoted), like: like.map(unquoted) }
}

function matches(pattern: string, path: string): boolean {
  const escaped = pattern.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
  return new RegExp(`^${escaped.replaceAll('%%', '%').replaceAll('%', '.*')}$`).test(path)
}

/** Readable bytes, always the same of one path on one computer, as many as the file table says. */
function contentOf(machine: Machine, path: string, size: number): Buffer {
  const lines: string[] = []
  for (let at = 0, n = 0; at < size; n += 1) {
    const line = `${path} on ${machine.hostname}, line ${n + 1}: ${uuid(machine.key, path, n)}\n`
    lines.push(line)
    at += line.length
  }
  return Buffer.from(lines.join('')).subarray(0, size)
}

export class Carver {
  readonly #options: CarverOptions
  readonly #carves: Pending[] = []

  constructor(options: CarverOptions) {
    this.#options = options
  }

  get scanSeconds(): number {
    return Math.min(scanSeconds, 2 * Math.max(1, this.#options.flags.values.distributed_interval))
  }

  /** Schedules what a statement asks to carve; to be called before it runs, so that it sees the rows. */
  hear(sql: string): void {
    const asks = /\bcarves\b/i.test(sql) && /\bcarve\s*==?\s*1\b/i.test(sql)
    if (!asks || this.#options.flags.values.disable_carver) return
    const { machine, clock } = this.#options
    const nowSeconds = Math.floor(clock.now() / 1000)
    const known = machine.rows('file', nowSeconds).map(({ path }) => String(path))
    const { equal, like } = pathsIn(sql)
    const wanted = [
      ...equal.map((path) => known.filter((each) => each === path)),
      ...like.map((pattern) => known.filter((each) => matches(pattern, each))),
    ]
    for (const paths of wanted) if (paths.length > 0) this.#schedule(paths, nowSeconds)
  }

  rows(): Cells[] {
    return this.#carves.map(({ guid, requestId, paths, status, size, sha256, at }) => ({
      time: at,
      sha256,
      size,
      path: paths.join(','),
      status,
      carve_guid: guid,
      request_id: requestId,
      carve: 1,
    }))
  }

  /** Sends everything that is pending. */
  async scan(): Promise<void> {
    const { signal } = this.#options
    for (const carve of this.#carves) {
      if (signal.aborted) return
      if (carve.status === 'SCHEDULED') await this.#send(carve)
    }
  }

  #schedule(paths: string[], at: number): void {
    const { machine } = this.#options
    const number = this.#carves.length
    const guid = uuid(machine.key, 'carve', at, number)
    const requestId = uuid(machine.key, 'request', at, number)
    this.#carves.push({ guid, requestId, paths, status: 'SCHEDULED', size: -1, sha256: '', at })
  }

  #archive({ paths }: Pending): Buffer {
    const { machine, clock } = this.#options
    const nowSeconds = Math.floor(clock.now() / 1000)
    const rows = new Map(machine.rows('file', nowSeconds).map((row) => [row.path, row]))
    const files = paths.map((path) => {
      const size = Number(rows.get(path)?.size ?? 0)
      const name = path
        .replace(/^([A-Za-z]):/, '$1')
        .replaceAll('\\', '/')
        .replace(/^\//, '')
      return { name, bytes: contentOf(machine, path, size), modifiedAt: nowSeconds }
    })
    return tarOf(files)
  }

  async #send(carve: Pending): Promise<void> {
    const { session, flags, machine } = this.#options
    const { carver_block_size: blockSize, carver_start_endpoint: path } = flags.values
    const archive = this.#archive(carve)
    const sha256 = createHash('sha256').update(archive).digest('hex')
    Object.assign(carve, { status: 'PENDING', size: archive.length, sha256 })
    const blocks = Math.ceil(archive.length / blockSize)
    const fields =
      `"block_count":${blocks},"block_size":${blockSize},"carve_size":${archive.length},` +
      `"carve_id":${JSON.stringify(carve.guid)},"request_id":${JSON.stringify(carve.requestId)}`
    const begun = await session.call(path, fields, atLeast(machine.version, '5.22.0') ? 3 : 1)
    const id = begun.ok ? begun.reply.session_id : undefined
    const sent = typeof id === 'string' && id !== '' && (await this.#blocks(carve, id, archive))
    carve.status = sent ? 'SUCCESS' : 'DATA POST FAILED'
  }

  /** Older agents pass over a block that fails; newer ones try thrice and give up. */
  async #blocks(carve: Pending, session_id: string, archive: Buffer): Promise<boolean> {
    const { flags, machine, signal } = this.#options
    const size = flags.values.carver_block_size
    for (let block_id = 0; block_id * size < archive.length; block_id += 1) {
      if (signal.aborted) return false
      const data = archive.subarray(block_id * size, (block_id + 1) * size).toString('base64')
      const block = { block_id, session_id, request_id: carve.requestId, data }
      const taken = await this.#post(JSON.stringify(block))
      if (!taken && atLeast(machine.version, '5.22.0')) return false
    }
    return true
  }

  async #post(body: string): Promise<boolean> {
    const { transport, session, flags, machine, clock, signal } = this.#options
    const { carver_continue_endpoint: path } = flags.values
    const attempts = atLeast(machine.version, '5.22.0') ? 3 : 1
    for (let i = 1; i <= attempts && !signal.aborted; i += 1) {
      try {
        const { version } = machine
        const reply = await transport.post({ path, body, version, nodeKey: session.nodeKey })
        if (reply !== '') JSON.parse(reply)
        return true
      } catch {
        if (i < attempts) await clock.sleep(i * i * 1000, signal)
      }
    }
    return false
  }
}
