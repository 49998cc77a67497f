// One object per process. Next's chunks and server.ts load this module separately, so anything that
// must exist once (pools, caches, the bus, metrics) is pinned on globalThis by name.

const registry = Symbol.for('muster.pinned')

type Pinned = Map<string, unknown>

function pinnedMap(): Pinned {
  const holder = globalThis as typeof globalThis & { [registry]?: Pinned }
  holder[registry] ??= new Map()
  return holder[registry]
}

/** The process-wide object of that name, made by the first caller. `make` must not await. */
export function pinned<T>(name: string, make: () => T): T {
  const map = pinnedMap()
  if (!map.has(name)) map.set(name, make())
  return map.get(name) as T
}

/** Forgets a pinned object, so that tests can start from nothing. */
export function unpin(name: string): void {
  pinnedMap().delete(name)
}
