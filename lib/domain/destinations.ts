// Destinations as admins set them up. Refuses secrets that would go to another address than they were
// given for, two destinations on one file, and packs that are not there.
import { wake } from '@/lib/bus/bus'
import { recordActivity } from '@/lib/domain/activity'
import {
  isSameAddress,
  openSecrets,
  type Secrets,
  sealSecrets,
} from '@/lib/domain/destination-secrets'
import { shownDestinations } from '@/lib/domain/destination-shown'
import { authorize } from '@/lib/domain/permissions'
import { isDuplicate, type Tx, transaction } from '@/lib/store/db'
import { listLinePacks } from '@/lib/store/destination-lines'
import { countDay } from '@/lib/store/destination-replays'
import {
  findDestination,
  findDestinationLocked,
  insertDestination,
  listDestinations,
  listNamedDestinations,
  lockFileUser,
  nextDestinationId,
  removeDestination,
  type StoredDestination,
  updateDestination,
} from '@/lib/store/destinations'
import { type DestinationKind, parseSettings } from '@/lib/wire/destination-kinds'
import type {
  DestinationCreate,
  DestinationFilter,
  DestinationPatch,
  DestinationRow,
} from '@/lib/wire/destinations'
import { AppError, type FieldError, refuseFields } from '@/lib/wire/errors'
import type { Viewer } from '@/lib/wire/roles'

const fleet = { team_id: null }
export const missingDestination = () => new AppError('not_found', 'There is no such destination')

export function mayRead(viewer: Viewer): void {
  authorize(viewer, 'destinations:read', fleet)
}

export function mayWrite(viewer: Viewer): void {
  authorize(viewer, 'destinations:write', fleet)
}

export async function listDestinationsFor(viewer: Viewer): Promise<DestinationRow[]> {
  mayRead(viewer)
  return shownDestinations(await listDestinations())
}

export async function getDestination(viewer: Viewer, id: number): Promise<DestinationRow> {
  mayRead(viewer)
  const row = await findDestination(id)
  const [shown] = row ? await shownDestinations([row]) : []
  if (!shown) throw missingDestination()
  return shown
}

/** Locked until the transaction ends; `not_found` when there is none. */
export async function lockDestination(tx: Tx, id: number): Promise<StoredDestination> {
  const row = await findDestinationLocked(tx, id)
  if (!row) throw missingDestination()
  return row
}

async function refuseUnknownPacks({ packs }: DestinationFilter): Promise<void> {
  if (packs === null) return
  const there = new Set((await listLinePacks(packs)).map(({ id }) => id))
  refuseFields(
    packs.flatMap((id, index): FieldError[] =>
      there.has(id) ? [] : [{ name: `filter.packs[${index}]`, reason: `there is no pack ${id}` }],
    ),
  )
}

/** The settings as they may be kept; every field at fault is named. */
function settingsOf(kind: DestinationKind, config: unknown, secrets: unknown) {
  const { errors, ...settings } = parseSettings(kind, config, secrets)
  refuseFields(errors)
  return settings
}

/** What of the stored secrets still holds, and what is changed of them. */
export function mergedSecrets(
  stored: Pick<StoredDestination, 'id' | 'kind' | 'config' | 'secrets'>,
  config: Record<string, unknown>,
  changes: Record<string, string | null>,
): Secrets {
  const kept = openSecrets(stored.id, stored.secrets)
  const moved = !isSameAddress(stored.kind, stored.config, config)
  const asked = Object.keys(kept).filter((name) => moved && !Object.hasOwn(changes, name))
  refuseFields(
    asked.map((name) => ({
      name: `secrets.${name}`,
      reason: 'must be given again, because the address is another one',
    })),
  )
  const merged = Object.entries({ ...kept, ...changes })
  return Object.fromEntries(
    merged.flatMap(([name, value]) => (value === null ? [] : [[name, value]])),
  )
}

async function refuseSharedFile(tx: Tx, kind: string, config: Record<string, unknown>, id: number) {
  if (kind !== 'file') return
  const user = await lockFileUser(tx, String(config.path), id)
  if (user !== undefined)
    refuseFields([{ name: 'config.path', reason: `is the file of ${user} already` }])
}

function nameTaken(error: unknown): never {
  if (!isDuplicate(error)) throw error
  throw new AppError('conflict', 'There is already a destination of that name', {
    errors: [{ name: 'name', reason: 'is taken by another destination' }],
  })
}

const filterColumns = ({ packs, log_types, live }: DestinationFilter) => ({
  packs,
  log_types,
  live,
})

