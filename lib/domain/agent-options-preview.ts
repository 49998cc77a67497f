// What a change of agent options would do, before it is saved: the merged options of a host or of a
// team's hosts of a platform with where each value comes from, whom it reaches, and what it weighs.
import { openOptions } from '@/lib/domain/agent-options'
import { checkAgentOptions } from '@/lib/domain/agent-options-check'
import {
  effectOf,
  mergedFor,
  type OptionLayers,
  withOptions,
} from '@/lib/domain/agent-options-effect'
import { hasProved, optionNeeds } from '@/lib/domain/agent-options-saves'
import { Configuration } from '@/lib/domain/configuration'
import { readHost, targetingHost } from '@/lib/domain/hosts'
import { authorize } from '@/lib/domain/permissions'
import type { TargetingHost } from '@/lib/domain/targeting'
import { listOptionGroups } from '@/lib/store/agent-options'
import { findConfigurationSource } from '@/lib/store/configuration'
import type { OptionsPreview, OptionsPreviewInput } from '@/lib/wire/agent-options'
import { diffJson, diffOptions } from '@/lib/wire/agent-options-diff'
import type { Platform } from '@/lib/wire/platforms'
import type { Viewer } from '@/lib/wire/roles'
import type { JsonObject } from '@/lib/wire/settings'

type Subject = {
  team_id: number | null
  platform: Platform
  host?: TargetingHost & { max: number | null }
}

async function subjectOf(viewer: Viewer, input: OptionsPreviewInput): Promise<Subject> {
  if (input.host_id !== undefined) {
    const found = await readHost(viewer, input.host_id)
    const host = { ...targetingHost(found), max: found.logger_max_lines }
    return { team_id: host.team_id, platform: host.platform, host }
  }
  const team_id = input.of_team_id ?? input.team_id ?? null
  authorize(viewer, 'options:read', { team_id })
  return { team_id, platform: input.platform ?? 'linux' }
}

const bytesOf = (config: JsonObject) => Buffer.byteLength(JSON.stringify(config))

/** What a host would be sent, packs and all; of a platform what its options alone weigh. */
async function weigh(before: OptionLayers, after: OptionLayers, subject: Subject) {
  const { host, team_id, platform } = subject
  if (!host) {
    const [was, is] = [before, after].map((layers) => mergedFor(layers, team_id, platform).config)
    return { before: bytesOf(was ?? {}), after: bytesOf(is ?? {}) }
  }
  const source = await findConfigurationSource()
  const [was = 0, is = 0] = [before, after].map(
    (layers) => new Configuration({ ...source, ...layers }).renderFor(host, host.max).body_bytes,
  )
  return { before: was, after: is }
}

const scopeOf = (teamId: number | null) =>
  teamId === null ? ({ all: true } as const) : { team_ids: [teamId], shared: false }

export async function previewOptions(
  viewer: Viewer,
  input: OptionsPreviewInput,
): Promise<OptionsPreview> {
  const teamId = input.team_id ?? null
  const { layers, options } = await openOptions(viewer, teamId)
  const edited = input.agent_options ?? options
  checkAgentOptions(edited)
  const subject = await subjectOf(viewer, input)
  const after = withOptions(layers, teamId, edited)
  const { config, provenance } = mergedFor(after, subject.team_id, subject.platform)
  const was = mergedFor(layers, subject.team_id, subject.platform).config
  const effect = effectOf(layers, after, await listOptionGroups(scopeOf(teamId)))
  const { affected, groups, moves } = effect
  return {
    merged: {
      config,
      provenance,
      changes: diffJson(was, config),
      bytes: await weigh(layers, after, subject),
    },
    diff: diffOptions(options, edited),
    hosts: { affected, groups },
    moves,
    confirm: optionNeeds(viewer, effect, await hasProved(viewer)),
  }
}
