// What decides configurations, held in memory: options, teams, packs, and the renderings shared by
// hosts with the same selection. Replaced as a whole when the topic `configuration` wakes.

import { onWake } from '@/lib/bus/bus'
import { type Merged, mergeAgentOptions } from '@/lib/domain/agent-options-merge'
import { type Rendering, render, servedQueries } from '@/lib/domain/rendering'
import {
  isReached,
  type Names,
  pickRevision,
  type QueryHost,
  type TargetingHost,
} from '@/lib/domain/targeting'
import { pinned } from '@/lib/global'
import { type ConfigurationSource, findConfigurationSource } from '@/lib/store/configuration'
import type { PackDefinition, QueryDefinition } from '@/lib/wire/pack-definitions'
import type { Platform } from '@/lib/wire/platforms'
import type { JsonObject } from '@/lib/wire/settings'

const renderingsKept = 2_000

export class Configuration {
  readonly #options = new Map<string, Merged>()
  readonly #renderings = new Map<string, Rendering>()
  readonly #served = new Map<string, QueryDefinition[]>()

  constructor(readonly source: ConfigurationSource) {}

  readonly names: Names = {
    label: (id) => this.source.labels.find((label) => label.id === id)?.name ?? `label ${id}`,
    team: (id) => this.source.teams.find((team) => team.id === id)?.name ?? `team ${id}`,
  }

  /** The merged options of a team and platform, with provenance. */
  options(teamId: number | null, platform: Platform): Merged {
    const key = `${teamId} ${platform}`
    const kept = this.#options.get(key)
    if (kept) return kept
    const team = this.source.teams.find(({ id }) => id === teamId)
    const merged = mergeAgentOptions({
      organisation: this.source.organisation,
      team: team ? { name: team.name, options: team.agent_options } : null,
      platform,
    })
    this.#options.set(key, merged)
    return merged
  }

  /** Decided once for all hosts alike in what the type says; a sample differs from host to host. */
  #queriesOf({ platform, hostname, osquery_version }: QueryHost, pack: PackDefinition) {
    const host = { platform, hostname, osquery_version }
    if (pack.queries.some(({ shard }) => shard)) return servedQueries(host, pack)
    const key = JSON.stringify([pack.id, pack.revision, platform, osquery_version])
    const kept = this.#served.get(key)
    if (kept) return kept
    const queries = servedQueries(host, pack)
    if (this.#served.size >= renderingsKept) this.#served.clear()
    this.#served.set(key, queries)
    return queries
  }

  /**
   * The configuration of a host. Rendered once for all hosts with the same options, packs and queries;
   * the key is the selection itself, so nothing that selects can be forgotten in it.
   */
  renderFor(host: TargetingHost, loggerMaxLines: number | null): Rendering {
    const packs = this.source.packs
      .filter((pack) => isReached(host, pack))
      .map((pack) => pickRevision(host, pack))
      .map((pack) => ({ pack, queries: this.#queriesOf(host, pack) }))
    const selected = packs.map(({ pack, queries }) => [
      pack.id,
      pack.revision,
      queries.length === pack.queries.length ? 'all' : queries.map((query) => query.id),
    ])
    const key = JSON.stringify([host.team_id, host.platform, loggerMaxLines, selected])
    const kept = this.#renderings.get(key)
    if (kept) return kept
    const { config } = this.options(host.team_id, host.platform)
    const rendering = render({
      options: loggerMaxLines === null ? config : withMaxLines(config, loggerMaxLines),
      packs,
      platform: host.platform,
    })
    if (this.#renderings.size >= renderingsKept) this.#renderings.clear()
    this.#renderings.set(key, rendering)
    return rendering
  }
}

function withMaxLines(config: JsonObject, lines: number): JsonObject {
  const options = config.options
  const inner = typeof options === 'object' && !Array.isArray(options) ? options : {}
  return { ...config, options: { ...inner, logger_tls_max_lines: lines } }
}

type Held = {
  current: Configuration | undefined
  loading: Promise<Configuration> | undefined
  /** Rises with each wake, so that a load that began before a change is not taken for current. */
  wakes: number
}

function held(): Held {
  return pinned('configuration', () => {
    const state: Held = { current: undefined, loading: undefined, wakes: 0 }
    onWake('configuration', () => {
      state.wakes += 1
      state.current = undefined
    })
    return state
  })
}

/** The configuration in memory, if it is current: no promise, no database. */
export function heldConfiguration(): Configuration | undefined {
  return held().current
}

/** The current configuration, read when it changed. Concurrent callers share one read. */
export async function currentConfiguration(): Promise<Configuration> {
  const state = held()
  if (state.current) return state.current
  state.loading ??= load(state).finally(() => {
    state.loading = undefined
  })
  return state.loading
}

async function load(state: Held): Promise<Configuration> {
  for (;;) {
    const wakes = state.wakes
    const loaded = new Configuration(await findConfigurationSource())
    if (wakes !== state.wakes) continue
    state.current = loaded
    return loaded
  }
}
