// Library queries as specs: declared by name and team, applied all or none.
import { wake } from '@/lib/bus/bus'
import { recordActivity } from '@/lib/domain/activity'
import { saveContents } from '@/lib/domain/pack-saves'
import { authorize, teamScope } from '@/lib/domain/permissions'
import { faultsOfDeclarations } from '@/lib/sql/bind'
import { isDuplicate, type Tx, transaction } from '@/lib/store/db'
import { findTargetIds } from '@/lib/store/pack-imports'
import { findQueriesByNames, listQuerySpecs } from '@/lib/store/pack-specs'
import { insertQuery, listPackIdsOfQuery, updateQuery } from '@/lib/store/queries'
import { AppError, type FieldError, refuseFields } from '@/lib/wire/errors'
import type { QuerySpec, QuerySpecReply } from '@/lib/wire/pack-specs'
import type { Parameter } from '@/lib/wire/parameters'
import type { Viewer } from '@/lib/wire/roles'

export function readQuerySpecs(viewer: Viewer): Promise<QuerySpecReply[]> {
  return listQuerySpecs(teamScope(viewer, 'queries:read'), null)
}

/** The query of that name, the fleet's own before a team's, or `not_found`. */
export async function readQuerySpec(viewer: Viewer, name: string): Promise<QuerySpecReply> {
  const [spec] = await listQuerySpecs(teamScope(viewer, 'queries:read'), name)
  if (!spec) throw new AppError('not_found', 'There is no such query')
  return spec
}

type Held = { id: number; query: string; parameters: Parameter[] }
type Wanted = { spec: QuerySpec; team_id: number | null; held: Held | undefined }

function faultsOf(specs: QuerySpec[], teams: Map<string, number>): FieldError[] {
  const seen = new Set<string>()
  return specs.flatMap(({ name, team }, index): FieldError[] => {
    const key = JSON.stringify([team, name])
    const isRepeated = seen.has(key)
    seen.add(key)
    return [
      ...(team !== '' && !teams.has(team)
        ? [{ name: `specs[${index}].team`, reason: `there is no team "${team}"` }]
        : []),
      ...(isRepeated ? [{ name: `specs[${index}].name`, reason: 'is given twice' }] : []),
    ]
  })
}

async function wantedOf(tx: Tx, specs: QuerySpec[]): Promise<Wanted[]> {
  const teams = specs.flatMap(({ team }) => (team === '' ? [] : team))
  const found = await findTargetIds({ labels: [], teams }, tx)
  refuseFields(faultsOf(specs, found.teams))
  const held = await findQueriesByNames(
    tx,
    specs.map(({ name }) => name),
  )
  return specs.map((spec) => {
    const team_id = spec.team === '' ? null : (found.teams.get(spec.team) ?? null)
    const old = held.find(({ name, team_id: of }) => name === spec.name && of === team_id)
    return { spec, team_id, held: old }
  })
}

/** Parameters left out of a spec stay as they are, and must fit its SQL still. */
function refuseParameters(wanted: Wanted[]): void {
  refuseFields(
    wanted.flatMap(({ spec, held }, index) =>
      faultsOfDeclarations(spec.query, spec.parameters ?? held?.parameters ?? []).map(
        ({ name, reason }) => ({ name: `specs[${index}].${name}`, reason }),
      ),
    ),
  )
}

async function writeAll(tx: Tx, viewer: Viewer, wanted: Wanted[], address: string) {
  for (const { spec, team_id, held } of wanted) {
    const { name, description, query, platform, observer_can_run, tags, parameters } = spec
    const given = {
      ...{ description, query, platform, observer_can_run },
      ...(tags === undefined ? {} : { tags }),
      ...(parameters === undefined ? {} : { parameters }),
    }
    const queryId = held?.id ?? (await insertQuery(tx, { name, ...given, team_id }, viewer.user_id))
    if (held) await updateQuery(tx, held.id, given)
    await recordActivity(tx, viewer, {
      type: 'applied_spec_saved_query',
      object_kind: 'query',
      object_id: queryId,
      object_name: name,
      details: { ...given },
      address,
    })
  }
}

/** Makes each library query what its spec says, all or none; packs that schedule one get its SQL. */
export async function applyQuerySpecs(
  viewer: Viewer,
  specs: QuerySpec[],
  address: string,
): Promise<void> {
  authorize(viewer, 'queries:write', 'any')
  await transaction('people', async (tx) => {
    const wanted = await wantedOf(tx, specs)
    for (const { team_id } of wanted) authorize(viewer, 'queries:write', { team_id })
    refuseParameters(wanted)
    const packs = new Set<number>()
    for (const { held, spec } of wanted)
      if (held && held.query !== spec.query)
        for (const pack of await listPackIdsOfQuery(tx, held.id)) packs.add(pack)
    const save = { author: viewer, note: 'applied a spec', release: 'unless_drafted' } as const
    await saveContents(tx, [...packs], save, () => writeAll(tx, viewer, wanted, address))
  }).catch((error) => {
    if (!isDuplicate(error)) throw error
    throw new AppError('conflict', 'Somebody made a query of one of these names just now', {
      errors: [{ name: 'specs', reason: 'a name was taken meanwhile' }],
    })
  })
  wake('configuration')
}
