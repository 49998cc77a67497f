// What a full query name in a host's log meant when it was served to that host: exact lookup in the
// configurations it was given, never by splitting. Configurations are read once and kept by hash.
import type { FindName } from '@/lib/domain/ingest-lines'
import { pinned } from '@/lib/global'
import { findServedNames, listServedRenderings } from '@/lib/store/results-append'
import { AppError } from '@/lib/wire/errors'
import { isAgentObject } from '@/lib/wire/osquery'
import type { ServedName } from '@/lib/wire/results'

export type NamedHost = {
  readonly id: number
  readonly renderings: readonly string[]
  readonly rendering_hash: string | null
}

const renderingsKept = 4_000
const askAgainMs = 10_000

type State = {
  /** Full names of a configuration, least recently used first. */
  renderings: Map<string, ReadonlyMap<string, ServedName>>
  /** When each host's list of configurations was last read because a name was not in memory. */
  asked: Map<number, number>
}

const state = () =>
  pinned<State>('ingest.names', () => ({ renderings: new Map(), asked: new Map() }))

/**
 * The lookup for one batch. A name that memory does not know is asked of the database (at most every
 * 10 s a host: another instance may just have served it) before it counts as unsolicited.
 */
export async function nameLookup(
  host: NamedHost,
  data: unknown,
  nowMs = Date.now(),
): Promise<FindName> {
  const known = host.rendering_hash === null ? [] : [host.rendering_hash]
  const served = [...new Set([...known, ...host.renderings])]
  const find = findIn(await loadAll(served))
  if (!Array.isArray(data) || data.every((line) => isKnown(find, line))) return find
  const { asked } = state()
  if (nowMs - (asked.get(host.id) ?? 0) < askAgainMs) return find
  if (asked.size >= renderingsKept) asked.clear()
  const hashes = await orUnavailable(listServedRenderings(host.id))
  asked.set(host.id, nowMs)
  return findIn(await loadAll([...new Set([...hashes, ...served])]))
}

function isKnown(find: FindName, line: unknown): boolean {
  return !isAgentObject(line) || typeof line.name !== 'string' || find(line.name) !== undefined
}

function findIn(maps: readonly ReadonlyMap<string, ServedName>[]): FindName {
  return (name) => {
    for (const map of maps) {
      const served = map.get(name)
      if (served) return served
    }
    return undefined
  }
}

/** The names of those configurations in that order; the ones that no longer exist are left out. */
async function loadAll(hashes: readonly string[]): Promise<ReadonlyMap<string, ServedName>[]> {
  const { renderings } = state()
  const missing = hashes.filter((hash) => !renderings.has(hash))
  if (missing.length > 0) {
    const found = await orUnavailable(findServedNames(missing))
    for (const { hash, names } of found) renderings.set(hash, new Map(Object.entries(names)))
  }
  const maps = hashes.flatMap((hash) => {
    const map = renderings.get(hash)
    if (!map) return []
    renderings.delete(hash)
    renderings.set(hash, map)
    return [map]
  })
  for (const hash of renderings.keys()) {
    if (renderings.size <= renderingsKept) break
    renderings.delete(hash)
  }
  return maps
}

function orUnavailable<T>(asked: Promise<T>): Promise<T> {
  return asked.catch((cause: unknown) => {
    throw new AppError('unavailable', 'The database is not available', { cause })
  })
}
