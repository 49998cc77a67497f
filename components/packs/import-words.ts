// What an import says, in words: the sum of its queries, repairs by kind, decisions still open.
import { formatCount, formatNoun } from '@/lib/client/format'
import type {
  ImportChoices,
  ImportCounts,
  ImportedPack,
  PackImportReply,
} from '@/lib/wire/pack-import'

/** "42 queries = 34 new + 3 identical + 3 conflicts + 2 that run nowhere"; parts of none are left out. */
export function importSum(counts: ImportCounts): string {
  const parts = [
    counts.new > 0 && `${formatCount(counts.new)} new`,
    counts.identical > 0 && `${formatCount(counts.identical)} identical`,
    counts.conflict > 0 && formatNoun(counts.conflict, 'conflict'),
    counts.runs_nowhere > 0 &&
      `${formatCount(counts.runs_nowhere)} that ${counts.runs_nowhere === 1 ? 'runs' : 'run'} nowhere`,
  ].filter((part) => part !== false)
  const whole = formatNoun(counts.queries, 'query', 'queries')
  return parts.length === 0 ? whole : `${whole} = ${parts.join(' + ')}`
}

type Told = ImportedPack['repairs'][number]

const repairKinds: Record<string, (count: number) => string> = {
  interval: (count) =>
    `${formatNoun(count, 'interval')} given as text or not at all, read as numbers`,
  flag: (count) => `${formatNoun(count, 'switch', 'switches')} given as text or number`,
  shard: (count) => `${formatNoun(count, 'share')} given as text, read as numbers`,
  text: (count) => `${formatNoun(count, 'text')} given as numbers`,
  platform: (count) => `${formatNoun(count, 'platform')} spelled as agents spell them`,
}

const sentence = ({ query, message }: Told) =>
  query === undefined ? message : `${query}: ${message}`

/** One line a kind: in full when there is one of it, else how many. */
export function repairsInWords(repairs: readonly Told[]): { line: string; all: string[] }[] {
  const kinds = new Map<string, Told[]>()
  for (const repair of repairs) kinds.set(repair.code, [...(kinds.get(repair.code) ?? []), repair])
  return [...kinds].flatMap(([code, told]) => {
    const words = repairKinds[code]
    if (told.length === 1 || !words) return told.map((one) => ({ line: sentence(one), all: [] }))
    return [{ line: words(told.length), all: told.map(sentence) }]
  })
}

export type QueryAction = 'import' | 'skip' | 'rename' | 'replace'

/** What was decided of one query; undefined while a conflict is open. */
export function queryActionOf(
  { given_name, statuses, conflicts }: ImportedPack,
  choices: ImportChoices,
  query: string,
): QueryAction | undefined {
  const chosen = choices.queries[given_name]?.[query]
  if (chosen) return chosen.action
  const pack = choices.packs[given_name]?.action
  const status = statuses.find((one) => one.query === query)?.status
  const isWrong = conflicts.some((one) => one.code === 'reserved_name' && one.query === query)
  if (isWrong) return undefined
  if (status !== 'conflict' || pack === 'rename') return 'import'
  return pack === 'replace' ? 'replace' : undefined
}

/** Queries of a pack that need a decision before it can be saved. */
export function openQueries(pack: ImportedPack, choices: ImportChoices): string[] {
  const action = choices.packs[pack.given_name]?.action
  if (action === 'skip') return []
  return pack.statuses.flatMap(({ query }) => {
    const isOpen = queryActionOf(pack, choices, query) === undefined
    const isWrong = pack.conflicts.some(
      (one) => one.code === 'reserved_name' && one.query === query,
    )
    return isOpen && (isWrong || action === 'merge') ? [query] : []
  })
}

/** Whether the pack itself needs one: its name is taken or cannot be borne. */
export function isPackOpen(pack: ImportedPack, choices: ImportChoices): boolean {
  const needs = pack.conflicts.some(
    ({ code, query }) =>
      query === undefined &&
      (code === 'name_taken' || code === 'reserved_name' || code === 'full_name'),
  )
  return needs && choices.packs[pack.given_name] === undefined
}

type Open = { packs: number; queries: number }

/** Decisions still to take: about packs, and about queries of packs and of the library. */
export function openDecisions(
  { packs, library }: Pick<PackImportReply, 'packs' | 'library'>,
  choices: ImportChoices,
): Open {
  const undecided = packs.filter((pack) => isPackOpen(pack, choices))
  const decided = packs.filter((pack) => !undecided.includes(pack))
  const inLibrary = library.filter(
    ({ status, given_name }) => status === 'conflict' && !choices.library[given_name],
  )
  const inPacks = decided.reduce((sum, pack) => sum + openQueries(pack, choices).length, 0)
  return { packs: undecided.length, queries: inPacks + inLibrary.length }
}

