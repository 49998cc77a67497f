// Hosts grouped by all that targeting looks at. Reads memberships of the labels in question only, one
// bit each, and sends each group as arrays: 100,000 hosts in 50 labels take about half a second.
import { type Tx, transaction } from '@/lib/store/db'
import { statusSql } from '@/lib/store/hosts'
import { scopeSql } from '@/lib/store/scope'
import type { HostStatus } from '@/lib/wire/hosts'
import type { Platform } from '@/lib/wire/platforms'
import type { TeamScope } from '@/lib/wire/roles'

/** One host, or many that targeting cannot tell apart (`id` is 0 then unless it was named). */
export type HostShape = {
  id: number
  team_id: number | null
  platform: Platform
  /** Of one of them; hosts of one shape are of one bucket where buckets matter. */
  hostname: string
  /** Empty unless asked for. */
  osquery_version: string
  /** Those asked for that they are members of, in order. */
  labels: readonly number[]
  hosts: number
  /** Ids of some of them, ten at most. */
  sample: number[]
  /** `offline` unless asked for. */
  status: HostStatus
  /** The hash that each reported of its configuration; empty unless asked for. */
  reported: string
}

export type ShapeDetail = {
  /** Hosts that packs name, which must stand alone. */
  named: readonly number[]
  /** Labels that anything involved names; memberships of others are not looked at. */
  labels: readonly number[]
  /** The bucket of a hostname, when samples or rollouts are involved. */
  bucketOf: ((hostname: string) => number) | null
  byVersion?: boolean
  byStatus?: boolean
  byReported?: boolean
  scope?: TeamScope
}

/** Bits that fit a signed four-byte integer without its sign. */
const bitsPerWord = 31
/** Above this many labels one ordered walk of the memberships beats a table of hosts in memory. */
const manyLabels = 24
const sampleMax = 10

type GroupRow = {
  team_id: number | null
  platform: Platform
  osquery_version: string
  status: HostStatus
  reported: string
  ids: number[]
  hostnames: string[] | null
  words: number[][]
}

type Bits = { labels: number[]; lowest: number; words: number[][] }

/** For each word of bits, an array that gives a label's bit by its id less the lowest. */
function bitsOf(wanted: readonly number[]): Bits {
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

function shapesSql({ words }: Bits, detail: ShapeDetail) {
  const kept = detail.scope
    ? scopeSql(detail.scope, 'h.team_id', words.length + 3)
    : { text: 'true', values: [] }
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
      ${reported} AS reported, json_agg(h.id) AS ids, ${detail.bucketOf ? 'json_agg(h.hostname)' : 'NULL'} AS hostnames,
      json_build_array(${columns.join(', ')}) AS words
    FROM hosts h ${detail.byStatus ? 'LEFT JOIN host_seen s ON s.host_id = h.id' : ''} ${members}
    WHERE ${kept.text} AND ($1::int[] IS NOT NULL AND $2::int IS NOT NULL)
    GROUP BY 1, 2, 3, 4, 5`
  return { text, scope: kept.values }
}

const walk = [
  ['parallel_setup_cost', '0'],
  ['parallel_tuple_cost', '0'],
  ['min_parallel_index_scan_size', '0'],
  ['enable_hashagg', 'off'],
  ['jit', 'off'],
] as const

async function readGroups(detail: ShapeDetail, bits: Bits, tx: Tx): Promise<GroupRow[]> {
  const { text, scope } = shapesSql(bits, detail)
  const many = bits.labels.length > manyLabels
  if (many) await tx.sql(walk.map(([name, value]) => `SET LOCAL ${name} = ${value}`).join('; '))
  const rows = await tx.sql<GroupRow>(text, [bits.labels, bits.lowest, ...bits.words, ...scope])
  if (many) await tx.sql(walk.map(([name]) => `SET LOCAL ${name} TO DEFAULT`).join('; '))
  return rows
}

/** The labels of a mask. */
function labelsOf(words: readonly number[][], at: number, { labels }: Bits): number[] {
  const held: number[] = []
  let first = 0
  for (const word of words) {
    for (let left = word[at] ?? 0; left !== 0; left &= left - 1) {
      const label = labels[first + 31 - Math.clz32(left & -left)]
      if (label !== undefined) held.push(label)
    }
    first += bitsPerWord
  }
  return held
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

class Shapes {
  readonly #masks = new Numbering()
  readonly #labels = new Map<number, readonly number[]>()
  readonly #named: ReadonlySet<number>
  readonly shapes: HostShape[] = []

  constructor(
    readonly detail: ShapeDetail,
    readonly bits: Bits,
  ) {
    this.#named = new Set(detail.named)
  }

  #labelsFor(mask: number, words: readonly number[][], at: number): readonly number[] {
    const known = this.#labels.get(mask)
    if (known) return known
    const labels = labelsOf(words, at, this.bits)
    this.#labels.set(mask, labels)
    return labels
  }

  add({ ids, hostnames, words, ...group }: GroupRow): void {
    const held = new Map<number, HostShape>()
    const places = new Numbering()
    const { bucketOf } = this.detail
    for (const [at, id] of ids.entries()) {
      let mask = 0
      for (const word of words) mask = this.#masks.after(mask, word[at] ?? 0)
      const hostname = hostnames?.[at] ?? ''
      const named = this.#named.has(id) ? id : 0
      let key = mask
      if (bucketOf) key = places.after(key, bucketOf(hostname))
      if (named > 0) key = -named
      const shape = held.get(key)
      if (shape) {
        shape.hosts += 1
        if (shape.sample.length < sampleMax) shape.sample.push(id)
        continue
      }
      const labels = this.#labelsFor(mask, words, at)
      const made = { ...group, id: named, hostname, labels, hosts: 1, sample: [id] }
      held.set(key, made)
      this.shapes.push(made)
    }
  }
}

/** Every host of the scope, in as few shapes as the detail allows. */
export async function listHostShapes(detail: ShapeDetail, tx?: Tx): Promise<HostShape[]> {
  const bits = bitsOf(detail.labels)
  const rows = tx
    ? await readGroups(detail, bits, tx)
    : await transaction('people', (own) => readGroups(detail, bits, own))
  const shapes = new Shapes(detail, bits)
  for (const row of rows) shapes.add(row)
  return shapes.shapes
}
