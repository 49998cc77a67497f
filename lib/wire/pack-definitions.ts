// A pack as targeting and rendering see it: all that decides what a host gets, and nothing else.

export type QueryDefinition = {
  id: number
  name: string
  query_id: number | null
  query: string
  interval: number
  snapshot: boolean
  removed: boolean
  denylist: boolean
  platform: string
  version: string
  shard: number | null
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
