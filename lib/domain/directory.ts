// What the agents' hot path needs of each host, in memory by hash of its node key: loaded lazily and
// together, dropped when the bus says so. "Unknown" is only ever the database's own word (S6).
import { hash } from 'node:crypto'
import { onWake, wake } from '@/lib/bus/bus'
import { partKey } from '@/lib/domain/host-parting'
import { callsPerSecond, forgetSeen, recordCall, type Seen, seenOf } from '@/lib/domain/seen'
import { pinned } from '@/lib/global'
import { updateKeyKept } from '@/lib/store/hosts-enrolment'
import { findKnownHosts, type KnownHostRow } from '@/lib/store/node-keys'
import { AppError } from '@/lib/wire/errors'
import { type Platform, platformName } from '@/lib/wire/platforms'

const unknownForMs = 1_000
const unknownKept = 20_000
const lookupKeys = 500
const sweepMs = 600_000
const silentMs = 86_400_000

export type KnownHost = {
  readonly id: number
  readonly key_id: number
  readonly team_id: number | null
  readonly platform: Platform
  readonly os_name: string
  readonly hostname: string
  /** What it called itself when it enrolled; log lines claim it again. */
  readonly host_identifier: string
  readonly osquery_version: string
  /** Sorted ids of the labels it is a member of; one array for all hosts with the same set. */
  readonly labels: readonly number[]
  readonly labels_version: number
  readonly labels_evaluated_at_ms: number
  readonly detail_updated_at_ms: number
  readonly refetch: boolean
  /** Hashes of the configurations served to it in the last 30 days, latest first. */
  readonly renderings: readonly string[]
  readonly rendering_hash: string | null
  readonly config_served_at_ms: number
  readonly logger_max_lines: number | null
  /** When the key ends, because another was issued for the same identity; else infinite. */
  readonly ends_at_ms: number
  /** An older key of the same record is in use too: another machine has it. */
  readonly shared: boolean
  readonly seen_at_ms: number
  readonly rhythm_seconds: number
}

class Entry implements KnownHost {
  readonly id: number
  readonly key_id: number
  readonly team_id: number | null
  readonly platform: Platform
  readonly os_name: string
  readonly hostname: string
  readonly host_identifier: string
  readonly osquery_version: string
  readonly labels: readonly number[]
  readonly labels_version: number
  readonly labels_evaluated_at_ms: number
  readonly detail_updated_at_ms: number
  readonly refetch: boolean
  readonly renderings: readonly string[]
  readonly rendering_hash: string | null
  readonly config_served_at_ms: number
  readonly logger_max_lines: number | null
  readonly ends_at_ms: number
  readonly shared: boolean
  readonly seen: Seen

  constructor(row: KnownHostRow, all: State, nowMs: number) {
    this.id = row.id
    this.key_id = row.key_id
    this.team_id = row.team_id
    this.platform = platformName(row.platform)
    this.os_name = intern(all, row.os_name)
    this.hostname = row.hostname
    const same = row.host_identifier === row.hostname
    this.host_identifier = same ? this.hostname : row.host_identifier
    this.osquery_version = intern(all, row.osquery_version)
    this.labels = internList(all, row.labels)
    this.labels_version = row.labels_version
    this.labels_evaluated_at_ms = row.labels_evaluated_at_ms
    this.detail_updated_at_ms = row.detail_updated_at_ms
    this.refetch = row.refetch
    this.renderings = internList(all, row.renderings)
    this.rendering_hash = row.rendering_hash === null ? null : intern(all, row.rendering_hash)
    this.config_served_at_ms = row.config_served_at_ms
    this.logger_max_lines = row.logger_max_lines
    this.ends_at_ms =
      row.valid_for_ms === null ? Number.POSITIVE_INFINITY : nowMs + row.valid_for_ms
    this.shared = row.shared
    const at_ms = row.seen_ago_ms === null ? 0 : nowMs - row.seen_ago_ms
    this.seen = seenOf(row.id, { at_ms, rhythm_seconds: row.rhythm_seconds })
  }

  get seen_at_ms(): number {
    return this.seen.at_ms
  }

  get rhythm_seconds(): number {
    return this.seen.rhythm_seconds
  }
}

type Waiting = { resolve: (host: Entry | null) => void; reject: (error: unknown) => void }

type State = {
  keys: Map<string, Entry>
  /** The key hashes under which a host is held: nearly always one. */
  hosts: Map<number, string | string[]>
  unknown: Map<string, number>
  asked: Map<string, Waiting[]>
  /** Hosts forgotten while a lookup was under way: what it read of them is not kept. */
  stale: Set<number>
  allStale: boolean
  looking: boolean
  texts: Map<string, string>
  lists: Map<string, readonly (number | string)[]>
}

function directory(): State {
  return pinned<State>('domain.directory', () => {
    onWake('hosts:*', (topic) => forgetHost(Number(topic.slice('hosts:'.length))))
    onWake('hosts', forgetAll)
    return {
      keys: new Map(),
      hosts: new Map(),
      unknown: new Map(),
      asked: new Map(),
      stale: new Set(),
      allStale: false,
      looking: false,
      texts: new Map(),
      lists: new Map(),
    }
  })
}

function intern(all: State, text: string): string {
  const known = all.texts.get(text)
  if (known !== undefined) return known
  all.texts.set(text, text)
  return text
}

