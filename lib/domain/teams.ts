// Teams: who is in them and what their agents are told. Deleting one lets its hosts go to no team.
import { recordChange, wake } from '@/lib/bus/bus'
import { recordActivity } from '@/lib/domain/activity'
import { checkAgentOptions } from '@/lib/domain/agent-options-check'
import { hasProved, saveOptionsIn } from '@/lib/domain/agent-options-saves'
import { sealConfiguration } from '@/lib/domain/configuration-limits'
import { authorize, permits, teamScope } from '@/lib/domain/permissions'
import { endUserSessions } from '@/lib/domain/sessions'
import { findOptionLayers } from '@/lib/store/agent-options'
import { type Tx, transaction } from '@/lib/store/db'
import * as store from '@/lib/store/teams'
import { AppError, invalidField } from '@/lib/wire/errors'
import type { Viewer } from '@/lib/wire/roles'
import type {
  TeamCreate,
  TeamDetailRow,
  TeamEffect,
  TeamPatch,
  TeamQuery,
  TeamUsersPatch,
} from '@/lib/wire/teams'

const missing = () => new AppError('not_found', 'There is no such team')

export function listTeams(viewer: Viewer, query: TeamQuery) {
  return store.listTeams(teamScope(viewer, 'teams:read'), query)
}

/** Options are shown to those who may read them, members to those who administer the team. */
function shown(viewer: Viewer, team: TeamDetailRow): TeamDetailRow {
  const target = { team_id: team.id }
  return {
    ...team,
    agent_options: permits(viewer, 'options:read', target) ? team.agent_options : {},
    users: permits(viewer, 'users:read', target) ? team.users : [],
  }
}

/** Refuses, naming `team_id`, a team that is not there; null is no team. */
export async function requireTeam(id: number | null): Promise<void> {
  if (id !== null && !(await store.findTeam(id))) throw invalidField('team_id', 'is not a team')
}

export async function getTeam(viewer: Viewer, id: number): Promise<TeamDetailRow> {
  authorize(viewer, 'teams:read', { team_id: id })
  const team = await store.findTeam(id)
  if (!team) throw missing()
  return shown(viewer, team)
}

export async function createTeam(viewer: Viewer, body: TeamCreate, address: string) {
  authorize(viewer, 'teams:write', { team_id: null })
  const team = await transaction('people', async (tx) => {
    const id = await store.insertTeam(tx, body)
    const team = await store.findTeamLocked(tx, id)
    if (!team) throw missing()
    await sealConfiguration(tx)
    await recordActivity(tx, viewer, {
      type: 'created_team',
      object_kind: 'team',
      object_id: id,
      object_name: body.name,
      address,
    })
    return team
  })
  wake('configuration')
  return team
}

/** Of options a revision is kept; name and description are audited by what was and what is. */
export async function patchTeam(viewer: Viewer, id: number, body: TeamPatch, address: string) {
  const target = { team_id: id }
  await getTeam(viewer, id)
  const { agent_options: options, note, base_revision, confirm, ...described } = body
  const isDescribed = Object.keys(described).length > 0 || options === undefined
  if (options !== undefined) authorize(viewer, 'options:write', target)
  if (isDescribed) authorize(viewer, 'teams:write', target)
  if (options !== undefined) checkAgentOptions(options)
  const proved = await hasProved(viewer)
  const team = await transaction('people', async (tx) => {
    const before = await store.findTeamLocked(tx, id)
    if (!before) throw missing()
    const layers = await findOptionLayers(tx)
    const { name = before.name, description = before.description } = body
    const agent_options = options ?? before.agent_options
    await store.updateTeam(tx, id, { name, description, agent_options })
    await sealConfiguration(tx)
    if (options !== undefined) {
      const given = { note, base_revision, confirm }
      const save = { team_id: id, name, options, layers, given, proved, address }
      await saveOptionsIn(tx, viewer, save)
    }
    if (isDescribed) await recordEdit(tx, viewer, { before, described, address })
    return store.findTeamLocked(tx, id)
  })
  wake('configuration')
  if (!team) throw missing()
  return shown(viewer, team)
}

type Edit = {
  before: TeamDetailRow
  described: { name?: string | undefined; description?: string | undefined }
  address: string
}

