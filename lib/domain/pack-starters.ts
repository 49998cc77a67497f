// The starter packs and what becomes of them: a pack like any other, off until somebody switches it on.
import { wake } from '@/lib/bus/bus'
import { recordActivity } from '@/lib/domain/activity'
import { estimateByRule } from '@/lib/domain/cost-rule'
import { sealPacks } from '@/lib/domain/pack-saves'
import agentWatch from '@/lib/domain/pack-starters/agent-watch.json'
import browsersExtensions from '@/lib/domain/pack-starters/browsers-extensions.json'
import containers from '@/lib/domain/pack-starters/containers.json'
import firstLook from '@/lib/domain/pack-starters/first-look.json'
import hardwareHealth from '@/lib/domain/pack-starters/hardware-health.json'
import identityAccess from '@/lib/domain/pack-starters/identity-access.json'
import linuxServers from '@/lib/domain/pack-starters/linux-servers.json'
import macosPersistence from '@/lib/domain/pack-starters/macos-persistence.json'
import networkExposure from '@/lib/domain/pack-starters/network-exposure.json'
import softwareInventory from '@/lib/domain/pack-starters/software-inventory.json'
import windowsPersistence from '@/lib/domain/pack-starters/windows-persistence.json'
import workstationBaseline from '@/lib/domain/pack-starters/workstation-baseline.json'
import { writeTargets } from '@/lib/domain/pack-writes'
import { readPack } from '@/lib/domain/packs'
import { authorize, teamScope } from '@/lib/domain/permissions'
import { requireTeam } from '@/lib/domain/teams'
import { pinned } from '@/lib/global'
import { isDuplicate, type Tx, transaction } from '@/lib/store/db'
import { insertPackQueries } from '@/lib/store/pack-queries'
import { findStarted, starterMark } from '@/lib/store/pack-starters'
import { insertPack } from '@/lib/store/packs'
import { type CostClass, costClass } from '@/lib/wire/costs'
import { AppError } from '@/lib/wire/errors'
import { StarterFile, type StarterInput, type StarterPack } from '@/lib/wire/pack-starters'
import type { Pack } from '@/lib/wire/packs'
import { type TablePlatform, tablePlatforms } from '@/lib/wire/platforms'
import type { Viewer } from '@/lib/wire/roles'

/** In the order in which people meet them. */
const files = [
  workstationBaseline,
  linuxServers,
  softwareInventory,
  identityAccess,
  networkExposure,
  macosPersistence,
  windowsPersistence,
  browsersExtensions,
  hardwareHealth,
  containers,
  firstLook,
  agentWatch,
]

type Starter = Omit<StarterPack, 'added'>

const dearest = (query: string, platforms: readonly TablePlatform[]): CostClass =>
  costClass(Math.max(...platforms.map((platform) => estimateByRule(query, platform).cpu_ms)))

function starterOf(file: StarterFile): Starter {
  const queries = file.queries.map(({ reports, platform, query: lines, ...rest }) => {
    const query = lines.join('\n')
    return {
      ...rest,
      query,
      snapshot: reports === 'snapshot',
      removed: reports !== 'added',
      denylist: true,
      platform: platform.join(','),
      platforms: tablePlatforms.filter((name) => platform.includes(name)),
      shard: null,
      cost_class: dearest(query, platform),
    }
  })
  const { slug, name, description } = file
  const platforms = tablePlatforms.filter((platform) =>
    queries.some((query) => query.platforms.includes(platform)),
  )
  return { slug, name, description, platforms, queries }
}

/** All starter packs, as they would be added. */
export const starters = (): Starter[] =>
  pinned('domain/pack-starters', () => files.map((file) => starterOf(StarterFile.parse(file))))

/** The starter packs, each with the pack that was made of it, if there is one that the viewer may see. */
export async function listStarterPacks(viewer: Viewer): Promise<StarterPack[]> {
  authorize(viewer, 'packs:read', 'any')
  const started = await findStarted(teamScope(viewer, 'packs:read'))
  return starters().map((starter) => ({ ...starter, added: started.get(starter.slug) ?? null }))
}

const nameTaken = (name: string) =>
  new AppError('conflict', `There is already a pack named ${name}; add this one by another name`, {
    errors: [{ name: 'name', reason: 'is taken by another pack' }],
  })

/** Saves it with its targets and queries. */
async function insertStarter(
  tx: Tx,
  { slug, description, queries }: Starter,
  name: string,
  input: StarterInput,
): Promise<number> {
  const { disabled, label_match, team_id } = input
  const packId = await insertPack(tx, {
    name,
    description,
    platform: '',
    version: '',
    shard: null,
    discovery: [],
    disabled,
    label_match,
    team_id,
    extra: { [starterMark]: slug },
  })
  await writeTargets(tx, packId, input)
  const rows = queries.map((query) => ({ ...query, query_id: null, value: '', extra: {} }))
  await insertPackQueries(tx, packId, rows)
  return packId
}

/** Makes a pack of a starter pack; it may be added again under another name. */
export async function addStarterPack(
  viewer: Viewer,
  slug: string,
  input: StarterInput,
  address: string,
): Promise<Pack> {
  authorize(viewer, 'packs:write', { team_id: input.team_id })
  await requireTeam(input.team_id)
  const starter = starters().find((one) => one.slug === slug)
  if (!starter) throw new AppError('not_found', 'There is no such starter pack')
  const name = input.name ?? starter.name
  const id = await transaction('people', async (tx) => {
    const packId = await insertStarter(tx, starter, name, input)
    await sealPacks(tx, [packId], viewer, `added from the starter pack ${starter.name}`)
    await recordActivity(tx, viewer, {
      type: 'added_starter_pack',
      object_kind: 'pack',
      object_id: packId,
      object_name: name,
      details: { starter: slug, queries: starter.queries.length, ...input },
      address,
    })
    return packId
  }).catch((error) => {
    throw isDuplicate(error) ? nameTaken(name) : error
  })
  wake('configuration')
  return readPack(viewer, id)
}
