// What the host list can be filtered by.
import type { ListFilter } from '@/components/ui/list-filters'
import { configurationLook } from './configuration-badge'

export type NamedCount = { id: number; name: string; count: number }
export type FilterNames = { labels: readonly NamedCount[]; teams: readonly NamedCount[] }

const statuses = ['online', 'offline', 'missing', 'new'].map((value) => ({ value, label: value }))
const platforms = [
  { value: 'darwin', label: 'macOS' },
  { value: 'linux', label: 'Linux' },
  { value: 'windows', label: 'Windows' },
  { value: 'freebsd', label: 'FreeBSD' },
  { value: 'unknown', label: 'not known yet' },
]
const configurations = Object.entries(configurationLook).map(([value, { label }]) => ({
  value,
  label,
}))

function named(list: readonly NamedCount[]): ListFilter['choices'] {
  return list.map(({ id, name }) => ({ value: String(id), label: name }))
}

/** Every filter of the list, in the order in which it is shown. */
export function hostFilters(
  { labels, teams }: FilterNames,
  /** The targets of a live query, when the list was opened from there. */
  selected: string | null,
): ListFilter[] {
  const chosen = selected ? [{ value: selected, label: 'as chosen' }] : []
  return [
    { key: 'status', label: 'Status', choices: statuses },
    { key: 'platform', label: 'Platform', choices: platforms },
    { key: 'label_id', label: 'Label', choices: named(labels) },
    ...(teams.length > 0 ? [{ key: 'team_id', label: 'Team', choices: named(teams) }] : []),
    { key: 'config', label: 'Configuration', choices: configurations },
    {
      key: 'identity_conflict',
      label: 'Identity conflict',
      choices: [
        { value: 'true', label: 'yes' },
        { value: 'false', label: 'no' },
      ],
    },
    ...(selected ? [{ key: 'selected', label: 'Targets of a live query', choices: chosen }] : []),
  ]
}
