// Turns (options, packs, platform) into the exact bytes an agent gets. Pure: the same inputs give the
// same bytes, so the hash an agent reports proves what it runs.
import { createHash } from 'node:crypto'
import { configHash } from '@/lib/domain/agent-rules'
import { isQueryReached, type QueryHost } from '@/lib/domain/targeting'
import type { PackDefinition, QueryDefinition } from '@/lib/wire/pack-definitions'
import type { Platform } from '@/lib/wire/platforms'
import type { ServedNames } from '@/lib/wire/renderings'
import type { JsonObject, JsonValue } from '@/lib/wire/settings'

export type Rendering = {
  /** Of the bytes and of what their names mean; also the etag. */
  hash: string
  body: string
  body_bytes: number
  expected_config_hash: string
  /** The hash that an agent reports of the same bytes with their etag in them. */
  etag_config_hash: string
  names: ServedNames
  revisions: { pack_id: number; revision: number }[]
  distributed_interval: number
  logger_tls_period: number
}

/** The delimiter that every configuration serves. */
const packDelimiter = '/'

/** The name under which an agent reports a query of a pack. */
export function fullName(pack: string, query: string): string {
  return ['pack', pack, query].join(packDelimiter)
}

/** Strings with lone surrogates fail an agent's whole document; JSON.stringify would escape them. */
function wellFormed(value: JsonValue): JsonValue {
  if (typeof value === 'string') return value.toWellFormed()
  if (Array.isArray(value)) return value.map(wellFormed)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [key.toWellFormed(), wellFormed(inner)]),
  )
}

function queryObject(query: QueryDefinition): JsonObject {
  return {
    query: query.query,
    interval: query.interval,
    ...(query.snapshot ? { snapshot: true } : { removed: query.removed }),
    ...(query.denylist ? {} : { denylist: false }),
    ...(query.platform === '' ? {} : { platform: query.platform }),
    ...(query.version === '' ? {} : { version: query.version }),
    ...(query.shard === null ? {} : { shard: query.shard }),
  }
}

function packObject(pack: PackDefinition, queries: QueryDefinition[]): JsonObject {
  return {
    ...(pack.platform === '' ? {} : { platform: pack.platform }),
    ...(pack.version === '' ? {} : { version: pack.version }),
    ...(pack.shard === null ? {} : { shard: pack.shard }),
    ...(pack.discovery.length === 0 ? {} : { discovery: pack.discovery }),
    queries: Object.fromEntries(queries.map((query) => [query.name, queryObject(query)])),
  }
}

/** The queries of a pack that a host's own agent could run, by the rules Muster knows. */
export function servedQueries(host: QueryHost, pack: PackDefinition): QueryDefinition[] {
  return pack.queries.filter((query) => isQueryReached(host, query))
}

export type Selection = {
  options: JsonObject
  packs: { pack: PackDefinition; queries: QueryDefinition[] }[]
  platform: Platform
}

const wholeNumber = (value: JsonValue | undefined) => (typeof value === 'number' ? value : 0)

function namesOf(packs: Selection['packs']): ServedNames {
  const names: ServedNames = {}
  for (const { pack, queries } of packs) {
    for (const query of queries) {
      names[fullName(pack.name, query.name)] = {
        pack_id: pack.id,
        pack_query_id: query.id,
        query_id: query.query_id,
      }
    }
  }
  return names
}

/** Renders a selection. Packs keep the order given (by name); keys have one fixed order. */
export function render({ options, packs }: Selection): Rendering {
  const { options: inner, ...rest } = options
  const names = namesOf(packs)
  const served = packs.filter(({ queries }) => queries.length > 0)
  const body = JSON.stringify(
    wellFormed({
      options: inner ?? {},
      schedule: {},
      packs: Object.fromEntries(
        served.map(({ pack, queries }) => [pack.name, packObject(pack, queries)]),
      ),
      ...rest,
    }),
  )
  const hash = createHash('sha256')
    .update(body)
    .update(JSON.stringify(names))
    .digest('hex')
    .slice(0, 40)
  const told = typeof inner === 'object' && inner !== null && !Array.isArray(inner) ? inner : {}
  return {
    hash,
    body,
    body_bytes: Buffer.byteLength(body),
    expected_config_hash: configHash(body),
    etag_config_hash: configHash(withEtag({ body, hash })),
    names,
    revisions: packs.map(({ pack }) => ({ pack_id: pack.id, revision: pack.revision })),
    distributed_interval: wholeNumber(told.distributed_interval),
    logger_tls_period: wholeNumber(told.logger_tls_period),
  }
}

/** The same configuration with its etag in it, for agents that send one. */
export function withEtag({ body, hash }: Pick<Rendering, 'body' | 'hash'>): string {
  return `${body.slice(0, -1)},"etag":${JSON.stringify(hash)}}`
}
