// Queries within packs: adding, changing and removing one, each a save of its pack.
import { wake } from '@/lib/bus/bus'
import { recordActivity } from '@/lib/domain/activity'
import { saveContents } from '@/lib/domain/pack-saves'
import { type OpenPack, openPack, openPackToWrite, savedDetails } from '@/lib/domain/packs'
import { isDuplicate, type Tx, transaction } from '@/lib/store/db'
import {
  insertPackQueries,
  type PackQueryContent,
  removePackQuery,
  updatePackQuery,
} from '@/lib/store/pack-queries'
import { findScheduled, listScheduled } from '@/lib/store/packs'
import { findQuery, listSavedForPacks } from '@/lib/store/queries'
import { AppError, invalidField } from '@/lib/wire/errors'
import type { ScheduledQuery, ScheduleInput, SchedulePatch } from '@/lib/wire/packs'
import type { Viewer } from '@/lib/wire/roles'

/** The queries of a pack in their order, or `not_found`. */
export async function listSchedule(viewer: Viewer, packId: number): Promise<ScheduledQuery[]> {
  await openPack(viewer, packId)
  return listScheduled(packId)
}

/** The query of a pack, and its pack, or `not_found`. */
export async function readScheduled(
  viewer: Viewer,
  id: number,
): Promise<{ scheduled: ScheduledQuery; pack: OpenPack }> {
  const scheduled = await findScheduled(id)
  if (!scheduled) throw new AppError('not_found', 'There is no such scheduled query')
  return { scheduled, pack: await openPack(viewer, scheduled.pack_id) }
}

async function readScheduledToWrite(viewer: Viewer, id: number) {
  const { scheduled } = await readScheduled(viewer, id)
  return { scheduled, pack: await openPackToWrite(viewer, scheduled.pack_id) }
}

/** `processes`, then `processes-1`, as long as the name is taken. */
function freeName(wanted: string, taken: ReadonlySet<string>): string {
  if (!taken.has(wanted)) return wanted
  for (let suffix = 1; ; suffix += 1) {
    const name = `${wanted}-${suffix}`
    if (!taken.has(name)) return name
  }
}

type Save = {
  viewer: Viewer
  pack: OpenPack
  type: string
  details: Record<string, unknown>
  address: string
}

async function saveScheduled(
  { viewer, pack, type, details, address }: Save,
  write: (tx: Tx) => Promise<number>,
): Promise<number> {
  const save = { author: viewer, note: '', release: 'now' } as const
  const id = await transaction('people', async (tx) => {
    let written = 0
    const saved = await saveContents(tx, [pack.id], save, async () => {
      written = await write(tx)
    })
    await recordActivity(tx, viewer, {
      type,
      object_kind: 'pack',
      object_id: pack.id,
      object_name: pack.name,
      details: { ...details, ...savedDetails(saved.get(pack.id), '') },
      address,
    })
    return written
  }).catch((error) => {
    if (!isDuplicate(error)) throw error
    throw new AppError('conflict', 'The pack already has a query of that name', {
      errors: [{ name: 'name', reason: 'is taken by another query of the pack' }],
    })
  })
  wake('configuration')
  return id
}

/** What `insertPackQueries` wants of an input whose name is settled. */
function contentOf(input: ScheduleInput, name: string): PackQueryContent {
  const { interval, snapshot, removed, denylist, platform, version, shard, description } = input
  return {
    name,
    query_id: input.query_id ?? null,
    query: input.query ?? null,
    ...{ interval, snapshot, removed, denylist, platform, version, shard, description },
    value: '',
    extra: {},
  }
}

/**
 * Adds a saved query or inline SQL to a pack. Without a name it bears the saved query's, with a
 * suffix when the pack has that already; a name that was given must be free.
 */
export async function scheduleQuery(
  viewer: Viewer,
  input: ScheduleInput,
  address: string,
): Promise<ScheduledQuery> {
  const pack = await openPackToWrite(viewer, input.pack_id)
  const saved = input.query_id === undefined ? null : await findQuery(input.query_id)
  if (input.query_id !== undefined && !saved)
    throw invalidField('query_id', `there is no query ${input.query_id}`)
  if (saved && saved.team_id !== null && saved.team_id !== pack.team_id)
    throw invalidField('query_id', 'belongs to another team than the pack')
  const taken = new Set((await listScheduled(pack.id)).map(({ name }) => name))
  const name = input.name ?? freeName(saved?.name ?? 'query', taken)
  const content = contentOf(input, name)
  const details = { ...content }
  const id = await saveScheduled(
    { viewer, pack, type: 'scheduled_query', details, address },
    async (tx) => {
      if (content.query_id !== null) await listSavedForPacks(tx, [content.query_id])
      const [inserted] = await insertPackQueries(tx, pack.id, [content])
      if (inserted === undefined) throw new Error('The query was not inserted')
      return inserted
    },
  )
  return (await readScheduled(viewer, id)).scheduled
}

/** Changes the fields given; inline SQL takes the place of a saved query. */
export async function editScheduled(
  viewer: Viewer,
  id: number,
  patch: SchedulePatch,
  address: string,
): Promise<ScheduledQuery> {
  const { scheduled, pack } = await readScheduledToWrite(viewer, id)
  const details = { name: scheduled.name, patch }
  await saveScheduled(
    { viewer, pack, type: 'edited_scheduled_query', details, address },
    async (tx) => {
      await updatePackQuery(tx, id, patch)
      return id
    },
  )
  return (await readScheduled(viewer, id)).scheduled
}

export async function unschedule(viewer: Viewer, id: number, address: string): Promise<void> {
  const { scheduled, pack } = await readScheduledToWrite(viewer, id)
  const details = { name: scheduled.name }
  await saveScheduled({ viewer, pack, type: 'unscheduled_query', details, address }, async (tx) => {
    await removePackQuery(tx, id)
    return id
  })
}
