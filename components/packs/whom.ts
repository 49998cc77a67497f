// Whom a pack is for, as the sentence that its targets mean.
import { formatNoun } from '@/lib/client/format'
import type { Pack } from '@/lib/wire/packs'

export type LabelNames = Readonly<Record<number, string>>

type Targets = Pick<
  Pack,
  'labels' | 'hosts' | 'teams' | 'label_match' | 'exclude_label_ids' | 'exclude_host_ids' | 'shard'
>

const list = (names: readonly string[], word: 'and' | 'or') =>
  new Intl.ListFormat('en', { type: word === 'and' ? 'conjunction' : 'disjunction' }).format(names)

function labelsInWords({ labels, label_match }: Targets): string[] {
  const names = labels.map(({ name }) => name)
  if (names.length === 0) return []
  if (names.includes('All Hosts') && (label_match === 'any' || names.length === 1))
    return ['everyone']
  if (names.length === 1) return [`hosts in ${names[0]}`]
  return [`hosts in ${list(names, label_match === 'all' ? 'and' : 'or')}`]
}

function hostsInWords({ hosts }: Targets): string[] {
  if (hosts.length === 0) return []
  const names = hosts.map(({ name }) => name).filter(Boolean)
  return [
    names.length === hosts.length && hosts.length <= 2
      ? list(names, 'and')
      : formatNoun(hosts.length, 'named host'),
  ]
}

/** "Everyone, except Kiosks", "Hosts in Finance or Sales, or in team Workstations, a 10 % sample". */
export function whom(pack: Targets, names: LabelNames): string {
  const teams =
    pack.teams.length > 0
      ? [
          `hosts of team ${list(
            pack.teams.map(({ name }) => name),
            'or',
          )}`,
        ]
      : []
  const kinds = [...labelsInWords(pack), ...teams, ...hostsInWords(pack)]
  if (kinds.length === 0) return 'Nobody: it has no target'
  const left = pack.exclude_label_ids.map((id) => names[id] ?? `label ${id}`)
  if (pack.exclude_host_ids.length > 0)
    left.push(formatNoun(pack.exclude_host_ids.length, 'named host'))
  const sentence = [
    list(kinds, 'and'),
    ...(left.length > 0 ? [`except ${list(left, 'and')}`] : []),
    ...(pack.shard !== null && pack.shard > 0 && pack.shard < 100
      ? [`a ${pack.shard} % sample`]
      : []),
  ].join(', ')
  return sentence.charAt(0).toUpperCase() + sentence.slice(1)
}
