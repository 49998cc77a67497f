// Revisions of agent options: who set what, when and why, and the way back. Restoring an older one is a
// save like any other: checked by what agents take now, confirmed where it moves or mutes them.
import { wake } from '@/lib/bus/bus'
import { openOptions } from '@/lib/domain/agent-options'
import { checkAgentOptions } from '@/lib/domain/agent-options-check'
import { hasProved, saveOptionsIn } from '@/lib/domain/agent-options-saves'
import { sealConfiguration } from '@/lib/domain/configuration-limits'
import { authorize } from '@/lib/domain/permissions'
import {
  findOptionLayers,
  findOptionRevision,
  listOptionRevisions as listStored,
  updateAgentOptions,
} from '@/lib/store/agent-options'
import { transaction } from '@/lib/store/db'
import { findSettingsLocked } from '@/lib/store/settings'
import { findTeamLocked } from '@/lib/store/teams'
import type { OptionsRestore, OptionsRevisionQuery } from '@/lib/wire/agent-options'
import { diffOptions } from '@/lib/wire/agent-options-diff'
import { AppError } from '@/lib/wire/errors'
import type { Viewer } from '@/lib/wire/roles'

export async function listOptionRevisions(
  viewer: Viewer,
  {
    team_id = null,
    ...paging
  }: Omit<OptionsRevisionQuery, 'team_id'> & { team_id?: number | null },
) {
  await openOptions(viewer, team_id)
  return listStored(team_id, paging)
}

async function stored(teamId: number | null, number: number) {
  const revision = await findOptionRevision(teamId, number)
  if (!revision) throw new AppError('not_found', `There is no revision ${number}`)
  return revision
}

/** A revision with what it changed, and what restoring it would change now. */
export async function readOptionRevision(viewer: Viewer, teamId: number | null, number: number) {
  const { options } = await openOptions(viewer, teamId)
  const { content, ...revision } = await stored(teamId, number)
  const before = number > 1 ? (await findOptionRevision(teamId, number - 1))?.content : undefined
  return {
    ...revision,
    agent_options: content,
    diff: diffOptions(before ?? {}, content),
    diff_now: diffOptions(options, content),
  }
}

/** Makes a new revision with the content of an older one; none where nothing would differ. */
export async function restoreOptions(
  viewer: Viewer,
  number: number,
  { team_id: team, ...given }: OptionsRestore,
  address: string,
): Promise<void> {
  const team_id = team ?? null
  const { name } = await openOptions(viewer, team_id)
  authorize(viewer, 'options:write', { team_id })
  const { content: options } = await stored(team_id, number)
  checkAgentOptions(options)
  const proved = await hasProved(viewer)
  await transaction('people', async (tx) => {
    if (team_id === null) await findSettingsLocked(tx)
    else if (!(await findTeamLocked(tx, team_id)))
      throw new AppError('not_found', 'There is no such team')
    const layers = await findOptionLayers(tx)
    await updateAgentOptions(tx, team_id, options)
    await sealConfiguration(tx)
    const named = name === undefined ? {} : { name }
    const save = { team_id, ...named, options, layers, given, proved, address, restored: number }
    await saveOptionsIn(tx, viewer, save)
  })
  wake('configuration')
}
