// What the host list can be filtered by.
import type { ListFilter } from '@/components/ui/list-filters'
import { configurationLook } from './configuration-badge'

export type Named = { id: number; name: string }
export type FilterNames = {
  labels: readonly (Named & { manual: boolean })[]
  teams: readonly Named[]
  /** What hosts run, the most common first. */
  osquery: readonly string[]
  systems: readonly string[]
}

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

const noTeam = { value: '0', label: 'No team' }
const hour = 3_600
const day = 24 * hour
const seen = [
  { value: String(hour), label: 'within 1 hour' },
  { value: String(day), label: 'within 1 day' },
  { value: String(7 * day), label: 'within 7 days' },
]
const silent = [
  { value: String(hour), label: 'for 1 hour or longer' },
  { value: String(day), label: 'for 1 day or longer' },
  { value: String(7 * day), label: 'for 7 days or longer' },
  { value: String(30 * day), label: 'for 30 days or longer' },
]

const plain = (list: readonly string[]) => list.map((value) => ({ value, label: value }))

function named(list: readonly Named[]): ListFilter['choices'] {
  return list.map(({ id, name }) => ({ value: String(id), label: name }))
}

/** Every filter of the list, in the order in which it is shown. */
export function hostFilters(
  { labels, teams, osquery, systems }: FilterNames,
  /** The targets of a live query, when the list was opened from there. */
  selected: string | null,
): ListFilter[] {
  const chosen = selected ? [{ value: selected, label: 'as chosen' }] : []
  return [
    { key: 'status', label: 'Status', choices: statuses },
    { key: 'platform', label: 'Platform', choices: platforms },
    { key: 'label_id', label: 'Label', choices: named(labels), several: true },
    ...(teams.length > 0
      ? [{ key: 'team_id', label: 'Team', choices: [...named(teams), noTeam] }]
      : []),
    { key: 'osquery_version', label: 'osquery', choices: plain(osquery) },
    { key: 'os_version', label: 'System', choices: plain(systems) },
    { key: 'config', label: 'Configuration', choices: configurations },
    { key: 'seen_within_seconds', label: 'Seen', choices: seen },
    { key: 'silent_seconds', label: 'Silent', choices: silent },
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
