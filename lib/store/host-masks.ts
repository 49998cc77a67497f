// Every host with the memberships of the labels in question, one bit each. Sent as arrays by group:
// 100,000 hosts in 50 labels take about half a second to read, and little memory.
import { type Tx, transaction } from '@/lib/store/db'
import { statusSql } from '@/lib/store/hosts-filter'
import { scopeSql } from '@/lib/store/scope'
import type { HostStatus } from '@/lib/wire/hosts'
import type { Platform } from '@/lib/wire/platforms'
import type { TeamScope } from '@/lib/wire/roles'

/** What hosts must be told apart by. */
export type Apart = {
  /** Hosts that packs name, which must stand alone. */
  named: readonly number[]
  /** Labels that anything involved names; memberships of others are not looked at. */
  labels: readonly number[]
  /** The bucket of a hostname, when samples or rollouts are involved. */
  bucketOf: ((hostname: string) => number) | null
}

export type MaskDetail = Apart & {
  byVersion?: boolean
  byStatus?: boolean
  byReported?: boolean
  scope?: TeamScope
  /** Only these hosts. */
  only?: readonly number[]
}

/** Hosts alike in these columns; the arrays have one place for each of them. */
export type HostGroup = {
  team_id: number | null
  platform: Platform
  /** Empty unless asked for, as is `reported`; `offline` unless asked for. */
  osquery_version: string
  status: HostStatus
  /** The hash that each reported of its configuration. */
  reported: string
  ids: number[]
  hostnames: string[] | null
  buckets: number[] | null
  words: number[][]
}

export type HostMasks = { groups: HostGroup[]; bits: Bits }

/** Bits that fit a signed four-byte integer without its sign. */
const bitsPerWord = 31
/** Above this many labels one ordered walk of the memberships beats a table of hosts in memory. */
const manyLabels = 24

type Bits = { labels: number[]; lowest: number; words: number[][] }

/** For each word of bits, an array that gives a label's bit by its id less the lowest. */
export function bitsOf(wanted: readonly number[]): Bits {
  const labels = [...new Set(wanted)].sort((a, b) => a - b)
  const lowest = labels[0] ?? 1
  const size = (labels.at(-1) ?? 0) - lowest + 1
  const count = Math.ceil(labels.length / bitsPerWord)
  const words = Array.from({ length: count }, () => new Array<number>(Math.max(size, 0)).fill(0))
  for (const [at, id] of labels.entries()) {
    const word = words[Math.floor(at / bitsPerWord)]
    if (word) word[id - lowest] = 2 ** (at % bitsPerWord)
  }
  return { labels, lowest, words }
}

function masksSql({ words }: Bits, detail: MaskDetail) {
  const kept = detail.scope
    ? scopeSql(detail.scope, 'h.team_id', words.length + 3)
    : { text: 'true', values: [] }
  const { length } = kept.values
  const only = detail.only ? `h.id = ANY($${words.length + 3 + length}::int[])` : 'true'
  const masks = words.map(
    (_, at) => `bit_or(($${at + 3}::int[])[v.label_id - $2::int + 1]) AS w${at}`,
  )
  const members =
    words.length === 0
      ? ''
      : `LEFT JOIN (SELECT v.host_id, ${masks.join(', ')} FROM label_verdicts v
           WHERE v.member AND v.label_id = ANY($1::int[]) GROUP BY v.host_id) m ON m.host_id = h.id`
  const columns = words.map((_, at) => `json_agg(coalesce(m.w${at}, 0))`)
  const status = detail.byStatus ? statusSql : `'offline'`
  const version = detail.byVersion ? 'h.osquery_version' : `''`
  const reported = detail.byReported ? `coalesce(h.reported_config_hash, '')` : `''`
  const text = `
    SELECT h.team_id, h.platform, ${version} AS osquery_version, ${status} AS status,
      ${reported} AS reported, json_agg(h.id) AS ids,
      ${detail.bucketOf ? 'json_agg(h.hostname)' : 'NULL'} AS hostnames,
      json_build_array(${columns.join(', ')}) AS words
    FROM hosts h ${detail.byStatus ? 'LEFT JOIN host_seen s ON s.host_id = h.id' : ''} ${members}
    WHERE ${kept.text} AND ${only} AND ($1::int[] IS NOT NULL AND $2::int IS NOT NULL)
    GROUP BY 1, 2, 3, 4, 5`
  return { text, rest: [...kept.values, ...(detail.only ? [detail.only] : [])] }
}

