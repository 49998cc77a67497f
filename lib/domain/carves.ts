// Carves as people see them: on the hosts of their teams, downloaded and deleted on record.
import { recordActivity } from '@/lib/domain/activity'
import { readMentions } from '@/lib/domain/carve-origins'
import { authorize, teamScope } from '@/lib/domain/permissions'
import {
  type FoundCarve,
  findCarve,
  listBlockRuns,
  listCarves as listStoredCarves,
  readCarveBytes,
  removeCarve,
} from '@/lib/store/carves'
import { transaction } from '@/lib/store/db'
import type { CarveDetail, CarveQuery, CarveRow } from '@/lib/wire/carves'
import type { Download } from '@/lib/wire/csv'
import { AppError } from '@/lib/wire/errors'
import type { Viewer } from '@/lib/wire/roles'

const missing = () => new AppError('not_found', 'There is no such carve')
const runsMost = 1_000
const windowBytes = 1024 * 1024

export function listCarves(
  viewer: Viewer,
  query: CarveQuery,
): Promise<{ carves: CarveRow[]; count: number }> {
  return listStoredCarves(teamScope(viewer, 'carves:read'), query)
}

async function seenCarve(viewer: Viewer, id: number): Promise<FoundCarve> {
  const carve = await findCarve(id)
  if (!carve) throw missing()
  authorize(viewer, 'carves:read', carve)
  return carve
}

/** One carve with its blocks, and what its agent says of it in answers to other queries. */
export async function readCarve(
  viewer: Viewer,
  id: number,
): Promise<CarveRow & Pick<CarveDetail, 'blocks' | 'agent_sha256'>> {
  const { content: _, ...carve } = await seenCarve(viewer, id)
  const whole: [number, number][] = [[0, carve.block_count - 1]]
  const blocks = carve.state === 'complete' ? whole : await listBlockRuns(id, runsMost)
  const told = await readMentions(carve.host_id, carve.carve_guid)
  return {
    ...carve,
    path: carve.path ?? told?.path ?? null,
    blocks,
    agent_sha256: told?.sha256 ?? null,
  }
}

/** The bytes of an archive in order, read a window at a time as they are taken. */
export async function* carveBytesOf(
  lane: 'people' | 'work',
  { content, carve_size }: { content: number; carve_size: number },
): AsyncGenerator<Buffer> {
  for (let offset = 0; offset < carve_size; offset += windowBytes) {
    const length = Math.min(windowBytes, carve_size - offset)
    const bytes = await readCarveBytes(lane, content, { offset, length })
    if (bytes.length !== length) throw missing()
    yield bytes
  }
}

/** Made of our own numbers and the host's name; the path on the host is never part of it. */
function fileNameOf({ id, host_name, compressed }: FoundCarve): string {
  return `carve-${id}-${host_name}.${compressed ? 'tar.zst' : 'tar'}`
}

/** The archive of a complete carve. Who took it is on record before the first byte leaves. */
export async function downloadCarve(
  viewer: Viewer,
  id: number,
  address: string,
): Promise<Download> {
  const carve = await seenCarve(viewer, id)
  const { content, state, carve_size, sha256, path, host_id } = carve
  if (state !== 'complete' || content === null)
    throw new AppError('conflict', `The carve is ${state}, so there is no archive to download`)
  await transaction('people', (tx) =>
    recordActivity(tx, viewer, {
      type: 'downloaded_carve',
      object_kind: 'carve',
      object_id: id,
      object_name: carve.carve_guid,
      hosts: 1,
      details: { host_id, host: carve.host_name, path, bytes: carve_size, sha256 },
      address,
    }),
  )
  return {
    file_name: fileNameOf(carve),
    content_type: 'application/octet-stream',
    bytes: carve_size,
    chunks: carveBytesOf('people', { content, carve_size }),
  }
}

/** Removes a carve in any state; an agent that still sends blocks is refused them. */
export async function deleteCarve(viewer: Viewer, id: number, address: string): Promise<void> {
  const carve = await seenCarve(viewer, id)
  authorize(viewer, 'carves:write', carve)
  await transaction('people', async (tx) => {
    if (!(await removeCarve(tx, id))) throw missing()
    const { host_id, path, sha256, state } = carve
    await recordActivity(tx, viewer, {
      type: 'deleted_carve',
      object_kind: 'carve',
      object_id: id,
      object_name: carve.carve_guid,
      hosts: 1,
      details: { host_id, host: carve.host_name, path, bytes: carve.bytes_received, sha256, state },
      address,
    })
  })
}
