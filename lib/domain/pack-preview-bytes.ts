// The largest configuration that any host would get, to the byte, without rendering one for each: a
// configuration is as long as its options and its packs together.
import type { Configuration } from '@/lib/domain/configuration'
import { render, servedQueries } from '@/lib/domain/rendering'
import { isReached, isSample, pickRevision, type TargetingHost } from '@/lib/domain/targeting'
import type { PackDefinition } from '@/lib/wire/pack-definitions'
import type { Platform } from '@/lib/wire/platforms'

const nothing = render({ options: {}, packs: [], platform: 'unknown' }).body_bytes

class Sizes {
  readonly #packs = new Map<PackDefinition, Map<string, number>>()
  readonly #options = new Map<string, number>()

  constructor(readonly configuration: Configuration) {}

  /** A configuration without packs. */
  options(teamId: number | null, platform: Platform): number {
    const key = `${teamId} ${platform}`
    const known = this.#options.get(key)
    if (known !== undefined) return known
    const { config } = this.configuration.options(teamId, platform)
    const bytes = render({ options: config, packs: [], platform }).body_bytes
    this.#options.set(key, bytes)
    return bytes
  }

  /** What the pack adds to a configuration, its comma aside; 0 when it holds no query for the host. */
  pack(host: TargetingHost, pack: PackDefinition): number {
    const sampled = pack.queries.some(({ shard }) => isSample(shard))
    const key = `${host.platform}${sampled ? host.hostname : ''}`
    const held = this.#packs.get(pack) ?? new Map<string, number>()
    this.#packs.set(pack, held)
    const known = held.get(key)
    if (known !== undefined) return known
    const queries = servedQueries(host, pack)
    const packs = queries.length === 0 ? [] : [{ pack, queries }]
    const bytes = render({ options: {}, packs, platform: host.platform }).body_bytes - nothing
    held.set(key, bytes)
    return bytes
  }
}

/** For each list of packs, the bytes of the largest configuration among these hosts. */
export function largestConfigurations(
  configuration: Configuration,
  hosts: readonly TargetingHost[],
  lists: readonly (readonly PackDefinition[])[],
): number[] {
  const sizes = new Sizes(configuration)
  const largest = lists.map(() => 0)
  for (const host of hosts) {
    const options = sizes.options(host.team_id, host.platform)
    const known = new Map<PackDefinition, number>()
    const sizeOf = (pack: PackDefinition) => {
      const bytes = isReached(host, pack) ? sizes.pack(host, pickRevision(host, pack)) : 0
      known.set(pack, bytes)
      return bytes
    }
    for (const [at, packs] of lists.entries()) {
      let bytes = options
      let held = 0
      for (const pack of packs) {
        const own = known.get(pack) ?? sizeOf(pack)
        if (own > 0) held += 1
        bytes += own
      }
      largest[at] = Math.max(largest[at] ?? 0, bytes + Math.max(0, held - 1))
    }
  }
  return largest
}
