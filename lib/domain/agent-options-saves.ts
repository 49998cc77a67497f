// Saving agent options: a revision with author and note, an audit entry with the difference, and for
// what moves or mutes agents a fresh sign-in and the typed number of hosts. Nothing changed, nothing kept.
import { recordActivity } from '@/lib/domain/activity'
import { checkAgentOptions } from '@/lib/domain/agent-options-check'
import {
  effectOf,
  type OptionLayers,
  type OptionsEffect,
  withOptions,
} from '@/lib/domain/agent-options-effect'
import { authorize } from '@/lib/domain/permissions'
import {
  appendOptionRevision,
  findNewestOptions,
  listOptionGroups,
} from '@/lib/store/agent-options'
import type { Tx } from '@/lib/store/db'
import { findProofFresh } from '@/lib/store/sessions'
import type { OptionsSave } from '@/lib/wire/agent-options'
import { diffOptions, optionsInWords } from '@/lib/wire/agent-options-diff'
import { AppError, type FieldError } from '@/lib/wire/errors'
import type { Viewer } from '@/lib/wire/roles'
import type { AgentOptions } from '@/lib/wire/settings'

/** Whether the session proved its password in the last 15 minutes. */
export async function hasProved({ session_id }: Viewer): Promise<boolean> {
  return session_id !== undefined && (await findProofFresh(session_id))
}

/** What saving asks of the viewer. A script has nobody who could type; its token needs the scope. */
export function optionNeeds(viewer: Viewer, { moved }: OptionsEffect, proved: boolean) {
  const many = moved > 0 && viewer.via === 'session'
  return { needed: many && viewer.in_browser === true, hosts: moved, password: many && !proved }
}

const scopeNeeded = (what: string) => ({
  message: `${what}: the token needs the scope admin`,
  errors: [{ name: 'scopes', reason: 'the token lacks admin' }],
})

function refuseUnconfirmed(
  viewer: Viewer,
  teamId: number | null,
  effect: OptionsEffect,
  { typed, proved }: { typed: number | undefined; proved: boolean },
): void {
  const { moves, moved } = effect
  if (moved === 0) return
  if (typed !== undefined && typed !== moved) {
    const reason = `${moved} hosts are meant now, not ${typed}`
    throw new AppError('conflict', reason, { errors: [{ name: 'confirm', reason }] })
  }
  const names = moves.map(({ option, effect: does }) => `${option} ${does} agents`).join(', ')
  authorize(viewer, 'options:move', { team_id: teamId }, scopeNeeded(names))
  const { needed, password } = optionNeeds(viewer, effect, proved)
  const errors: FieldError[] = [
    ...(needed && typed === undefined
      ? [{ name: 'confirm', reason: `type how many hosts that reaches: ${moved}` }]
      : []),
    ...(password ? [{ name: 'password', reason: 'give your password again' }] : []),
  ]
  if (errors.length === 0) return
  const message = `${names}: ${errors.map(({ reason }) => reason).join(', and ')}`
  throw new AppError('forbidden', message, { errors })
}

type Save = {
  team_id: number | null
  /** The team's, for the trail. */
  name?: string
  options: AgentOptions
  /** Every layer as it was before. */
  layers: OptionLayers
  given: OptionsSave
  proved: boolean
  address: string
  /** The revision whose content this is again. */
  restored?: number
}

const scopeOf = (teamId: number | null) =>
  teamId === null ? ({ all: true } as const) : { team_ids: [teamId], shared: false }

async function refuseStale(tx: Tx, { team_id, given }: Save): Promise<void> {
  const newest = await findNewestOptions(team_id, tx)
  if (given.base_revision === undefined || given.base_revision === newest) return
  const reason = `revision ${newest} is the newest, not ${given.base_revision}`
  throw new AppError('conflict', `Somebody else saved agent options: ${reason}`, {
    errors: [{ name: 'base_revision', reason }],
  })
}

function saved(layers: OptionLayers, teamId: number | null): AgentOptions {
  if (teamId === null) return layers.organisation
  return layers.teams.find(({ id }) => id === teamId)?.agent_options ?? {}
}

/**
 * Keeps and audits a save of options, in the transaction that holds the row they stand in and writes
 * them there. Returns the number of the new revision, or undefined where nothing changed.
 */
export async function saveOptionsIn(
  tx: Tx,
  viewer: Viewer,
  save: Save,
): Promise<number | undefined> {
  const { team_id, options, layers, given } = save
  checkAgentOptions(options)
  await refuseStale(tx, save)
  const diff = diffOptions(saved(layers, team_id), options)
  if (diff.length === 0) return undefined
  const groups = await listOptionGroups(scopeOf(team_id), tx)
  const effect = effectOf(layers, withOptions(layers, team_id, options), groups)
  const { proved } = save
  refuseUnconfirmed(viewer, team_id, effect, { typed: given.confirm, proved })
  const { note = '' } = given
  const number = await appendOptionRevision(tx, {
    team_id,
    author_id: viewer.user_id,
    note: note === '' && save.restored ? `restored revision ${save.restored}` : note,
    summary: optionsInWords(diff),
    content: options,
  })
  await recordActivity(tx, viewer, {
    type: save.restored === undefined ? 'edited_agent_options' : 'restored_agent_options',
    object_kind: team_id === null ? 'settings' : 'team',
    ...(team_id === null ? {} : { object_id: team_id }),
    ...(save.name === undefined ? {} : { object_name: save.name }),
    hosts: effect.affected,
    details: {
      revision: number,
      note,
      changes: diff,
      ...(effect.moves.length > 0 ? { moves: effect.moves } : {}),
      ...(save.restored === undefined ? {} : { restored: save.restored }),
    },
    address: save.address,
  })
  return number
}