const walk = [
  ['parallel_setup_cost', '0'],
  ['parallel_tuple_cost', '0'],
  ['min_parallel_index_scan_size', '0'],
  ['enable_hashagg', 'off'],
  ['jit', 'off'],
] as const

type GroupRow = Omit<HostGroup, 'buckets'>

async function readGroups(detail: MaskDetail, bits: Bits, tx: Tx): Promise<GroupRow[]> {
  const { text, rest } = masksSql(bits, detail)
  const many = bits.labels.length > manyLabels
  if (many) await tx.sql(walk.map(([name, value]) => `SET LOCAL ${name} = ${value}`).join('; '))
  const rows = await tx.sql<GroupRow>(text, [bits.labels, bits.lowest, ...bits.words, ...rest])
  if (many) await tx.sql(walk.map(([name]) => `SET LOCAL ${name} TO DEFAULT`).join('; '))
  return rows
}

/** Every host of the scope. */
export async function readHostMasks(detail: MaskDetail, tx?: Tx): Promise<HostMasks> {
  const bits = bitsOf(detail.labels)
  const rows = tx
    ? await readGroups(detail, bits, tx)
    : await transaction('people', (own) => readGroups(detail, bits, own))
  const { bucketOf } = detail
  const groups = rows.map((row) => ({
    ...row,
    buckets: bucketOf && row.hostnames ? row.hostnames.map(bucketOf) : null,
  }))
  return { groups, bits }
}

/** Numbers for sequences of numbers below 2 to the 31st: the same for the same, whatever their length. */
class Numbering {
  readonly #known = new Map<number, number>()

  /** The number of the sequence `prefix` followed by `next`. */
  after(prefix: number, next: number): number {
    const key = prefix * 2 ** bitsPerWord + next
    const known = this.#known.get(key)
    if (known !== undefined) return known
    const made = this.#known.size + 1
    this.#known.set(key, made)
    return made
  }
}

/** One host as targeting sees it, standing for all that are not told apart from it. */
export type MaskedHost = {
  /** 0 unless the host was named. */
  id: number
  team_id: number | null
  platform: Platform
  hostname: string
  osquery_version: string
  /** Those asked about that it is a member of, in order. */
  labels: readonly number[]
}

/** Tells hosts apart by some of what their masks hold, and by nothing else. */
export class Distinction {
  readonly #named: ReadonlySet<number>
  readonly #kept: { word: number; bits: number }[]
  readonly #byBucket: boolean
  readonly #numbers = new Numbering()
  readonly #labels = new Map<number, readonly number[]>()

  constructor(
    readonly bits: Bits,
    { named, labels, bucketOf }: Apart,
  ) {
    this.#named = new Set(named)
    this.#byBucket = bucketOf !== null
    this.#kept = bits.words.flatMap((places, word) => {
      const own = labels.reduce((all, id) => all | (places[id - bits.lowest] ?? 0), 0)
      return own === 0 ? [] : [{ word, bits: own }]
    })
  }

  /** Equal for two hosts of one group exactly when they are not told apart. */
  keyOf({ ids, words, buckets }: HostGroup, at: number): number {
    const id = ids[at] ?? 0
    if (this.#named.has(id)) return -id
    const [first, ...rest] = this.#kept
    const mask = first ? (words[first.word]?.[at] ?? 0) & first.bits : 0
    if (rest.length === 0 && !this.#byBucket) return mask
    let key = this.#numbers.after(0, mask)
    for (const { word, bits } of rest)
      key = this.#numbers.after(key, (words[word]?.[at] ?? 0) & bits)
    return this.#byBucket ? this.#numbers.after(key, buckets?.[at] ?? 0) : key
  }

  #labelsOf(words: readonly number[][], at: number): readonly number[] {
    const held: number[] = []
    for (const { word, bits } of this.#kept) {
      for (let left = (words[word]?.[at] ?? 0) & bits; left !== 0; left &= left - 1) {
        const place = 31 - Math.clz32(left & -left)
        const label = this.bits.labels[word * bitsPerWord + place]
        if (label !== undefined) held.push(label)
      }
    }
    return held
  }

  /** The host at that place, for all with its key. */
  hostAt(group: HostGroup, at: number, key: number): MaskedHost {
    let labels = this.#byBucket ? undefined : this.#labels.get(key)
    labels ??= this.#labelsOf(group.words, at)
    if (!this.#byBucket && key >= 0) this.#labels.set(key, labels)
    const { team_id, platform, osquery_version } = group
    const id = key < 0 ? -key : 0
    const hostname = group.hostnames?.[at] ?? ''
    return { id, team_id, platform, hostname, osquery_version, labels }
  }
}
