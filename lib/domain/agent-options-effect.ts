// Whom a change of agent options reaches, and which options it would move or mute agents by. Decided on
// what each team and platform would be told, not on what was typed: a team's own value may hide it.
import { leavesTalking, optionFacts } from '@/lib/domain/agent-options-facts'
import { mergeAgentOptions } from '@/lib/domain/agent-options-merge'
import type { OptionsGroupRow } from '@/lib/store/agent-options'
import type { ConfigurationSource } from '@/lib/store/configuration'
import type { OptionsGroup, OptionsMove } from '@/lib/wire/agent-options'
import { diffJson, isJsonObject } from '@/lib/wire/agent-options-diff'
import { type Platform, platformName } from '@/lib/wire/platforms'
import type { AgentOptions, JsonObject } from '@/lib/wire/settings'

/** All layers as they are, or would be. */
export type OptionLayers = Pick<ConfigurationSource, 'organisation' | 'teams'>

/** The layers with the options of one of them replaced. */
export function withOptions(
  { organisation, teams }: OptionLayers,
  teamId: number | null,
  options: AgentOptions,
): OptionLayers {
  if (teamId === null) return { organisation: options, teams }
  return {
    organisation,
    teams: teams.map((team) => (team.id === teamId ? { ...team, agent_options: options } : team)),
  }
}

export function mergedFor(
  { organisation, teams }: OptionLayers,
  teamId: number | null,
  platform: Platform,
) {
  const team = teams.find(({ id }) => id === teamId)
  return mergeAgentOptions({
    organisation,
    team: team ? { name: team.name, options: team.agent_options } : null,
    platform,
  })
}

function optionsOf(config: JsonObject): JsonObject {
  return isJsonObject(config.options) ? config.options : {}
}

/** The options of that change that move or mute; setting one back to what keeps agents talking is none. */
function movesIn(before: JsonObject, after: JsonObject): string[] {
  const options = optionsOf(after)
  return diffJson(optionsOf(before), options).flatMap(({ path, is }) => {
    const effect = optionFacts.get(path)?.effect ?? null
    if (effect === null) return []
    const value = options[path]
    const keepsTalking =
      effect === 'mutes' && (is === undefined || leavesTalking(path, value ?? null))
    return keepsTalking ? [] : [path]
  })
}

export type OptionsEffect = {
  affected: number
  groups: OptionsGroup[]
  moves: OptionsMove[]
  /** Hosts that any of the moves reaches, each once. */
  moved: number
}

/** What replacing `before` by `after` does to the hosts of those groups. */
export function effectOf(
  before: OptionLayers,
  after: OptionLayers,
  rows: readonly OptionsGroupRow[],
): OptionsEffect {
  const groups: OptionsGroup[] = []
  const movedBy = new Map<string, number>()
  let moved = 0
  for (const { team_id, platform, hosts } of rows) {
    const [was, is] = [before, after].map(
      (layers) => mergedFor(layers, team_id, platformName(platform)).config,
    )
    if (!was || !is || diffJson(was, is).length === 0) continue
    const team = after.teams.find(({ id }) => id === team_id)?.name ?? null
    groups.push({ team_id, team, platform, hosts })
    const moves = movesIn(was, is)
    if (moves.length > 0) moved += hosts
    for (const option of moves) movedBy.set(option, (movedBy.get(option) ?? 0) + hosts)
  }
  const moves = [...movedBy].map(([option, hosts]) => {
    const effect = optionFacts.get(option)?.effect === 'moves' ? 'moves' : 'mutes'
    return { option, effect, hosts } as const
  })
  return { affected: groups.reduce((sum, { hosts }) => sum + hosts, 0), groups, moves, moved }
}