export async function addDestination(
  viewer: Viewer,
  body: DestinationCreate,
  address: string,
): Promise<DestinationRow> {
  mayWrite(viewer)
  await refuseUnknownPacks(body.filter)
  const { kind, name, enabled, when_full } = body
  const { config, secrets } = settingsOf(kind, body.config, body.secrets)
  const id = await transaction('people', async (tx) => {
    const made = await nextDestinationId(tx)
    await refuseSharedFile(tx, kind, config, made)
    await insertDestination(tx, {
      ...{ id: made, kind, name, enabled, when_full, config },
      ...filterColumns(body.filter),
      secrets: sealSecrets(made, secrets),
      secrets_set: stamped(secrets, {}),
    })
    await recordActivity(tx, viewer, {
      type: 'created_destination',
      ...objectOf({ id: made, name }),
      details: {
        kind,
        config,
        filter: body.filter,
        enabled,
        when_full,
        secrets: Object.keys(secrets),
      },
      address,
    })
    return made
  }).catch(nameTaken)
  wake('destinations')
  return getDestination(viewer, id)
}

export const objectOf = ({ id, name }: { id: number; name: string }) => ({
  object_kind: 'destination',
  object_id: id,
  object_name: name,
})

/** When each secret was set: those that are the same keep their time. */
function stamped(secrets: Secrets, kept: Record<string, string>, nowMs = Date.now()) {
  const now = new Date(nowMs).toISOString()
  return Object.fromEntries(Object.keys(secrets).map((name) => [name, kept[name] ?? now]))
}

function writtenOf(row: StoredDestination, patch: DestinationPatch) {
  const config = patch.config ?? row.config
  const merged = mergedSecrets(row, config, patch.secrets ?? {})
  const settings = settingsOf(row.kind, config, merged)
  const untouched = Object.entries(row.secrets_set).filter(([name]) => !patch.secrets?.[name])
  const filter = patch.filter ?? { packs: row.packs, log_types: row.log_types, live: row.live }
  return {
    ...{ id: row.id, kind: row.kind },
    name: patch.name ?? row.name,
    enabled: patch.enabled ?? row.enabled,
    when_full: patch.when_full ?? row.when_full,
    ...filterColumns(filter),
    config: settings.config,
    secrets: sealSecrets(row.id, settings.secrets),
    secrets_set: stamped(settings.secrets, Object.fromEntries(untouched)),
  }
}

/** What the audit trail compares; of secrets only which there are. */
const auditedOf = (row: ReturnType<typeof writtenOf> | StoredDestination) => ({
  ...{ name: row.name, config: row.config, enabled: row.enabled, when_full: row.when_full },
  filter: filterColumns(row),
  secrets: Object.keys(row.secrets_set),
})

export async function changeDestination(
  viewer: Viewer,
  id: number,
  patch: DestinationPatch,
  address: string,
): Promise<DestinationRow> {
  mayWrite(viewer)
  if (patch.filter) await refuseUnknownPacks(patch.filter)
  await transaction('people', async (tx) => {
    const row = await lockDestination(tx, id)
    const written = writtenOf(row, patch)
    await refuseSharedFile(tx, row.kind, written.config, id)
    await updateDestination(tx, written)
    await recordActivity(tx, viewer, {
      type: 'edited_destination',
      ...objectOf(written),
      details: {
        was: auditedOf(row),
        is: auditedOf(written),
        secrets_changed: Object.keys(patch.secrets ?? {}),
      },
      address,
    })
  }).catch(nameTaken)
  wake('destinations')
  return getDestination(viewer, id)
}

export async function deleteDestination(
  viewer: Viewer,
  id: number,
  address: string,
): Promise<void> {
  mayWrite(viewer)
  await transaction('people', async (tx) => {
    const row = await lockDestination(tx, id)
    await removeDestination(tx, id)
    await recordActivity(tx, viewer, {
      type: 'deleted_destination',
      ...objectOf(row),
      details: { was: auditedOf(row) },
      address,
    })
  })
  wake('destinations')
}

/** How many lines a day would pass that filter, by the last 24 hours. */
export async function previewFilter(viewer: Viewer, filter: DestinationFilter): Promise<number> {
  mayRead(viewer)
  return countDay({ destination_id: 0, ...filterColumns(filter) }, new Date())
}

/** Refuses what a live query names that is no destination for its answers, and viewers who may not. */
export async function refuseDestinations(viewer: Viewer, ids: readonly number[]): Promise<void> {
  if (ids.length === 0) return
  mayRead(viewer)
  const there = new Map((await listNamedDestinations(ids)).map(({ id, live }) => [id, live]))
  refuseFields(
    ids.flatMap((id, index): FieldError[] => {
      const live = there.get(id)
      if (live) return []
      const reason =
        live === undefined
          ? `there is no destination ${id}`
          : `destination ${id} takes no live answers`
      return [{ name: `destinations[${index}]`, reason }]
    }),
  )
}
