// Packs as specs: declared by name, applied all or none. Each spec is the whole of its pack but for
// host targets, which a spec cannot name and leaves alone.
import { wake } from '@/lib/bus/bus'
import { recordActivity } from '@/lib/domain/activity'
import { saveContents, sealPacks } from '@/lib/domain/pack-saves'
import { authorize, teamScope } from '@/lib/domain/permissions'
import { isDuplicate, type Tx, transaction } from '@/lib/store/db'
import { findTargetIds } from '@/lib/store/pack-imports'
import { type ListedQuery, replaceQueries } from '@/lib/store/pack-queries'
import {
  findPacksByNames,
  findQueriesByNames,
  findSpecQueries,
  listPackSpecs,
} from '@/lib/store/pack-specs'
import { insertPack, replaceTargets, updatePack } from '@/lib/store/packs'
import { AppError, type FieldError, refuseFields } from '@/lib/wire/errors'
import type { PackSpec, PackSpecReply, SpecQuery } from '@/lib/wire/pack-specs'
import type { Viewer } from '@/lib/wire/roles'

const scopesOf = (viewer: Viewer) => ({
  packs: teamScope(viewer, 'packs:read'),
  teams: teamScope(viewer, 'teams:read'),
})

export function readPackSpecs(viewer: Viewer): Promise<PackSpecReply[]> {
  return listPackSpecs(scopesOf(viewer), null)
}

/** The pack of that name, or `not_found`. */
export async function readPackSpec(viewer: Viewer, name: string): Promise<PackSpecReply> {
  const [spec] = await listPackSpecs(scopesOf(viewer), name)
  if (!spec) throw new AppError('not_found', 'There is no such pack')
  return spec
}

type Library = Awaited<ReturnType<typeof findQueriesByNames>>
type Known = {
  packs: Map<string, { id: number; team_id: number | null }>
  labels: Map<string, number>
  teams: Map<string, number>
  library: Library
}

const namedBy = ({ query, query_name, sql }: SpecQuery): string | undefined =>
  sql === undefined ? (query ?? query_name) : undefined

async function knownTo(tx: Tx, specs: PackSpec[]): Promise<Known> {
  const labels = specs.flatMap(({ targets }) => [
    ...targets.labels,
    ...(targets.exclude_labels ?? []),
  ])
  const teams = specs.flatMap(({ targets }) => targets.teams)
  const found = await findTargetIds({ labels, teams }, tx)
  const held = await findPacksByNames(
    tx,
    specs.map(({ name }) => name),
  )
  return {
    packs: new Map(held.map((pack) => [pack.name, pack])),
    labels: found.labels,
    teams: found.teams,
    library: await findQueriesByNames(
      tx,
      specs.flatMap(({ queries }) => queries.flatMap((query) => namedBy(query) ?? [])),
    ),
  }
}

/** The library query that a pack of that team means by a name: its own before the fleet's. */
function libraryQuery(library: Library, name: string, teamId: number | null) {
  return library.findLast(
    (query) => query.name === name && (query.team_id === null || query.team_id === teamId),
  )
}

function faultsOf(spec: PackSpec, at: string, known: Known): FieldError[] {
  const missing = (
    names: readonly string[],
    found: Map<string, number>,
    what: string,
    path: string,
  ) =>
    names.flatMap((name, index) =>
      found.has(name)
        ? []
        : { name: `${at}.targets.${path}[${index}]`, reason: `there is no ${what} "${name}"` },
    )
  const teamId = known.packs.get(spec.name)?.team_id ?? null
  const names = new Set<string>()
  return [
    ...missing(spec.targets.labels, known.labels, 'label', 'labels'),
    ...missing(spec.targets.exclude_labels ?? [], known.labels, 'label', 'exclude_labels'),
    ...missing(spec.targets.teams, known.teams, 'team', 'teams'),
    ...spec.queries.flatMap((query, index): FieldError[] => {
      const path = `${at}.queries[${index}]`
      const library = namedBy(query)
      const name = query.name ?? library ?? ''
      const isRepeated = names.has(name)
      names.add(name)
      return [
        ...(library !== undefined && !libraryQuery(known.library, library, teamId)
          ? [{ name: `${path}.query`, reason: `there is no query "${library}"` }]
          : []),
        ...(isRepeated ? [{ name: `${path}.name`, reason: `"${name}" is given twice` }] : []),
      ]
    }),
  ]
}

