// The stored content of a revision: the rows of the pack, its targets and its queries as they were.
import type { PackContent } from '@/lib/wire/pack-content'
import type { PackDefinition, QueryDefinition } from '@/lib/wire/pack-definitions'
import type { PlainObject } from '@/lib/wire/pack-file-shape'

type ContentTarget = { kind: 'label' | 'host' | 'team'; object_id: number; exclude: boolean }

/** What `appendRevisions` writes, as far as configurations look at it. */
export type RevisionContent = Pick<
  PackDefinition,
  'platform' | 'version' | 'shard' | 'label_match'
> & {
  discovery: string[] | null
  targets: ContentTarget[]
  queries: (Omit<QueryDefinition, 'query'> & {
    sql: string
    /** Absent from revisions older than the switch. */
    disabled?: boolean
  })[]
}

type StoredQuery = RevisionContent['queries'][number] & {
  description: string
  value: string
  /** Keys of an imported file that Muster has no field for. */
  extra: PlainObject
}

/** All that `appendRevisions` writes and somebody reads again. */
export type StoredContent = Omit<RevisionContent, 'queries'> & {
  disabled: boolean
  queries: StoredQuery[]
}

/** The ids of one kind of target, in order. */
function targetIds(
  { targets }: Pick<RevisionContent, 'targets'>,
  kind: ContentTarget['kind'],
  exclude: boolean,
): number[] {
  return targets
    .filter((target) => target.kind === kind && target.exclude === exclude)
    .map(({ object_id }) => object_id)
}

/** The content as people see and edit it. */
export function contentOf(stored: StoredContent): PackContent {
  const { platform, version, shard, disabled, label_match } = stored
  return {
    ...{ platform, version, shard, disabled, label_match },
    discovery: stored.discovery ?? [],
    label_ids: targetIds(stored, 'label', false),
    host_ids: targetIds(stored, 'host', false),
    team_ids: targetIds(stored, 'team', false),
    exclude_label_ids: targetIds(stored, 'label', true),
    exclude_host_ids: targetIds(stored, 'host', true),
    queries: stored.queries.map((query) => {
      const { description, value, disabled: isOff = false } = query
      return { ...queryOf(query), disabled: isOff, description, value }
    }),
  }
}

/** The content as a definition of that pack; what belongs to the pack itself is the pack's of now. */
export function definitionOf(
  pack: PackDefinition,
  revision: number,
  content: RevisionContent,
): PackDefinition {
  const ids = (kind: ContentTarget['kind'], exclude: boolean) => targetIds(content, kind, exclude)
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
    queries: content.queries.filter(({ disabled }) => disabled !== true).map(queryOf),
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
