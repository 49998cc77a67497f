// Pre-flight: hosts gained and lost, what each query would do and cost, and the size of configurations,
// of an edited pack, a new one, or a stored revision on its way. Changes nothing.
import { type Configuration, currentConfiguration } from '@/lib/domain/configuration'
import { configurationBytesMax } from '@/lib/domain/configuration-limits'
import { largestConfigurations } from '@/lib/domain/pack-preview-bytes'
import { type Comparison, compareEdited, compareNew } from '@/lib/domain/pack-preview-content'
import { previewHosts } from '@/lib/domain/pack-preview-hosts'
import { previewQueries, sumEstimates } from '@/lib/domain/pack-preview-queries'
import { detailFor } from '@/lib/domain/pack-reach'
import { openPack } from '@/lib/domain/packs'
import { authorize, isInScope, teamScope } from '@/lib/domain/permissions'
import { render } from '@/lib/domain/rendering'
import { contentsUnderWay } from '@/lib/domain/targeting'
import { readHostMasks } from '@/lib/store/host-masks'
import { shapesOf } from '@/lib/store/host-shapes'
import type { PackDefinition } from '@/lib/wire/pack-definitions'
import type { NewPackPreviewInput, PackPreview, PackPreviewInput } from '@/lib/wire/pack-preview'
import type { Viewer } from '@/lib/wire/roles'

const inWords = (bytes: number) => bytes.toLocaleString('en')

function refusalOf({ after }: Comparison, bytes: number): string | null {
  const most = `agents take at most ${inWords(configurationBytesMax)}`
  for (const pack of contentsUnderWay(after)) {
    const packs = [{ pack, queries: pack.queries }]
    const alone = render({ options: {}, packs, platform: 'unknown' }).body_bytes
    if (alone > configurationBytesMax)
      return `Pack ${after.name}: it alone would be ${inWords(alone)} bytes; ${most}`
  }
  if (bytes <= configurationBytesMax) return null
  return `Pack ${after.name}: the configuration of a host would be ${inWords(bytes)} bytes; ${most}`
}

/** The packs as they would be; those that are off add nothing. */
function replaced({ now, after, packs }: Comparison): PackDefinition[] {
  const others = packs.filter((pack) => pack !== now)
  return [...others, after].filter(({ disabled }) => !disabled)
}

async function preview(viewer: Viewer, comparison: Comparison): Promise<PackPreview> {
  const configuration: Configuration = await currentConfiguration()
  const { now, after, packs } = comparison
  const before = packs.filter(({ disabled }) => !disabled)
  const own = detailFor([after, ...(now ? [now] : [])])
  const involved = detailFor([...before, after, ...(now ? [now] : [])])
  // One read: all labels decide how large configurations get, those of the pack whom it reaches.
  const masks = await readHostMasks({ ...involved, byVersion: true })
  const scope = teamScope(viewer, 'hosts:read')
  const seen = shapesOf(masks, own).filter(({ team_id }) => isInScope(scope, team_id))
  const [hosts, queries] = await Promise.all([
    previewHosts(viewer, comparison, seen),
    previewQueries(after, seen, scope),
  ])
  // Saving is refused by the largest configuration of all, so its size is told to everybody.
  const lists = [before, replaced(comparison)]
  const [bytesNow = 0, bytes = 0] = largestConfigurations(configuration, masks, lists)
  return {
    hosts,
    queries,
    estimates: sumEstimates(queries),
    config_bytes_now: bytesNow,
    config_bytes_max: bytes,
    config_bytes_limit: configurationBytesMax,
    refusal: refusalOf(comparison, bytes),
  }
}

/** What saving these fields, or rolling out a stored revision, would do. */
export async function previewPack(
  viewer: Viewer,
  id: number,
  input: PackPreviewInput,
): Promise<PackPreview> {
  const pack = await openPack(viewer, id)
  return preview(viewer, await compareEdited(pack, input))
}

/** What making this pack would do. */
export async function previewNewPack(
  viewer: Viewer,
  input: NewPackPreviewInput,
): Promise<PackPreview> {
  authorize(viewer, 'packs:read', { team_id: input.team_id ?? null })
  return preview(viewer, await compareNew(input))
}
