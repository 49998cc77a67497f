// The audit trail: written in the transaction it speaks of, each entry hashed over the one before.
// Refuses nothing; whoever cannot write it cannot act either. Entries wait for one another (a lock).
import { createHash } from 'node:crypto'
import { appendActivity, type Entry, listChain, tailActivity } from '@/lib/store/activity'
import { type Tx, transaction } from '@/lib/store/db'
import { ExportedEntry, type Verification } from '@/lib/wire/activity'
import { AppError } from '@/lib/wire/errors'
import { cutText } from '@/lib/wire/osquery'
import type { Viewer } from '@/lib/wire/roles'

/** `visitor`: nobody yet, for example a failed sign-in. */
export type Actor =
  | Viewer
  | 'system'
  | 'guard rail'
  | { agent: string; host_id?: number }
  | { visitor: string; user_id?: number }

type Deed = {
  /** Verb and noun, past tense: `created_pack`, `failed_sign_in`. */
  type: string
  object_kind?: string
  object_id?: number
  object_name?: string
  /** How many hosts it touched. */
  hosts?: number
  /** Plain JSON; never a secret. */
  details?: Record<string, unknown>
  address?: string
}

const textMax = 1_000

function actorOf(actor: Actor): Pick<Entry, 'actor_kind' | 'actor_id' | 'actor_name'> {
  if (actor === 'system') return { actor_kind: 'system', actor_id: null, actor_name: 'Muster' }
  if (actor === 'guard rail') return { actor_kind: 'system', actor_id: null, actor_name: actor }
  if ('agent' in actor)
    return {
      actor_kind: 'agent',
      actor_id: actor.host_id ?? null,
      actor_name: cutText(actor.agent, textMax),
    }
  if ('visitor' in actor)
    return {
      actor_kind: 'visitor',
      actor_id: actor.user_id ?? null,
      actor_name: cutText(actor.visitor, textMax),
    }
  return {
    actor_kind: actor.via === 'token' ? 'token' : 'user',
    actor_id: actor.user_id,
    actor_name: actor.name,
  }
}

/** JSON with keys in one order, so that equal values have equal text. */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null'
  const parts = Object.entries(value)
    .filter(([, inner]) => inner !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, inner]) => `${JSON.stringify(key)}:${canonicalJson(inner)}`)
  return `{${parts.join(',')}}`
}

/** The hash of an entry over its own content and the hash before it. */
function chainHash(prevHash: Buffer, entry: Entry): Buffer {
  return createHash('sha256').update(prevHash).update(canonicalJson(entry)).digest()
}

/** A value as jsonb gives it back: no undefined, no NUL, no half of a surrogate pair. */
function storable(details: Record<string, unknown>): Record<string, unknown> {
  const clean = JSON.stringify(details, (_, value) =>
    typeof value === 'string'
      ? value.replace(/\p{Surrogate}/gu, '\ufffd').replaceAll('\0', '\ufffd')
      : value,
  )
  return JSON.parse(clean)
}

/**
 * Writes one entry in the caller's transaction, or throws `unavailable`, which undoes the act. Call it
 * last: from here to the commit every other audited act in the installation waits.
 */
export async function recordActivity(tx: Tx, actor: Actor, deed: Deed): Promise<void> {
  const token = typeof actor === 'object' && 'token_id' in actor ? { token_id: actor.token_id } : {}
  const { prev_hash, id, created_at } = await tailActivity(tx).catch(unwritten)
  const entry: Entry = {
    id,
    created_at,
    ...actorOf(actor),
    type: deed.type,
    object_kind: deed.object_kind ?? null,
    object_id: deed.object_id ?? null,
    object_name: deed.object_name === undefined ? null : cutText(deed.object_name, textMax),
    hosts: deed.hosts ?? null,
    details: storable({ ...deed.details, ...token }),
    address: deed.address || null,
  }
  await appendActivity(tx, entry, { prev_hash, hash: chainHash(prev_hash, entry) }).catch(unwritten)
}

function unwritten(cause: unknown): never {
  throw new AppError('unavailable', 'The audit trail cannot be written, so nothing was done', {
    cause,
  })
}

/** Writes one entry in a transaction of its own: for refusals, which change nothing else. */
export function recordRefusal(actor: Actor, deed: Deed): Promise<void> {
  return transaction('people', (tx) => recordActivity(tx, actor, deed))
}

const walkSize = 1_000

const checkedNow = () => ({ checked_at: new Date().toISOString() })

/** Walks the whole chain. Reads in steps, so entries made meanwhile may be counted too. */
export async function verifyActivities(): Promise<Verification> {
  let previous: Buffer = Buffer.alloc(32)
  let entries = 0
  let lastId = 0
  for (;;) {
    const chain = await listChain(lastId, walkSize)
    for (const { prev_hash, hash, ...entry } of chain) {
      const intact = prev_hash.equals(previous) && chainHash(prev_hash, entry).equals(hash)
      if (!intact) return { unbroken: false, entries, first_broken: entry.id, ...checkedNow() }
      previous = hash
      lastId = entry.id
      entries += 1
    }
    if (chain.length >= walkSize) continue
    const last = entries > 0 ? { last_id: lastId, last_hash: previous.toString('hex') } : {}
    return { unbroken: true, entries, ...last, ...checkedNow() }
  }
}

/**
 * The same over the lines of an NDJSON export, newest entry first as it is written. A filtered export
 * leaves entries out, so it is only unbroken when it holds them all from its oldest on.
 */
export async function verifyExported(lines: AsyncIterable<string>): Promise<Verification> {
  let entries = 0
  let newer: ExportedEntry | undefined
  let last: Pick<Verification, 'last_id' | 'last_hash'> = {}
  for await (const line of lines) {
    if (line.trim() === '') continue
    const read = ExportedEntry.parse(JSON.parse(line))
    const { prev_hash, hash, ...entry } = read
    const own = chainHash(Buffer.from(prev_hash, 'hex'), entry).toString('hex')
    const broken =
      own !== hash ? entry.id : newer && newer.prev_hash !== hash ? newer.id : undefined
    if (broken !== undefined)
      return { unbroken: false, entries, first_broken: broken, ...checkedNow() }
    if (entries === 0) last = { last_id: entry.id, last_hash: hash }
    newer = read
    entries += 1
  }
  return { unbroken: true, entries, ...last, ...checkedNow() }
}
