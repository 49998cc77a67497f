// Which content a pre-flight is about: the edited pack, or a stored revision and its cohort, as hosts
// would get it, beside what they get now. Refuses what saving would refuse, under the same names.
import { currentConfiguration } from '@/lib/domain/configuration'
import { transaction } from '@/lib/store/db'
import { definitionOf, nothingOf } from '@/lib/store/pack-contents'
import { listSavedForPacks } from '@/lib/store/queries'
import { findRevision, listContents } from '@/lib/store/revisions'
import { AppError, type FieldError, invalidField, refuseFields } from '@/lib/wire/errors'
import { type ContentQueryInput, emptyContent, type PackContent } from '@/lib/wire/pack-content'
import type { PackDefinition, QueryDefinition } from '@/lib/wire/pack-definitions'
import type { NewPackPreviewInput, PackPreviewInput } from '@/lib/wire/pack-preview'

/** What hosts get of the pack, and what they would get. */
export type Comparison = {
  /** Undefined: hosts get nothing of it yet. */
  now: PackDefinition | undefined
  after: PackDefinition
  /** Every pack as it is. */
  packs: readonly PackDefinition[]
}

const missing = () => new AppError('not_found', 'There is no such pack')

/** The list that is on, with the SQL of saved queries in place; ids of new ones are negative. */
async function queriesOf(
  queries: readonly ContentQueryInput[],
  teamId: number | null,
): Promise<QueryDefinition[]> {
  const ids = queries.flatMap(({ query_id }) => query_id ?? [])
  const saved =
    ids.length > 0 ? await transaction('people', (tx) => listSavedForPacks(tx, ids)) : new Map()
  const errors: FieldError[] = []
  const made = queries.map((query, index): QueryDefinition => {
    const library = query.query_id === null ? undefined : saved.get(query.query_id)
    const name = `queries[${index}].query_id`
    if (query.query_id !== null && !library)
      errors.push({ name, reason: `there is no query ${query.query_id}` })
    else if (library && library.team_id !== null && library.team_id !== teamId)
      errors.push({ name, reason: 'belongs to another team than the pack' })
    const { description: _, value: __, disabled: ___, ...schedule } = query
    return { ...schedule, id: query.id ?? -1 - index, query: library?.query ?? query.query ?? '' }
  })
  refuseFields(errors)
  return made.filter((_, index) => queries[index]?.disabled !== true)
}

/** Labels and teams must exist; hosts that are gone are simply not reached. */
function refuseUnknown(
  input: PackPreviewInput | NewPackPreviewInput,
  known: { labels: ReadonlySet<number>; teams: ReadonlySet<number> },
): void {
  const fields = [
    ['label_ids', input.label_ids, known.labels],
    ['exclude_label_ids', input.exclude_label_ids, known.labels],
    ['team_ids', input.team_ids, known.teams],
    ['label_id', 'label_id' in input && input.label_id ? [input.label_id] : [], known.labels],
  ] as const
  for (const [field, ids = [], held] of fields) {
    const unknown = ids.filter((id) => !held.has(id))
    if (unknown.length > 0)
      throw invalidField(field, `there is no ${unknown.slice(0, 5).join(', ')}`)
  }
}

type Edited = Partial<Omit<PackContent, 'queries'>>

/** The fields given, over those that the pack has. */
function laidOver(content: PackContent, input: PackPreviewInput | NewPackPreviewInput): Edited {
  const given: [string, unknown][] = Object.entries(input)
  const fields = Object.keys(emptyContent).filter((key) => key !== 'queries')
  const changed = given.filter(([key, value]) => fields.includes(key) && value !== undefined)
  const { queries: _, ...before } = content
  return { ...before, ...Object.fromEntries(changed) }
}

async function sources() {
  const { source } = await currentConfiguration()
  const idsOf = (list: readonly { id: number }[]) => new Set(list.map(({ id }) => id))
  return { packs: source.packs, labels: idsOf(source.labels), teams: idsOf(source.teams) }
}

type Held = { id: number; name: string; revision: number; released: number; team_id: number | null }

/** A stored revision as hosts would get it. */
async function storedRevision(pack: PackDefinition, number: number): Promise<PackDefinition> {
  if (number === 0) return nothingOf(pack)
  const found = await findRevision(pack.id, number)
  if (!found) throw new AppError('not_found', `The pack has no revision ${number}`)
  return definitionOf(pack, number, found.content)
}

async function editedContent(pack: Held, input: PackPreviewInput, live: PackDefinition) {
  if (input.revision !== undefined) return storedRevision(live, input.revision)
  const contents = await transaction('people', (tx) => listContents(tx, [pack.id]))
  const content = contents.get(pack.id)
  if (!content) throw missing()
  const queries = input.queries
    ? await queriesOf(input.queries, pack.team_id)
    : content.queries.flatMap(({ disabled, ...query }, index) =>
        disabled ? [] : [{ ...query, id: query.id ?? -1 - index }],
      )
  const fields = { ...emptyContent, ...laidOver(content, input) }
  const name = input.name ?? pack.name
  const own = { id: pack.id, name, revision: pack.revision + 1, team_id: pack.team_id }
  return { ...fields, ...own, queries }
}

/** What hosts outside the cohort keep while a rollout brings the revision to the others. */
async function withCohort(
  released: PackDefinition,
  to: PackDefinition,
  input: PackPreviewInput,
): Promise<PackDefinition> {
  const share = input.share ?? null
  const label_id = input.label_id ?? null
  if (share === null && label_id === null) return to
  const { rollout: _, ...held } = released
  // A revision that everybody has goes back, outside the cohort, to the one before it.
  const from = held.revision === to.revision ? await storedRevision(held, to.revision - 1) : held
  return { ...from, rollout: { id: 0, share, label_id, to } }
}

/** What a stored pack is now, and would be. */
export async function compareEdited(pack: Held, input: PackPreviewInput): Promise<Comparison> {
  const { packs, ...known } = await sources()
  refuseUnknown(input, known)
  const now = packs.find(({ id }) => id === pack.id)
  if (!now) throw missing()
  const to = await editedContent(pack, input, now)
  return { now, after: await withCohort(now, to, input), packs }
}

/** A pack that does not exist yet, beside nothing. */
export async function compareNew(input: NewPackPreviewInput): Promise<Comparison> {
  const { packs, ...known } = await sources()
  refuseUnknown(input, known)
  const team_id = input.team_id ?? null
  if (team_id !== null && !known.teams.has(team_id))
    throw invalidField('team_id', `there is no team ${team_id}`)
  const queries = await queriesOf(input.queries ?? [], team_id)
  const own = { id: 0, name: input.name ?? 'new pack', revision: 1, team_id }
  return {
    now: undefined,
    after: { ...emptyContent, ...laidOver(emptyContent, input), ...own, queries },
    packs,
  }
}
