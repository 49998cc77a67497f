// The preview of an import: everything planned and judged against what is there now, and the basis by
// which saving can tell that somebody changed it meanwhile.
import { type ReadFiles, readFiles } from '@/lib/domain/pack-import-files'
import {
  byName,
  librarySql,
  type PlannedLibraryQuery,
  planLibraryQuery,
  resolved,
} from '@/lib/domain/pack-import-library'
import { fullNamesOf, type Held, type PlannedPack, planPack } from '@/lib/domain/pack-import-plan'
import { judgePack } from '@/lib/domain/pack-import-warnings'
import { countReached } from '@/lib/domain/pack-reach'
import { permits, teamScope } from '@/lib/domain/permissions'
import {
  findFullNames,
  findTargetIds,
  type HeldQuery,
  listHeldPacks,
  listHeldQueries,
} from '@/lib/store/pack-imports'
import { listPackQueries } from '@/lib/store/pack-queries'
import { type FieldError, refuseFields } from '@/lib/wire/errors'
import type { BasisEntry, PackImport } from '@/lib/wire/pack-import'
import type { Viewer } from '@/lib/wire/roles'

export type Plan = {
  files: ReadFiles
  packs: PlannedPack[]
  library: PlannedLibraryQuery[]
  held: ReadonlyMap<string, HeldQuery>
  basis: BasisEntry[]
}

async function heldPacks(viewer: Viewer, names: readonly string[]) {
  const all = await listHeldPacks()
  const wanted = new Set(names)
  const found = all.filter(({ name }) => wanted.has(name))
  const visible = found.filter((pack) => permits(viewer, 'packs:read', pack))
  const hosts = await countReached(
    visible.map(({ id }) => id),
    teamScope(viewer, 'hosts:read'),
  )
  const held = new Map<string, Held>()
  for (const pack of found) {
    const isVisible = visible.includes(pack)
    held.set(pack.name, {
      ...pack,
      queries: isVisible ? await listPackQueries(pack.id) : [],
      hosts: hosts.get(pack.id)?.hosts ?? 0,
      visible: isVisible,
      writable: isVisible && permits(viewer, 'packs:write', pack),
    })
  }
  return { held, taken: new Set(all.map(({ name }) => name)) }
}

/** A decision about something that no file holds is a mistake of whoever decided. */
function refuseStrayChoices({ choices }: PackImport, packs: PlannedPack[], library: Set<string>) {
  const byPack = new Map(packs.map(({ given }) => [given.name, given]))
  const stray = (path: string, name: string): FieldError => ({
    name: `choices.${path}`,
    reason: `no file holds "${name}"`,
  })
  const errors = [
    ...Object.keys(choices.packs).flatMap((name) =>
      byPack.has(name) ? [] : stray(`packs.${name}`, name),
    ),
    ...Object.entries(choices.queries).flatMap(([pack, queries]) => {
      const given = byPack.get(pack)
      if (!given) return stray(`queries.${pack}`, pack)
      const names = new Set(given.queries.map(({ name }) => name))
      return Object.keys(queries).flatMap((name) =>
        names.has(name) ? [] : stray(`queries.${pack}.${name}`, name),
      )
    }),
    ...Object.keys(choices.library).flatMap((name) =>
      library.has(name) ? [] : stray(`library.${name}`, name),
    ),
  ]
  refuseFields(errors)
}

/** Adds a conflict for each full name that would stand for two queries. */
async function addFullNameConflicts(viewer: Viewer, packs: PlannedPack[]): Promise<void> {
  const mine = new Map<string, PlannedPack>()
  const collide = (pack: PlannedPack, fullName: string, other: string) => {
    const message = `Agents would report two queries as pack/${fullName}: of ${pack.name} and of ${other}`
    pack.conflicts.push({ code: 'full_name', message, field: 'name' })
  }
  for (const pack of packs)
    for (const fullName of fullNamesOf(pack)) {
      const other = mine.get(fullName)
      if (other && other !== pack) collide(pack, fullName, other.name)
      mine.set(fullName, pack)
    }
  const found = mine.size === 0 ? [] : await findFullNames([...mine.keys()])
  for (const { full_name, pack_id, pack, team_id } of found) {
    const planned = mine.get(full_name)
    if (!planned || planned.held?.id === pack_id || planned.name === pack) continue
    collide(planned, full_name, permits(viewer, 'packs:read', { team_id }) ? pack : 'another pack')
  }
}

async function addTargetWarnings(packs: PlannedPack[]): Promise<void> {
  const targets = packs.flatMap(({ given }) => given.targets ?? [])
  const labels = targets.flatMap((target) => [...target.labels, ...target.exclude_labels])
  const teams = targets.flatMap((target) => target.teams)
  if (labels.length + teams.length === 0) return
  const known = await findTargetIds({ labels, teams })
  for (const { given, judged } of packs) {
    if (!given.targets) continue
    const { labels: wanted, exclude_labels, teams: wantedTeams } = given.targets
    for (const name of [...wanted, ...exclude_labels])
      if (!known.labels.has(name))
        judged.warnings.push({ code: 'unknown_target', message: `There is no label "${name}"` })
    for (const name of wantedTeams)
      if (!known.teams.has(name))
        judged.warnings.push({ code: 'unknown_target', message: `There is no team "${name}"` })
  }
}

/** Packs that the viewer may not see have no place in it. */
function basisOf(
  packs: PlannedPack[],
  library: PlannedLibraryQuery[],
  held: ReadonlyMap<string, Held>,
): BasisEntry[] {
  return [
    ...packs.flatMap(({ given, found }): BasisEntry[] => {
      if (!found && held.has(given.name)) return []
      return [{ kind: 'pack', name: given.name, state: found ? stateOf(found) : null }]
    }),
    ...library.map(({ given, held }): BasisEntry => {
      return { kind: 'query', name: given.name, state: held?.state ?? null }
    }),
  ]
}

const stateOf = ({ id, revision }: Held) => `${id}.${revision}`

/** Reads and plans; saves nothing. */
export async function planImport(viewer: Viewer, input: PackImport): Promise<Plan> {
  const files = readFiles(input)
  const { held, taken } = await heldPacks(
    viewer,
    files.packs.map(({ name }) => name),
  )
  const heldQueries = await listHeldQueries(input.team_id)
  const heldByName = byName(heldQueries)
  const library: PlannedLibraryQuery[] = []
  const takenQueries = new Set(heldByName.keys())
  for (const query of files.library)
    library.push(await planLibraryQuery(query, heldByName, takenQueries, input.choices.library))
  const planned = new Map(library.map((query) => [query.given.name, query]))
  const sql = librarySql(heldQueries)
  const packs: PlannedPack[] = []
  for (const pack of files.packs) {
    const whole = resolved(pack, { planned, held: heldByName })
    const judged = await judgePack(whole, sql)
    packs.push(planPack(whole, judged, { held, taken, choices: input.choices }))
  }
  refuseStrayChoices(input, packs, new Set(planned.keys()))
  await addFullNameConflicts(viewer, packs)
  await addTargetWarnings(packs)
  return { files, packs, library, held: heldByName, basis: basisOf(packs, library, held) }
}
