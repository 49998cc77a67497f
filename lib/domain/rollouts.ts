// Rollouts: one revision on its way to the hosts of a pack, at most one a pack. Every step is a change
// of configurations: sealed, audited and on record in the same transaction.
import { wake } from '@/lib/bus/bus'
import { recordActivity } from '@/lib/domain/activity'
import { sealConfiguration } from '@/lib/domain/configuration-limits'
import { type OpenPack, openPack, openPackToWrite } from '@/lib/domain/packs'
import { authorize, isInScope, teamScope } from '@/lib/domain/permissions'
import { countRolloutHosts, judgedFrom, type RolloutHosts } from '@/lib/domain/rollout-hosts'
import { isDuplicate, type Tx, transaction } from '@/lib/store/db'
import { hasLabel } from '@/lib/store/labels'
import { lockPacks, updateReleased } from '@/lib/store/revisions'
import {
  appendRolloutEvent,
  findRollout,
  hasRevision,
  insertRollout,
  listRollouts,
  lockRollout,
  type RolloutRow,
  updateRolloutGates,
  updateRolloutShare,
  updateRolloutState,
} from '@/lib/store/rollouts'
import { AppError, invalidField } from '@/lib/wire/errors'
import type { Viewer } from '@/lib/wire/roles'
import {
  defaultGates,
  type Gate,
  gateNames,
  type Rollout,
  type RolloutInput,
  type RolloutPatch,
} from '@/lib/wire/rollouts'

/** Each gate with its limit, and what it was found to be where it has been judged. */
function gatesOf({ gates, verdicts }: RolloutRow): Gate[] {
  return gateNames.flatMap((name): Gate[] => {
    const limit = gates.limits[name]
    if (limit === undefined) return []
    const judged = verdicts.find((verdict) => verdict.name === name)
    return [{ name, value: null, verdict: 'waiting', ...judged, limit }]
  })
}

/** Rollouts of one pack with their hosts as they are now. */
async function told(viewer: Viewer, pack: OpenPack, rows: RolloutRow[]): Promise<Rollout[]> {
  const scope = teamScope(viewer, 'hosts:read')
  const counted = await countRolloutHosts(pack.id, rows, scope)
  const seesAll = 'all' in scope || (pack.team_id !== null && isInScope(scope, pack.team_id))
  return rows.flatMap((row, index) => {
    const hosts = counted[index]
    const events = seesAll ? row.events : row.events.map(withoutEvidence)
    return hosts ? [toldOne({ ...row, events }, hosts)] : []
  })
}

/** Gates are judged over the whole fleet: what its hosts said is for those who see all of them. */
function withoutEvidence(event: RolloutRow['events'][number]): RolloutRow['events'][number] {
  const { worst: _, hosts: __, ...details } = event.details
  return { ...event, details }
}

function toldOne(row: RolloutRow, { hosts, cohort }: RolloutHosts): Rollout {
  const { widened_at: _, verdicts: __, ...rest } = row
  return {
    ...rest,
    gates: gatesOf(row),
    hosts,
    cohort,
    judged_from: judgedFrom(cohort),
    judged_at: row.judged_at?.toISOString() ?? null,
    created_at: row.created_at.toISOString(),
    ended_at: row.ended_at?.toISOString() ?? null,
  }
}

/** The last rollouts of a pack, newest first. */
export async function rolloutsOf(viewer: Viewer, packId: number): Promise<Rollout[]> {
  const pack = await openPack(viewer, packId)
  return told(viewer, pack, await listRollouts(packId))
}

async function found(viewer: Viewer, id: number): Promise<{ row: RolloutRow; pack: OpenPack }> {
  const row = await findRollout(id)
  if (!row) throw new AppError('not_found', 'There is no such rollout')
  return { row, pack: await openPack(viewer, row.pack_id) }
}

export async function readRollout(viewer: Viewer, id: number): Promise<Rollout> {
  const { row, pack } = await found(viewer, id)
  const [rollout] = await told(viewer, pack, [row])
  if (!rollout) throw new AppError('not_found', 'There is no such rollout')
  return rollout
}

async function lockPack(tx: Tx, packId: number): Promise<{ revision: number; released: number }> {
  const [pack] = await lockPacks(tx, [packId])
  if (!pack) throw new AppError('not_found', 'There is no such pack')
  return { revision: pack.revision, released: pack.released ?? pack.revision }
}

/** Sets what hosts outside a rollout get; the newest revision needs no pin. */
async function release(tx: Tx, packId: number, number: number): Promise<void> {
  const { revision } = await lockPack(tx, packId)
  await updateReleased(tx, packId, number === revision ? null : number)
}

/** The revision that hosts outside the cohort keep: the released one, or the one before it. */
async function startingPoint(tx: Tx, packId: number, revision: number): Promise<number> {
  const { released } = await lockPack(tx, packId)
  if (!(await hasRevision(tx, packId, revision)))
    throw invalidField('revision', `the pack has no revision ${revision}`)
  return revision === released ? revision - 1 : released
}

const alreadyUnderWay = (pack: OpenPack) =>
  new AppError('conflict', `A rollout of ${pack.name} is under way`, {
    errors: [{ name: 'revision', reason: 'promote or roll back the rollout that is under way' }],
  })

async function refuseUnknownLabel(labelId: number | undefined): Promise<void> {
  if (labelId === undefined) return
  if (!(await hasLabel(labelId))) throw invalidField('label_id', `there is no label ${labelId}`)
}