async function writeSpecQueries(
  tx: Tx,
  pack: { id: number; team_id: number | null },
  { queries }: PackSpec,
  { library }: Known,
): Promise<void> {
  const held = await findSpecQueries(tx, pack.id)
  const list = queries.map((query): ListedQuery => {
    const { query: _, query_name: __, sql, value, ...schedule } = query
    const named = namedBy(query)
    const saved = named === undefined ? undefined : libraryQuery(library, named, pack.team_id)
    const name = query.name ?? named ?? ''
    const old = held.get(name)
    return {
      ...schedule,
      ...(old ? { id: old.id } : {}),
      name,
      query_id: saved?.id ?? null,
      query: saved ? null : (sql ?? null),
      value: value ?? old?.value ?? '',
    }
  })
  await replaceQueries(tx, pack.id, list)
}

async function writeSpecTargets(tx: Tx, id: number, { targets }: PackSpec, known: Known) {
  const ids = (names: readonly string[], found: Map<string, number>) =>
    names.flatMap((name) => found.get(name) ?? [])
  const labels = ids(targets.labels, known.labels)
  await replaceTargets(tx, id, { kind: 'label', exclude: false, ids: labels })
  await replaceTargets(tx, id, {
    ...{ kind: 'team', exclude: false },
    ids: ids(targets.teams, known.teams),
  })
  if (!targets.exclude_labels) return
  const excluded = ids(targets.exclude_labels, known.labels)
  await replaceTargets(tx, id, { kind: 'label', exclude: true, ids: excluded })
}

async function makePack(tx: Tx, spec: PackSpec): Promise<number> {
  const { name, description, platform, disabled, version, shard, discovery, tags, targets } = spec
  return insertPack(tx, {
    ...{ name, description, platform, disabled, team_id: null },
    ...{ version: version ?? '', shard: shard ?? null, discovery: discovery ?? [] },
    ...{ tags: tags ?? [], label_match: targets.label_match ?? 'any' },
  })
}

type Deed = { tx: Tx; viewer: Viewer; address: string }

async function applyAll({ tx, viewer, address }: Deed, specs: PackSpec[], known: Known) {
  const old = specs.flatMap((spec) => {
    const pack = known.packs.get(spec.name)
    return pack ? [{ spec, pack }] : []
  })
  const ids = old.map(({ pack }) => pack.id)
  await saveContents(tx, ids, { author: viewer, note: 'applied a spec' }, async () => {
    for (const { spec, pack } of old) {
      const { description, platform, disabled, version, shard, discovery, tags } = spec
      const { label_match } = spec.targets
      const fields = { description, platform, disabled, version, shard, discovery, tags }
      await updatePack(tx, pack.id, { ...fields, label_match })
      await writeSpecTargets(tx, pack.id, spec, known)
      await writeSpecQueries(tx, pack, spec, known)
    }
  })
  const made: number[] = []
  for (const spec of specs.filter(({ name }) => !known.packs.has(name))) {
    const id = await makePack(tx, spec)
    known.packs.set(spec.name, { id, team_id: null })
    made.push(id)
    await writeSpecTargets(tx, id, spec, known)
    await writeSpecQueries(tx, { id, team_id: null }, spec, known)
  }
  if (made.length > 0) await sealPacks(tx, made, viewer, 'applied a spec')
  for (const { name, queries } of specs)
    await recordActivity(tx, viewer, {
      type: 'applied_spec_pack',
      object_kind: 'pack',
      object_id: known.packs.get(name)?.id ?? 0,
      object_name: name,
      details: { queries: queries.length },
      address,
    })
}

/**
 * Makes each pack what its spec says, all or none. `invalid` with the path of every name that is of
 * nothing: `specs[0].targets.labels[1]`.
 */
export async function applyPackSpecs(
  viewer: Viewer,
  specs: PackSpec[],
  address: string,
): Promise<void> {
  authorize(viewer, 'packs:write', 'any')
  await transaction('people', async (tx) => {
    const known = await knownTo(tx, specs)
    for (const { name } of specs)
      authorize(viewer, 'packs:write', known.packs.get(name) ?? { team_id: null })
    refuseFields(specs.flatMap((spec, index) => faultsOf(spec, `specs[${index}]`, known)))
    await applyAll({ tx, viewer, address }, specs, known)
  }).catch((error) => {
    if (!isDuplicate(error)) throw error
    throw new AppError('conflict', 'Somebody made a pack of one of these names just now', {
      errors: [{ name: 'specs', reason: 'a name was taken meanwhile' }],
    })
  })
  wake('configuration')
}