function internList<T extends number | string>(all: State, list: T[]): readonly T[] {
  const name = `${typeof list[0]} ${list.join(' ')}`
  const known = all.lists.get(name)
  if (known) return known as readonly T[]
  all.lists.set(name, list)
  return list
}

/** The form in which node keys are stored and looked up. */
export function keyHash(nodeKey: string): string {
  return hash('sha256', nodeKey, 'base64')
}

/** The host of that key when memory holds it: no promise, no database. */
export function rememberedHost(nodeKey: string, nowMs: number): KnownHost | undefined {
  const entry = directory().keys.get(keyHash(nodeKey))
  return entry && entry.ends_at_ms > nowMs ? entry : undefined
}

/**
 * The host of that key, or null when the database said that the key is unknown, revoked or ended.
 * Throws `unavailable` when the database cannot say.
 */
export async function knownHost(nodeKey: string, nowMs = Date.now()): Promise<KnownHost | null> {
  const all = directory()
  const name = keyHash(nodeKey)
  const entry = all.keys.get(name)
  if (entry && entry.ends_at_ms > nowMs) return entry
  const unknownUntil = all.unknown.get(name)
  if (unknownUntil !== undefined && unknownUntil > nowMs) return null
  return new Promise<Entry | null>((resolve, reject) => {
    const waiting = all.asked.get(name)
    if (waiting) waiting.push({ resolve, reject })
    else all.asked.set(name, [{ resolve, reject }])
    if (!all.looking) void lookUp(all)
  })
}

/** Looks up everything asked for until nothing is left; what arrives meanwhile goes together. */
async function lookUp(all: State): Promise<void> {
  all.looking = true
  await Promise.resolve()
  while (all.asked.size > 0) {
    const batch = [...all.asked].slice(0, lookupKeys)
    for (const [name] of batch) all.asked.delete(name)
    await lookUpBatch(all, batch)
  }
  all.looking = false
}

async function lookUpBatch(all: State, batch: [string, Waiting[]][]): Promise<void> {
  all.stale.clear()
  all.allStale = false
  try {
    const rows = await findKnownHosts(batch.map(([name]) => Buffer.from(name, 'base64')))
    const nowMs = Date.now()
    const found = new Map(rows.map((row) => [row.key_hash.toString('base64'), row]))
    for (const [name, waiting] of batch) {
      const row = found.get(name)
      const entry = row ? new Entry(row, all, nowMs) : null
      const stale = all.allStale || (entry !== null && all.stale.has(entry.id))
      if (!stale) remember(all, name, entry, nowMs)
      for (const { resolve } of waiting) resolve(entry)
    }
  } catch (cause) {
    const error = new AppError('unavailable', 'The database is not available', { cause })
    for (const [, waiting] of batch) for (const { reject } of waiting) reject(error)
  }
}

function remember(all: State, name: string, entry: Entry | null, nowMs: number): void {
  if (!entry) {
    all.keys.delete(name)
    if (all.unknown.size >= unknownKept) all.unknown.clear()
    all.unknown.set(name, nowMs + unknownForMs)
    return
  }
  all.keys.set(name, entry)
  const names = all.hosts.get(entry.id)
  if (names === undefined) all.hosts.set(entry.id, name)
  else if (typeof names === 'string') {
    if (names !== name) all.hosts.set(entry.id, [names, name])
  } else if (!names.includes(name)) names.push(name)
}

/** Drops what memory holds of a host; its next request reads the database. */
export function forgetHost(id: number): void {
  const all = directory()
  if (all.looking) all.stale.add(id)
  const names = all.hosts.get(id)
  if (names === undefined) return
  all.hosts.delete(id)
  for (const name of typeof names === 'string' ? [names] : names) all.keys.delete(name)
}

/** Drops everything, unknown keys included. */
export function forgetAll(): void {
  const all = directory()
  all.allStale = true
  all.keys.clear()
  all.hosts.clear()
  all.unknown.clear()
  all.texts.clear()
  all.lists.clear()
}

/** Listens for invalidations even before the first agent calls, and forgets the silent. Idempotent. */
export function startDirectory(): void {
  directory()
  pinned('domain.directory.sweep', () =>
    setInterval(() => forgetSilent(Date.now()), sweepMs).unref(),
  )
}

/** Drops hosts that have been silent for a day, so that memory follows the living fleet. */
function forgetSilent(nowMs: number): void {
  for (const entry of directory().keys.values()) {
    if (nowMs - entry.seen_at_ms < silentMs) continue
    forgetHost(entry.id)
    forgetSeen(entry.id)
  }
}

/**
 * A key that was superseded and is still in use belongs to a second living machine with the same
 * identity (a clone that enrolled beside it): it must not end.
 */
async function keepKey(host: KnownHost): Promise<void> {
  if (await updateKeyKept(host.key_id)) wake(`hosts:${host.id}`)
}

/** Notes that a host called: kept in memory, written every few seconds. */
export function touch(host: KnownHost, nowMs: number, address: string, read = false): void {
  if (host.ends_at_ms !== Number.POSITIVE_INFINITY) keepKey(host).catch(() => {})
  else if (host.shared) partKey(host, address).catch(() => {})
  const seen = seenOf(host.id, { at_ms: host.seen_at_ms, rhythm_seconds: host.rhythm_seconds })
  recordCall(seen, { nowMs, address, keyId: host.key_id, read })
}

export function checkInsPerSecond(nowMs = Date.now()): number {
  return callsPerSecond(nowMs)
}