/** "1 pack and 3 of 42 queries need a decision. Nothing has been saved." */
export function decisionsInWords(
  preview: Pick<PackImportReply, 'packs' | 'library' | 'counts' | 'library_counts'>,
  choices: ImportChoices,
): string {
  const open = openDecisions(preview, choices)
  const all = preview.counts.queries + preview.library_counts.queries
  const parts = [
    ...(open.packs > 0 ? [formatNoun(open.packs, 'pack')] : []),
    ...(open.queries > 0
      ? [`${formatCount(open.queries)} of ${formatNoun(all, 'query', 'queries')}`]
      : []),
  ]
  if (parts.length === 0) return 'Nothing has been saved.'
  const verb = open.packs + open.queries === 1 ? 'needs' : 'need'
  return `${parts.join(' and ')} ${verb} a decision. Nothing has been saved.`
}

/** Packs that are there already, query by query: to leave them alone needs nobody's decision. */
export function firstChoices({ packs }: PackImportReply): ImportChoices {
  const same = packs.filter(
    ({ existing, counts }) =>
      existing && existing.others.length === 0 && counts.identical === counts.queries,
  )
  const choices = same.map(({ given_name }) => [given_name, { action: 'skip' }] as const)
  return { packs: Object.fromEntries(choices), queries: {}, library: {} }
}

type OfPacks = { packs: readonly ImportedPack[]; choices: ImportChoices }

/** Packs that would be new; the others keep the targets and the switch they have. */
export function newPacks({ packs, choices }: OfPacks): ImportedPack[] {
  return packs.filter(({ given_name }) => {
    const action = choices.packs[given_name]?.action
    return action === undefined || action === 'rename'
  })
}

/** Whether saving would change nothing: all of it is there already, or left out. */
export function savesNothing(
  { packs, library }: Pick<PackImportReply, 'packs' | 'library'>,
  choices: ImportChoices,
): boolean {
  return (
    packs.every(({ given_name }) => choices.packs[given_name]?.action === 'skip') &&
    library.every(
      ({ status, given_name }) =>
        status === 'identical' || choices.library[given_name]?.action === 'skip',
    )
  )
}

/** Queries that saving would write. */
export function queriesToSave({ packs }: PackImportReply, choices: ImportChoices): number {
  const kept = packs.filter(({ given_name }) => choices.packs[given_name]?.action !== 'skip')
  return kept.reduce((sum, pack) => {
    const wanted = pack.statuses.filter(({ query, status }) => {
      const isThere = status === 'identical' && choices.packs[pack.given_name]?.action === 'merge'
      return queryActionOf(pack, choices, query) !== 'skip' && !isThere
    })
    return sum + wanted.length
  }, 0)
}

const outcomeWords = {
  created: 'saved',
  replaced: 'replaced',
  merged: 'added to',
  unchanged: 'unchanged',
  skipped: 'left out',
} as const

export const outcomeInWords = (outcome: ImportedPack['outcome']): string =>
  outcome === undefined ? '' : outcomeWords[outcome]

/** "Saved 8 packs with 280 queries, 1 replaced, 1 left out." */
export function reportInWords({ packs, library }: PackImportReply): string {
  const of = (wanted: ImportedPack['outcome']) => packs.filter(({ outcome }) => outcome === wanted)
  const made = of('created')
  const queries = made.reduce((sum, pack) => sum + pack.queries.filter(({ id }) => id).length, 0)
  const saved = library.filter(({ outcome }) => outcome === 'created' || outcome === 'replaced')
  const changed = (['replaced', 'merged', 'unchanged', 'skipped'] as const).flatMap((outcome) => {
    const count = of(outcome).length
    return count === 0 ? [] : [`${formatNoun(count, 'pack')} ${outcomeWords[outcome]}`]
  })
  const parts = [
    ...(made.length > 0
      ? [`Saved ${formatNoun(made.length, 'pack')} with ${formatNoun(queries, 'query')}`]
      : []),
    ...changed,
    ...(saved.length > 0 ? [`${formatNoun(saved.length, 'query')} for the library`] : []),
  ]
  return `${parts.join(', ') || 'Nothing was saved'}.`
}

/** When hosts get what an import saved; nothing where no pack was made or changed. */
export function arrivalInWords({ packs }: PackImportReply, disabled: boolean): string[] {
  const some = (...wanted: ImportedPack['outcome'][]) =>
    packs.some(({ outcome }) => wanted.includes(outcome))
  const made = disabled
    ? 'New packs are switched off: no host has them yet.'
    : 'New packs are switched on: hosts get them when they next ask.'
  return [
    ...(some('created') ? [made] : []),
    ...(some('replaced', 'merged')
      ? ['Hosts of a changed pack that is switched on get it when they next ask.']
      : []),
  ]
}
