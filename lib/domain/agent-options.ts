// Agent options as people read and check them: those of the organisation or of a team, as text and as
// they are. Writing them is for agent-options-saves, through the settings, the team or a restore.
import { optionFaults, sectionNames } from '@/lib/domain/agent-options-check'
import { optionFacts } from '@/lib/domain/agent-options-facts'
import { authorize } from '@/lib/domain/permissions'
import { findNewestOptions, findOptionLayers, listOptionGroups } from '@/lib/store/agent-options'
import type { OptionFault, OptionsCheck, OptionsReply } from '@/lib/wire/agent-options'
import { optionsJson } from '@/lib/wire/agent-options-diff'
import { optionsText, placeOfPath, readOptionsText } from '@/lib/wire/agent-options-text'
import { AppError } from '@/lib/wire/errors'
import type { Viewer } from '@/lib/wire/roles'
import { AgentOptions, type JsonValue } from '@/lib/wire/settings'

/** Options with what decides beside them, read by those who may read them. */
export async function openOptions(viewer: Viewer, teamId: number | null) {
  authorize(viewer, 'options:read', { team_id: teamId })
  const layers = await findOptionLayers()
  if (teamId === null) return { layers, options: layers.organisation }
  const team = layers.teams.find(({ id }) => id === teamId)
  if (!team) throw new AppError('not_found', 'There is no such team')
  return { layers, options: team.agent_options, name: team.name }
}

export async function getAgentOptions(
  viewer: Viewer,
  teamId: number | null,
): Promise<OptionsReply> {
  const { options } = await openOptions(viewer, teamId)
  const scope = teamId === null ? ({ all: true } as const) : { team_ids: [teamId], shared: false }
  const [revision, groups] = await Promise.all([findNewestOptions(teamId), listOptionGroups(scope)])
  return {
    team_id: teamId,
    agent_options: options,
    revision,
    hosts: groups.reduce((sum, { hosts }) => sum + hosts, 0),
    text: optionsText(optionsJson(options)),
  }
}

/** Every option that is known, for whoever may read options at all. */
export function listOptionFacts(viewer: Viewer) {
  authorize(viewer, 'options:read', 'any')
  return { options: [...optionFacts.values()], sections: [...sectionNames] }
}

const fieldName = (path: readonly string[]) => ['agent_options', ...path].join('.')

function checkValue(value: JsonValue, text: string | undefined) {
  const errors = optionFaults(value).map(({ path, reason }): OptionFault => {
    const place = text === undefined ? {} : placeOfPath(text, path)
    return { name: fieldName(path), reason, ...place }
  })
  const read = AgentOptions.safeParse(value)
  if (!read.success) return { valid: false, errors, agent_options: null, text: null }
  const both = optionsText(optionsJson(read.data))
  return { valid: errors.length === 0, errors, agent_options: read.data, text: both }
}

/** What is wrong with a text or a value; keeps nothing. */
export function checkOptions(viewer: Viewer, check: OptionsCheck) {
  authorize(viewer, 'options:read', 'any')
  if ('agent_options' in check) return checkValue(check.agent_options, undefined)
  const read = readOptionsText(check.content)
  if ('value' in read) return checkValue(read.value, check.content)
  const { reason, line, column } = read.fault
  const errors = [{ name: 'content', reason, line, column }]
  return { valid: false, errors, agent_options: null, text: null }
}
