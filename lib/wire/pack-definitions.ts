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

export type PackDefinition = {
  id: number
  name: string
  revision: number
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
}
