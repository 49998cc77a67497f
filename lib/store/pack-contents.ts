// The stored content of a revision: the rows of the pack, its targets and its queries as they were.
import type { PackDefinition, QueryDefinition } from '@/lib/wire/pack-definitions'

type ContentTarget = { kind: 'label' | 'host' | 'team'; object_id: number; exclude: boolean }

/** What `appendRevisions` writes, as far as configurations look at it. */
export type RevisionContent = Pick<
  PackDefinition,
  'platform' | 'version' | 'shard' | 'label_match'
> & {
  discovery: string[] | null
  targets: ContentTarget[]
  queries: (Omit<QueryDefinition, 'query'> & { sql: string })[]
}

/** The content as a definition of that pack; what belongs to the pack itself is the pack's of now. */
export function definitionOf(
  pack: PackDefinition,
  revision: number,
  content: RevisionContent,
): PackDefinition {
  const ids = (kind: ContentTarget['kind'], exclude: boolean) =>
    content.targets
      .filter((target) => target.kind === kind && target.exclude === exclude)
      .map(({ object_id }) => object_id)
  return {
    id: pack.id,
    name: pack.name,
    revision,
    disabled: pack.disabled,
    team_id: pack.team_id,
    platform: content.platform,
    version: content.version,
    shard: content.shard,
    discovery: content.discovery ?? [],
    label_match: content.label_match,
    label_ids: ids('label', false),
    host_ids: ids('host', false),
    team_ids: ids('team', false),
    exclude_label_ids: ids('label', true),
    exclude_host_ids: ids('host', true),
    queries: content.queries.map(queryOf),
  }
}

function queryOf({ sql, ...query }: RevisionContent['queries'][number]): QueryDefinition {
  const { id, name, query_id, interval, snapshot, removed, denylist, platform, version, shard } =
    query
  return {
    ...{ id, name, query_id, query: sql, interval, snapshot, removed, denylist },
    ...{ platform, version, shard },
  }
}

/** What hosts get of a pack whose first revision is still on its way: nothing. */
export function nothingOf(pack: PackDefinition): PackDefinition {
  const none = { label_ids: [], host_ids: [], team_ids: [], queries: [] }
  return { ...pack, revision: 0, ...none }
}
