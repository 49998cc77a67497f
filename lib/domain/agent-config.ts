// The configuration endpoint: which bytes a host gets, and the record that it got them. A fault never
// becomes an empty schedule: the last good bytes are served for five minutes, then the agent is refused.
import { wake } from '@/lib/bus/bus'
import {
  type Configuration,
  currentConfiguration,
  heldConfiguration,
} from '@/lib/domain/configuration'
import { type Rendering, withEtag } from '@/lib/domain/rendering'
import type { TargetingHost } from '@/lib/domain/targeting'
import { pinned } from '@/lib/global'
import { appendServed, type Served } from '@/lib/store/configuration'

const lastGoodMs = 5 * 60_000

/** What the directory knows of a host and this endpoint asks of it. */
export type ServedHost = TargetingHost & {
  rendering_hash: string | null
  logger_max_lines: number | null
}

type Given = {
  configuration: Configuration
  rendering: Rendering
  failingSinceMs: number | null
}

type Waiting = Served & {
  rendering: Rendering
  resolve: () => void
  reject: (error: unknown) => void
}
type Recorder = {
  given: WeakMap<ServedHost, Given>
  /** Those of which it is on record which revisions they are of. */
  recorded: WeakSet<Rendering>
  waiting: Waiting[]
  writing: boolean
}

const recorder = () =>
  pinned<Recorder>('agent-config', () => ({
    given: new WeakMap(),
    recorded: new WeakSet(),
    waiting: [],
    writing: false,
  }))

/**
 * The exact JSON text for a host. With the agent's `etag` equal to what it would get, `{"etag":"ok"}`.
 * Resolves after the serving is on record; touches no database when the host has been given it before.
 * Throws `unavailable` when nothing good younger than five minutes is at hand.
 */
export async function configFor(
  host: ServedHost,
  etag?: string,
  nowMs = Date.now(),
): Promise<string> {
  const { given, recorded } = recorder()
  const before = given.get(host)
  const held = heldConfiguration()
  if (before && before.configuration === held) return reply(before.rendering, etag)
  try {
    const configuration = held ?? (await currentConfiguration())
    const rendering = configuration.renderFor(host, host.logger_max_lines)
    const last = before?.rendering.hash ?? host.rendering_hash
    // A new revision that leaves these bytes alone is on record as soon as one host has asked again.
    if (last !== rendering.hash || !recorded.has(rendering)) await record(host, rendering)
    given.set(host, { configuration, rendering, failingSinceMs: null })
    return reply(rendering, etag)
  } catch (error) {
    if (!before) throw error
    before.failingSinceMs ??= nowMs
    if (nowMs - before.failingSinceMs > lastGoodMs) throw error
    return reply(before.rendering, etag)
  }
}

function reply(rendering: Rendering, etag: string | undefined): string {
  if (etag === undefined) return rendering.body
  return etag === rendering.hash ? '{"etag":"ok"}' : withEtag(rendering)
}

/** Whether a reported hash is that of a rendering, served with or without its etag. */
export function runsRendering(rendering: Rendering, reportedHash: string): boolean {
  return (
    reportedHash === rendering.expected_config_hash || reportedHash === rendering.etag_config_hash
  )
}

/** Hosts that ask at the same time (after a change: all of them) are recorded in one transaction. */
function record(host: ServedHost, rendering: Rendering): Promise<void> {
  const state = recorder()
  state.recorded.add(rendering)
  return new Promise((resolve, reject) => {
    state.waiting.push({ host_id: host.id, rendering, resolve, reject })
    if (!state.writing) void writeWaiting(state)
  })
}

const batchMax = 500

async function writeWaiting(state: Recorder): Promise<void> {
  state.writing = true
  // One turn of the event loop gathers whoever is already there.
  await new Promise((resolve) => setImmediate(resolve))
  while (state.waiting.length > 0) {
    const batch = state.waiting.splice(0, batchMax)
    try {
      await appendServed(batch.map(({ host_id, rendering }) => ({ host_id, rendering })))
      // The directory's copy does not have the new rendering; results under its names are on their way.
      for (const { host_id, resolve } of batch) {
        wake(`hosts:${host_id}`)
        resolve()
      }
    } catch (error) {
      for (const { reject, rendering } of batch) {
        state.recorded.delete(rendering)
        reject(error)
      }
    }
  }
  state.writing = false
}
