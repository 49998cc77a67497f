// Hosts grouped by all that targeting looks at, so that 100,000 hosts cost a few hundred verdicts.
import type { Tx } from '@/lib/store/db'
import {
  type Apart,
  Distinction,
  type HostGroup,
  type HostMasks,
  type MaskDetail,
  type MaskedHost,
  readHostMasks,
} from '@/lib/store/host-masks'

/**
 * One host, or many that targeting cannot tell apart (`id` is 0 then unless it was named). The hostname
 * is of one of them; hosts of one shape are of one bucket where buckets matter.
 */
export type HostShape = MaskedHost &
  Pick<HostGroup, 'status' | 'reported'> & {
    hosts: number
    /** Ids of some of them, ten at most unless every id was asked for. */
    sample: number[]
  }

export type ShapeDetail = MaskDetail & { everyId?: boolean }

const sampleMax = 10

function shapesOfGroup(group: HostGroup, distinction: Distinction, most: number): HostShape[] {
  const { status, reported } = group
  const held = new Map<number, HostShape>()
  for (const [at, id] of group.ids.entries()) {
    const key = distinction.keyOf(group, at)
    const shape = held.get(key)
    if (!shape) {
      const host = distinction.hostAt(group, at, key)
      held.set(key, { ...host, status, reported, hosts: 1, sample: [id] })
      continue
    }
    shape.hosts += 1
    if (shape.sample.length < most) shape.sample.push(id)
  }
  return [...held.values()]
}

/** Hosts that were read, in as few shapes as telling them apart by this allows. */
export function shapesOf(
  { groups, bits }: HostMasks,
  apart: Apart & { everyId?: boolean },
): HostShape[] {
  const distinction = new Distinction(bits, apart)
  const most = apart.everyId ? Number.POSITIVE_INFINITY : sampleMax
  return groups.flatMap((group) => shapesOfGroup(group, distinction, most))
}

/** Every host of the scope, in as few shapes as the detail allows. */
export async function listHostShapes(detail: ShapeDetail, tx?: Tx): Promise<HostShape[]> {
  return shapesOf(await readHostMasks(detail, tx), detail)
}
