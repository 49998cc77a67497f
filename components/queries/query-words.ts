// The library in words: where a query runs, what a run costs, whom a change of its SQL reaches.
import { formatCount, formatMs, formatNoun } from '@/lib/client/format'
import { platformNames, tablePlatforms } from '@/lib/wire/platforms'
import type { QueryCost, QueryEffect } from '@/lib/wire/queries'

export const platformChoices = tablePlatforms.map((value) => ({
  value,
  label: platformNames[value],
}))

/** The names in a platform text; empty is anywhere. */
export function platformsOf(text: string): string[] {
  return text.split(/[\s,]+/).filter(Boolean)
}

export function firstLine(sql: string): string {
  return sql.trim().split('\n', 1)[0] ?? ''
}

/** "31 ms, p95 2.1 s"; "~ 31 ms" by rule. */
export function runCost({ cpu_ms_p50, cpu_ms_p95, basis }: QueryCost): string {
  if (basis === 'rule') return `~ ${formatMs(cpu_ms_p50)}`
  return `${formatMs(cpu_ms_p50)}, p95 ${formatMs(cpu_ms_p95)}`
}

function packsInWords({ packs, packs_count }: QueryEffect): string {
  const hidden = packs_count - packs.length
  const names = packs.map(({ name }) => name)
  const others =
    hidden > 0 ? [formatNoun(hidden, 'pack of another team', 'packs of other teams')] : []
  return new Intl.ListFormat('en').format([...names, ...others])
}

export const saveTitle = ({ packs_count, hosts }: QueryEffect) =>
  `Change the SQL of ${formatNoun(packs_count, 'pack')} on ${formatNoun(hosts, 'host')}?`

/** What saving other SQL does, as sentences. */
export function saveEffect(effect: QueryEffect): string[] {
  const { packs, hosts, online, offline } = effect
  const drafts = packs.filter((pack) => pack.drafts).map(({ name }) => name)
  const when =
    hosts === 0
      ? 'No host runs it now.'
      : `${formatCount(online)} online get it at their next refresh, ${formatCount(offline)} offline when they return.`
  return [
    `It is in ${packsInWords(effect)}.`,
    when,
    'Agents from 5.8 on compare the rows of differential queries with those of the old SQL: they may show as removed and added.',
    ...(drafts.length > 0
      ? [`A rollout is under way in ${drafts.join(', ')}: there the change waits as a draft.`]
      : []),
  ]
}