function recordEdit(tx: Tx, viewer: Viewer, { before, described, address }: Edit): Promise<void> {
  const { name, description } = before
  return recordActivity(tx, viewer, {
    type: 'edited_team',
    object_kind: 'team',
    object_id: before.id,
    object_name: described.name ?? name,
    details: { was: { name, description }, is: described },
    address,
  })
}

/** What deleting it would do, for who may. */
export async function readTeamEffect(viewer: Viewer, id: number): Promise<TeamEffect> {
  authorize(viewer, 'teams:write', { team_id: id })
  if (!(await store.findTeam(id))) throw missing()
  return store.findTeamEffect(id)
}

function refuseKept({ kept_by }: TeamEffect): void {
  if (kept_by.length === 0) return
  const errors = kept_by.map(({ name, why }) => ({
    name: 'packs',
    reason: why === 'targets' ? `${name} targets the team` : `${name} schedules one of its queries`,
  }))
  throw new AppError('conflict', `Packs of others rely on the team: ${errors[0]?.reason}`, {
    errors,
  })
}

function refuseUntyped(viewer: Viewer, name: string, typed: string | undefined): void {
  if (typed === undefined && viewer.in_browser !== true) return
  if (typed === name) return
  const reason = `type the name of the team: ${name}`
  throw new AppError(typed === undefined ? 'forbidden' : 'conflict', reason, {
    errors: [{ name: 'confirm', reason }],
  })
}

/** Its packs, queries, secrets and tokens go with it; its hosts stay, without a team. */
export async function deleteTeam(
  viewer: Viewer,
  id: number,
  { confirm, address }: { confirm?: string | undefined; address: string },
): Promise<void> {
  authorize(viewer, 'teams:write', { team_id: id })
  const topics = ['hosts', `teams:${id}`]
  await transaction('people', async (tx) => {
    const team = await store.findTeamLocked(tx, id)
    if (!team) throw missing()
    refuseUntyped(viewer, team.name, confirm)
    const effect = await store.findTeamEffect(id, tx)
    refuseKept(effect)
    await store.removeTeam(tx, id)
    await sealConfiguration(tx)
    for (const user of team.users) topics.push(`users:${user.id}`)
    for (const topic of topics) await recordChange(tx, topic)
    await recordActivity(tx, viewer, {
      type: 'deleted_team',
      object_kind: 'team',
      object_id: id,
      object_name: team.name,
      hosts: effect.hosts,
      details: { ...effect, packs: effect.packs.slice(0, 100).map(({ name }) => name) },
      address,
    })
  })
  for (const topic of [...topics, 'configuration']) wake(topic)
}

function checkMembers(ids: readonly number[], isWelcome: (id: number) => boolean): void {
  const errors = ids.flatMap((id, index) =>
    isWelcome(id)
      ? []
      : [{ name: `users.${index}.id`, reason: 'is not somebody who can be a member' }],
  )
  if (errors.length > 0) throw new AppError('invalid', 'Not everybody can be a member', { errors })
}

/** Members are people without a global role. Somebody new to the viewer only a global admin adds. */
export async function patchTeamUsers(
  viewer: Viewer,
  id: number,
  { users }: TeamUsersPatch,
  address: string,
) {
  await getTeam(viewer, id)
  authorize(viewer, 'members:write', { team_id: id })
  const team = await transaction('people', async (tx) => {
    const before = await store.findTeamLocked(tx, id)
    if (!before) throw missing()
    const ids = users.map((user) => user.id)
    const eligible = new Set(await store.listEligible(tx, ids))
    const known = new Set(before.users.map((user) => user.id))
    checkMembers(ids, (user) => eligible.has(user) && (known.has(user) || !!viewer.global_role))
    await store.updateMembers(tx, id, users)
    for (const user of users) await endUserSessions(tx, user.id)
    await recordActivity(tx, viewer, {
      type: 'edited_team_users',
      object_kind: 'team',
      object_id: id,
      object_name: before.name,
      details: { users },
      address,
    })
    return store.findTeamLocked(tx, id)
  })
  for (const user of users) wake(`users:${user.id}`)
  if (!team) throw missing()
  return shown(viewer, team)
}
