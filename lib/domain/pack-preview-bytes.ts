// The largest configuration that any host would get, to the byte, without rendering one for each: a
// configuration is as long as its options and its packs together.
import type { Configuration } from '@/lib/domain/configuration'
import { render, servedQueries } from '@/lib/domain/rendering'
import {
  contentsUnderWay,
  isReached,
  isSample,
  pickRevision,
  type TargetingHost,
} from '@/lib/domain/targeting'
import type { PackDefinition } from '@/lib/wire/pack-definitions'

const nothing = render({ options: {}, packs: [], platform: 'unknown' }).body_bytes

/** What one content adds to a configuration with its comma, by platform and, if sampled, by bucket. */
class ContentSize {
  readonly #known = new Map<string, number>()
  readonly #sampled: boolean

  constructor(readonly content: PackDefinition) {
    this.#sampled = content.queries.some(({ shard }) => isSample(shard))
  }

  /** 0 when it holds no query for the host. */
  of(host: TargetingHost): number {
    const key = this.#sampled ? `${host.platform} ${host.hostname}` : host.platform
    const known = this.#known.get(key)
    if (known !== undefined) return known
    const { content } = this
    const queries = servedQueries(host, content)
    const packs = queries.length === 0 ? [] : [{ pack: content, queries }]
    const bytes = render({ options: {}, packs, platform: host.platform }).body_bytes - nothing
    const own = bytes === 0 ? 0 : bytes + 1
    this.#known.set(key, own)
    return own
  }

  /** No host gets more of it. */
  readonly most = () => {
    const packs = [{ pack: this.content, queries: this.content.queries }]
    return render({ options: {}, packs, platform: 'unknown' }).body_bytes - nothing + 1
  }
}

class PackSize {
  readonly #contents: Map<PackDefinition, ContentSize>
  readonly most: number

  constructor(readonly pack: PackDefinition) {
    const contents = contentsUnderWay(pack).map((content) => new ContentSize(content))
    this.#contents = new Map(contents.map((size) => [size.content, size]))
    this.most = Math.max(...contents.map(({ most }) => most()))
  }

  of(host: TargetingHost): number {
    if (!isReached(host, this.pack)) return 0
    return this.#contents.get(pickRevision(host, this.pack))?.of(host) ?? 0
  }
}

/** The largest packs first, each with what it and all after it could add at most. */
class PackList {
  readonly order: { at: number; rest: number }[] = []
  largest = 0

  constructor(packs: readonly PackDefinition[], all: readonly PackSize[]) {
    const places = packs.map((pack) => all.findIndex((size) => size.pack === pack))
    const most = (at: number) => all[at]?.most ?? 0
    places.sort((a, b) => most(b) - most(a))
    let rest = places.reduce((sum, at) => sum + most(at), 0)
    for (const at of places) {
      this.order.push({ at, rest })
      rest -= most(at)
    }
  }

  /** Takes the host in; leaves it as soon as it can no longer be the largest. */
  take(options: number, sizeAt: (at: number) => number): void {
    let bytes = options
    for (const { at, rest } of this.order) {
      if (bytes + rest - 1 <= this.largest) return
      bytes += sizeAt(at)
    }
    this.largest = Math.max(this.largest, bytes === options ? bytes : bytes - 1)
  }
}

/** The bytes of a configuration without packs, by team and platform. */
function optionSizes(configuration: Configuration) {
  const known = new Map<string, number>()
  return ({ team_id, platform }: TargetingHost): number => {
    const key = `${team_id} ${platform}`
    const held = known.get(key)
    if (held !== undefined) return held
    const { config } = configuration.options(team_id, platform)
    const bytes = render({ options: config, packs: [], platform }).body_bytes
    known.set(key, bytes)
    return bytes
  }
}

const unknownSize = -1

/** For each list of packs, the bytes of the largest configuration among these hosts. */
export function largestConfigurations(
  configuration: Configuration,
  hosts: readonly TargetingHost[],
  lists: readonly (readonly PackDefinition[])[],
): number[] {
  const all = [...new Set(lists.flat())].map((pack) => new PackSize(pack))
  const held = lists.map((packs) => new PackList(packs, all))
  const optionsOf = optionSizes(configuration)
  const sizes = new Int32Array(all.length)
  for (const host of hosts) {
    sizes.fill(unknownSize)
    const sizeAt = (at: number): number => {
      const known = sizes[at] ?? 0
      if (known !== unknownSize) return known
      const own = all[at]?.of(host) ?? 0
      sizes[at] = own
      return own
    }
    for (const list of held) list.take(optionsOf(host), sizeAt)
  }
  return held.map(({ largest }) => largest)
}
