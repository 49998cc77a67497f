// Who should run what now, by the rules of configurations: the denominator of all health.
import { shardBucket } from '@/lib/domain/agent-rules'
import { sqlDigest } from '@/lib/domain/costs'
import { detailFor } from '@/lib/domain/pack-reach'
import { servedQueries } from '@/lib/domain/rendering'
import { isReached, isSample, pickRevision } from '@/lib/domain/targeting'
import { type ExpectedHost, listExpectedHosts } from '@/lib/store/health'
import type { Expected } from '@/lib/store/health-pairs'
import type { PackDefinition } from '@/lib/wire/pack-definitions'
import type { TeamScope } from '@/lib/wire/roles'

/** The hosts of a scope as targeting sees them for these packs. */
export function hostsFor(
  scope: TeamScope,
  packs: readonly PackDefinition[],
): Promise<ExpectedHost[]> {
  return listExpectedHosts(scope, [...new Set(detailFor(packs).labels)])
}

/** Numbers for equal selections of queries, so that hosts alike are judged as one group. */
class Groups {
  readonly #digests = new Map<string, string>()
  readonly #numbers = new Map<string, number>()
  readonly #byHost = new Map<string, number>()
  readonly #queries = new Map<string, Expected['queries'][number]>()

  get queries(): Expected['queries'] {
    return [...this.#queries.values()]
  }

  #digest(text: string): string {
    const known = this.#digests.get(text)
    if (known !== undefined) return known
    const made = sqlDigest(text)
    this.#digests.set(text, made)
    return made
  }

  #numberOf(pack: PackDefinition, host: ExpectedHost): number {
    const queries = servedQueries(host, pack)
    const key = `${pack.id} ${pack.revision} ${queries.map(({ id }) => id).join(' ')}`
    const known = this.#numbers.get(key)
    if (known !== undefined) return known
    const group = this.#numbers.size + 1
    this.#numbers.set(key, group)
    for (const { id, interval, snapshot, query } of queries) {
      const sql_digest = this.#digest(query)
      const alike = `${id} ${interval} ${snapshot} ${sql_digest}`
      const listed = this.#queries.get(alike)
      if (listed) listed.groups.push(group)
      else
        this.#queries.set(alike, {
          groups: [group],
          pack_query_id: id,
          interval,
          snapshot,
          sql_digest,
        })
    }
    return group
  }

  groupOf(pack: PackDefinition, host: ExpectedHost): number {
    const { platform, osquery_version } = host
    const sampled = pack.queries.some(({ shard }) => isSample(shard))
    const bucket = sampled ? shardBucket(host.hostname) : 0
    const key = JSON.stringify([pack.revision, platform, osquery_version, bucket])
    const known = this.#byHost.get(key)
    if (known !== undefined) return known
    const group = this.#numberOf(pack, host)
    this.#byHost.set(key, group)
    return group
  }
}

/** The hosts whose configuration has the pack now, each with the queries of the revision it gets. */
export function expectedOf(pack: PackDefinition, hosts: readonly ExpectedHost[]): Expected {
  const groups = new Groups()
  const reached = hosts.flatMap((host) =>
    isReached(host, pack)
      ? [{ id: host.id, group: groups.groupOf(pickRevision(host, pack), host) }]
      : [],
  )
  return { hosts: reached, queries: groups.queries }
}
