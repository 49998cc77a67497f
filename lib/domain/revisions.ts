// Revisions of packs: the list, one with its content, what differs between two, and going back to one,
// which is a save like any other.
import { wake } from '@/lib/bus/bus'
import { recordActivity } from '@/lib/domain/activity'
import { saveContents } from '@/lib/domain/pack-saves'
import { restoreQueries, restoreTargets } from '@/lib/domain/pack-writes'
import { openPack, openPackToWrite, readPack, savedDetails } from '@/lib/domain/packs'
import { teamScope } from '@/lib/domain/permissions'
import { compareReach, hostsByRevision } from '@/lib/domain/revision-hosts'
import { transaction } from '@/lib/store/db'
import { listHostNames } from '@/lib/store/host-names'
import { contentOf, type StoredContent } from '@/lib/store/pack-contents'
import { updatePack } from '@/lib/store/packs'
import {
  countRevisions,
  findRevision,
  listRevisions as listStoredRevisions,
  listTargetNames,
  type RevisionRow,
} from '@/lib/store/revisions'
import { AppError } from '@/lib/wire/errors'
import { emptyContent, type PackContent } from '@/lib/wire/pack-content'
import { diffContent, type PackDiff } from '@/lib/wire/pack-diff'
import type { HostsOnRevision, Pack } from '@/lib/wire/packs'
import type {
  DiffQuery,
  DiffReply,
  RestoreInput,
  Revision,
  RevisionListQuery,
  RevisionReply,
  TargetNames,
} from '@/lib/wire/revisions'
import type { Viewer } from '@/lib/wire/roles'

function told(row: RevisionRow, released: number, running: HostsOnRevision[]): Revision {
  const { number, author, note, summary, created_at } = row
  const hosts = running.find(({ revision }) => revision === number)?.hosts ?? 0
  const isReleased = number === released
  return {
    number,
    author,
    note,
    summary,
    released: isReleased,
    hosts,
    created_at: created_at.toISOString(),
  }
}

async function runningOf(viewer: Viewer, packId: number): Promise<HostsOnRevision[]> {
  const running = await hostsByRevision([packId], teamScope(viewer, 'hosts:read'))
  return running.get(packId) ?? []
}

/** The revisions of a pack, newest first, each with the hosts that run it. */
export async function listRevisions(
  viewer: Viewer,
  packId: number,
  page: RevisionListQuery,
): Promise<{ revisions: Revision[]; count: number }> {
  const { released } = await openPack(viewer, packId)
  const [rows, count, running] = await Promise.all([
    listStoredRevisions(packId, page),
    countRevisions(packId),
    runningOf(viewer, packId),
  ])
  return { revisions: rows.map((row) => told(row, released, running)), count }
}

async function stored(
  packId: number,
  number: number,
): Promise<RevisionRow & { content: StoredContent }> {
  const row = await findRevision(packId, number)
  if (!row) throw new AppError('not_found', `The pack has no revision ${number}`)
  return row
}

/** One revision with its whole content, or `not_found`. */
export async function readRevision(
  viewer: Viewer,
  packId: number,
  number: number,
): Promise<RevisionReply['revision']> {
  const { released } = await openPack(viewer, packId)
  const row = await stored(packId, number)
  return {
    ...told(row, released, await runningOf(viewer, packId)),
    content: contentOf(row.content),
  }
}

const contentAt = async (packId: number, number: number): Promise<PackContent> =>
  number === 0 ? emptyContent : contentOf((await stored(packId, number)).content)

async function namesIn(viewer: Viewer, { targets }: PackDiff): Promise<TargetNames> {
  const idsOf = (kind: keyof TargetNames) =>
    targets.flatMap((change) => (change.kind === kind ? [...change.gained, ...change.lost] : []))
  const [named, hosts] = await Promise.all([
    listTargetNames(teamScope(viewer, 'teams:read'), idsOf('label'), idsOf('team')),
    listHostNames(teamScope(viewer, 'hosts:read'), idsOf('host')),
  ])
  const names: TargetNames = { label: {}, host: {}, team: {} }
  for (const { kind, id, name } of named) names[kind][id] = name
  for (const { id, display_name, hostname } of hosts) names.host[id] = display_name || hostname
  return names
}

/** What differs between two revisions, and whom the difference reaches as hosts are now. */
export async function diffRevisions(
  viewer: Viewer,
  packId: number,
  query: DiffQuery,
): Promise<DiffReply> {
  const pack = await openPack(viewer, packId)
  const to = query.to ?? pack.revision
  const from = query.from ?? Math.max(0, to - 1)
  const [older, newer] = await Promise.all([contentAt(packId, from), contentAt(packId, to)])
  const diff = diffContent(older, newer)
  const [hosts, names] = await Promise.all([
    compareReach(pack, { from: older, to: newer }, teamScope(viewer, 'hosts:read')),
    namesIn(viewer, diff),
  ])
  return { diff, from, to, hosts, names }
}

/**
 * Makes a new revision with the content of an older one: its queries have their ids again, so that
 * what they reported goes on. Released or a draft as any save.
 */
export async function restoreRevision(
  viewer: Viewer,
  { id, number }: { id: number; number: number },
  { note = '', release, base_revision }: RestoreInput,
  address: string,
): Promise<Pack> {
  const pack = await openPackToWrite(viewer, id)
  const { content } = await stored(id, number)
  const { queries: _, ...fields } = contentOf(content)
  const wanted = release === undefined ? 'now' : release ? 'now' : 'later'
  const reason = note === '' ? `restored revision ${number}` : note
  const save = { author: viewer, note: reason, release: wanted, base_revision } as const
  await transaction('people', async (tx) => {
    const saved = await saveContents(tx, [id], save, async () => {
      await updatePack(tx, id, fields)
      await restoreTargets(tx, id, fields)
      await restoreQueries(tx, pack, content.queries)
    })
    await recordActivity(tx, viewer, {
      type: 'restored_pack',
      object_kind: 'pack',
      object_id: id,
      object_name: pack.name,
      details: { restored: number, ...savedDetails(saved.get(id), reason) },
      address,
    })
  })
  wake('configuration')
  return readPack(viewer, id)
}