/**
 * Starts a rollout of a stored revision: to 10 % of the hosts when neither share nor label is given.
 * A revision that all hosts have goes back, outside the cohort, to the one before it. `conflict` while
 * another rollout of the pack is under way.
 */
export async function startRollout(
  viewer: Viewer,
  packId: number,
  input: RolloutInput,
  address: string,
): Promise<Rollout> {
  const pack = await openPackToWrite(viewer, packId)
  await refuseUnknownLabel(input.label_id)
  const { revision: to, label_id = null } = input
  const share = label_id === null ? (input.share ?? 10) : null
  const limits = input.gates ?? defaultGates
  const id = await transaction('people', async (tx) => {
    const from = await startingPoint(tx, packId, to)
    const rollout = { pack_id: packId, from, to, share, label_id }
    const gates = { limits, waived: {} }
    const started = await insertRollout(tx, { ...rollout, gates, author_id: viewer.user_id })
    await release(tx, packId, from)
    const details = { from, to, share, label_id, gates: limits }
    await note(tx, { viewer, pack, id: started, type: 'started', details, address })
    return started
  }).catch((error) => {
    throw isDuplicate(error) ? alreadyUnderWay(pack) : error
  })
  wake('configuration')
  return readRollout(viewer, id)
}

type Step = {
  viewer: Viewer
  pack: OpenPack
  id: number
  type: 'started' | 'widened' | 'changed_gates' | 'paused' | 'resumed' | 'promoted' | 'rolled_back'
  details: Record<string, unknown>
  address: string
}

/** What each step leaves behind, last in its transaction. */
async function note(tx: Tx, { viewer, pack, id, type, details, address }: Step): Promise<void> {
  await appendRolloutEvent(tx, id, { type, actor_name: viewer.name, details })
  await sealConfiguration(tx, [pack.id])
  await recordActivity(tx, viewer, {
    type: `${type}_rollout`,
    object_kind: 'pack',
    object_id: pack.id,
    object_name: pack.name,
    details: { rollout_id: id, ...details },
    address,
  })
}

type Locked = NonNullable<Awaited<ReturnType<typeof lockRollout>>>

const ended = (state: Rollout['state']) => state === 'promoted' || state === 'rolled_back'

/** Runs one step on the locked rollout; `conflict` when it has ended. */
async function steer(
  viewer: Viewer,
  id: number,
  address: string,
  step: (tx: Tx, locked: Locked) => Promise<Pick<Step, 'type' | 'details'> | null>,
): Promise<Rollout> {
  const { pack } = await found(viewer, id)
  authorize(viewer, 'packs:write', pack)
  await transaction('people', async (tx) => {
    await lockPacks(tx, [pack.id])
    const locked = await lockRollout(tx, id)
    if (!locked) throw new AppError('not_found', 'There is no such rollout')
    if (ended(locked.state))
      throw new AppError('conflict', `The rollout has ended (${locked.state.replace('_', ' ')})`)
    const done = await step(tx, locked)
    if (done) await note(tx, { viewer, pack, id, address, ...done })
  })
  wake('configuration')
  return readRollout(viewer, id)
}

/** Widens the share, which only adds hosts, or sets other limits. */
export function editRollout(viewer: Viewer, id: number, patch: RolloutPatch, address: string) {
  return steer(viewer, id, address, async (tx, locked) => {
    const { share, gates } = patch
    if (gates) await updateRolloutGates(tx, id, { limits: gates, waived: locked.gates.waived })
    if (share === undefined) return { type: 'changed_gates', details: { gates } }
    if (locked.share === null) throw invalidField('share', 'the cohort of this rollout is a label')
    if (share < locked.share)
      throw invalidField('share', `can only rise from ${locked.share}; to take it back, roll back`)
    await updateRolloutShare(tx, id, share)
    return {
      type: 'widened',
      details: { from_share: locked.share, share, ...(gates && { gates }) },
    }
  })
}

/** Freezes the cohort as it is. */
export function pauseRollout(viewer: Viewer, id: number, address: string) {
  return steer(viewer, id, address, async (tx, { state }) => {
    if (state === 'paused') return null
    await updateRolloutState(tx, id, 'paused', `paused by ${viewer.name}`)
    return { type: 'paused', details: {} }
  })
}

/** Goes on; a gate that had tripped is let pass at what it is now, and trips again beyond that. */
export function resumeRollout(viewer: Viewer, id: number, address: string) {
  return steer(viewer, id, address, async (tx, { state, gates }) => {
    if (state === 'running') return null
    const failed = (await findRollout(id))?.verdicts.filter(({ verdict }) => verdict === 'failed')
    const waived = { ...gates.waived }
    for (const { name, value } of failed ?? []) if (value !== null) waived[name] = value
    await updateRolloutGates(tx, id, { limits: gates.limits, waived })
    await updateRolloutState(tx, id, 'running', null)
    return { type: 'resumed', details: { waived } }
  })
}

/** Every host of the pack gets `to`. */
export function promoteRollout(viewer: Viewer, id: number, address: string) {
  return steer(viewer, id, address, async (tx, { pack_id, to }) => {
    await updateRolloutState(tx, id, 'promoted', null)
    await release(tx, pack_id, to)
    return { type: 'promoted', details: { to } }
  })
}

/** Every host of the pack gets `from` again. */
export function rollBack(viewer: Viewer, id: number, address: string) {
  return steer(viewer, id, address, async (tx, { pack_id, from }) => {
    await updateRolloutState(tx, id, 'rolled_back', null)
    await release(tx, pack_id, from)
    return { type: 'rolled_back', details: { from } }
  })
}
