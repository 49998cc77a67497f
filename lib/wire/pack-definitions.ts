// A pack as targeting and rendering see it: all that decides what a host gets, and nothing else.

/** When and where a scheduled query runs. */
export type QuerySchedule = {
  /** Seconds. */
  interval: number
  snapshot: boolean
  removed: boolean
  denylist: boolean
  /** Empty: everywhere, as for the version. */
  platform: string
  version: string
  /** Percent of hosts, 1 to 100. */
  shard: number | null
}

export type QueryDefinition = QuerySchedule & {
  id: number
  name: string
  query_id: number | null
  query: string
}

/** A rollout under way: hosts of its cohort get `to`, the others the pack's released content. */
export type RolloutDefinition = {
  id: number
  /** Percent of the buckets, 1 to 99; null when the cohort is a label. */
  share: number | null
  label_id: number | null
  to: PackDefinition
}

/** The content of one revision under the name that the pack bears now. */
export type PackDefinition = {
  id: number
  name: string
  revision: number
  /** Of the pack as it is now, not of the revision: switching off never waits for a release. */
  disabled: boolean
  team_id: number | null
  platform: string
  version: string
  shard: number | null
  discovery: string[]
  label_match: 'any' | 'all'
  label_ids: number[]
  host_ids: number[]
  team_ids: number[]
  exclude_label_ids: number[]
  exclude_host_ids: number[]
  queries: QueryDefinition[]
  /** Absent or null: every host gets this content. */
  rollout?: RolloutDefinition | null
}
