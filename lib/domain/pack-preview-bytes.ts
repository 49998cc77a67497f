// The largest configuration that any host would get, to the byte, without rendering one for each: a
// configuration is as long as its options and its packs together.
import type { Configuration } from '@/lib/domain/configuration'
import { detailFor } from '@/lib/domain/pack-reach'
import { render, servedQueries } from '@/lib/domain/rendering'
import {
  contentsUnderWay,
  isReached,
  isSample,
  pickRevision,
  type TargetingHost,
} from '@/lib/domain/targeting'
import { Distinction, type HostGroup, type HostMasks } from '@/lib/store/host-masks'
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
  readonly #distinction: Distinction
  readonly most: number
  #group: HostGroup | undefined
  #known = new Map<number, number>()

  constructor(
    readonly pack: PackDefinition,
    bits: HostMasks['bits'],
  ) {
    const contents = contentsUnderWay(pack).map((content) => new ContentSize(content))
    this.#contents = new Map(contents.map((size) => [size.content, size]))
    this.#distinction = new Distinction(bits, detailFor([pack]))
    this.most = Math.max(...contents.map(({ most }) => most()))
  }

  /** What the pack adds for that host: asked of the rules once for all hosts that it does not tell apart. */
  at(group: HostGroup, at: number): number {
    if (this.#group !== group) {
      this.#group = group
      this.#known = new Map()
    }
    const key = this.#distinction.keyOf(group, at)
    const known = this.#known.get(key)
    if (known !== undefined) return known
    const own = this.#of(this.#distinction.hostAt(group, at, key))
    this.#known.set(key, own)
    return own
  }

  #of(host: TargetingHost): number {
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

/** The bytes of a configuration without packs. */
function optionBytes(configuration: Configuration, { team_id, platform }: HostGroup): number {
  const { config } = configuration.options(team_id, platform)
  return render({ options: config, packs: [], platform }).body_bytes
}

const unknownSize = -1

/** For each list of packs, the bytes of the largest configuration among these hosts. */
export function largestConfigurations(
  configuration: Configuration,
  { groups, bits }: HostMasks,
  lists: readonly (readonly PackDefinition[])[],
): number[] {
  const all = [...new Set(lists.flat())].map((pack) => new PackSize(pack, bits))
  const held = lists.map((packs) => new PackList(packs, all))
  const sizes = new Int32Array(all.length)
  for (const group of groups) {
    const options = optionBytes(configuration, group)
    for (let at = 0; at < group.ids.length; at += 1) {
      sizes.fill(unknownSize)
      const sizeAt = (pack: number): number => {
        const known = sizes[pack] ?? 0
        if (known !== unknownSize) return known
        const own = all[pack]?.at(group, at) ?? 0
        sizes[pack] = own
        return own
      }
      for (const list of held) list.take(options, sizeAt)
    }
  }
  return held.map(({ largest }) => largest)
}
