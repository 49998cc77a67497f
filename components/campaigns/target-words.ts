// A selection as the sentence it means. Names come from whoever knows them; ids stand in for the rest.
import { formatCount, formatNoun } from '@/lib/client/format'
import type { Selected, TargetNames } from '@/lib/wire/targets'

/** Teams, labels and hosts by id, as far as they are known. */
export type KnownNames = {
  teams: ReadonlyMap<number, string>
  labels: ReadonlyMap<number, string>
  hosts: ReadonlyMap<number, string>
}

export function namesOf({ teams, labels, hosts }: TargetNames): KnownNames {
  return {
    teams: new Map(teams.map(({ id, name }) => [id, name])),
    labels: new Map(labels.map(({ id, name }) => [id, name])),
    hosts: new Map(hosts.map(({ id, hostname, display_name }) => [id, display_name || hostname])),
  }
}

const shownMax = 3

function listed(ids: readonly number[], names: ReadonlyMap<number, string>, joint: string): string {
  const known = ids.slice(0, shownMax).map((id) => names.get(id) ?? `#${id}`)
  const rest = ids.length - known.length
  const all = rest > 0 ? [...known, `${formatCount(rest)} more`] : known
  if (all.length < 2) return all.join('')
  return `${all.slice(0, -1).join(', ')} ${joint} ${all.at(-1)}`
}

function groupWords(selected: Selected, names: KnownNames): string {
  const { teams, labels, label_match } = selected
  const parts = [
    ...(teams.length > 0 ? [`in ${listed(teams, names.teams, 'or')}`] : []),
    ...(labels.length > 0
      ? [
          labels.length === 1
            ? `with ${listed(labels, names.labels, 'or')}`
            : `with ${label_match === 'all' ? 'all of' : 'any of'} ${listed(labels, names.labels, label_match === 'all' ? 'and' : 'or')}`,
        ]
      : []),
  ]
  return parts.join(', ')
}

function hostWords(selected: Selected, names: KnownNames): string {
  const { hosts } = selected
  if (hosts.length === 0) return ''
  return hosts.length <= shownMax
    ? listed(hosts, names.hosts, 'and')
    : formatNoun(hosts.length, 'named host')
}

function exceptWords({ exclude }: Selected, names: KnownNames): string {
  const parts = [
    ...(exclude.labels.length > 0 ? [listed(exclude.labels, names.labels, 'or')] : []),
    ...(exclude.hosts.length > 0 ? [listed(exclude.hosts, names.hosts, 'or')] : []),
  ]
  return parts.length > 0 ? `, not ${parts.join(' nor ')}` : ''
}

/** Whether the sentence is nothing but a number of hosts, which then need not be said twice. */
export const isNumberOfHosts = (sentence: string) => /^[\d,]+ named hosts?$/.test(sentence)

/** "In Workstations, with any of Finance or Sales, not Kiosks"; undefined when nobody is meant. */
export function targetSentence(selected: Selected, names: KnownNames): string | undefined {
  const except = exceptWords(selected, names)
  if (selected.all) return `Every host${except}`
  const group = groupWords(selected, names)
  const hosts = hostWords(selected, names)
  const whom = group && hosts ? `${group}, and ${hosts}` : group || hosts
  if (whom === '') return undefined
  return `${whom.charAt(0).toUpperCase()}${whom.slice(1)}${except}`
}
