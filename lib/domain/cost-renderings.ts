// What a full query name means in a configuration that was served: which scheduled query, which SQL,
// which revision. Configurations never change, so each is read once and kept by hash.
import { sqlDigest } from '@/lib/domain/costs'
import { fullName } from '@/lib/domain/rendering'
import { pinned } from '@/lib/global'
import {
  appendRenderingQueries,
  findRenderings,
  listUnreadRenderings,
  type RenderingQuery,
} from '@/lib/store/cost-renderings'
import { type AgentObject, isAgentObject } from '@/lib/wire/osquery'

export type Meaning = {
  pack_query_id: number
  sql_digest: string
  interval: number
  revision: number | null
}

type Meanings = ReadonlyMap<string, Meaning>

const keptMax = 500
const unreadAtOnce = 25
const noQuery = '00000000-0000-0000-0000-000000000000'

const kept = () => pinned<Map<string, Meanings>>('costs.renderings', () => new Map())

const entries = (value: unknown): [string, AgentObject][] =>
  isAgentObject(value)
    ? Object.entries(value).flatMap(([name, inner]) =>
        isAgentObject(inner) ? [[name, inner]] : [],
      )
    : []

type Written = { sql: string; interval: number }

/** What is no JSON has no queries: one bad row must not hold up the others. */
function parsed(body: string): unknown {
  try {
    return JSON.parse(body)
  } catch {
    return undefined
  }
}

/** The queries of a configuration by full name, as its bytes have them. */
function writtenQueries(body: string): Map<string, Written> {
  const root = parsed(body)
  const found = new Map<string, Written>()
  for (const [pack, { queries }] of isAgentObject(root) ? entries(root.packs) : []) {
    for (const [name, { query, interval }] of entries(queries)) {
      if (typeof query !== 'string') continue
      found.set(fullName(pack, name), { sql: query, interval: Number(interval) || 0 })
    }
  }
  return found
}

async function read(hashes: readonly string[]): Promise<Map<string, Meanings>> {
  const found = await findRenderings(hashes)
  return new Map(
    found.map(({ hash, body, names, revisions }) => {
      const written = writtenQueries(body)
      const meanings = new Map<string, Meaning>()
      for (const [name, { pack_id, pack_query_id }] of Object.entries(names)) {
        const query = written.get(name)
        if (!query) continue
        const revision = revisions[String(pack_id)] ?? null
        const sql_digest = sqlDigest(query.sql)
        meanings.set(name, { pack_query_id, sql_digest, interval: query.interval, revision })
      }
      return [hash, meanings]
    }),
  )
}

/** The meanings by configuration; ones that are gone are left out. */
export async function meaningsOf(hashes: readonly string[]): Promise<Map<string, Meanings>> {
  const memory = kept()
  const missing = [...new Set(hashes)].filter((hash) => !memory.has(hash))
  const fresh = missing.length > 0 ? await read(missing) : new Map<string, Meanings>()
  const found = new Map(
    [...new Set(hashes)].flatMap((hash) => {
      const meanings = memory.get(hash) ?? fresh.get(hash)
      return meanings ? [[hash, meanings] as const] : []
    }),
  )
  for (const [hash, meanings] of fresh) memory.set(hash, meanings)
  for (const hash of memory.keys()) {
    if (memory.size <= keptMax) break
    memory.delete(hash)
  }
  return found
}

function rowsOf(hash: string, meanings: Meanings): RenderingQuery[] {
  if (meanings.size === 0)
    return [{ rendering_hash: hash, pack_query_id: 0, sql_digest: noQuery, interval: 0 }]
  return [...meanings.values()].map(({ pack_query_id, sql_digest, interval }) => ({
    rendering_hash: hash,
    pack_query_id,
    sql_digest,
    interval,
  }))
}

/** Keeps what the queries of new configurations are; says whether there were any. */
export async function readNewRenderings(): Promise<boolean> {
  const hashes = await listUnreadRenderings(unreadAtOnce)
  if (hashes.length === 0) return false
  const found = await meaningsOf(hashes)
  await appendRenderingQueries(hashes.flatMap((hash) => rowsOf(hash, found.get(hash) ?? new Map())))
  return true
}
