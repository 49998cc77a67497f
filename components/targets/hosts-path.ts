// Where the hosts of a selection are listed.
import type { Selected } from '@/lib/wire/targets'

/** The host list cut to the selection, whatever it is made of. */
export function hostsPath(selected: Selected): string {
  const { all, hosts, labels, teams, exclude } = selected
  const isPlain = exclude.hosts.length + exclude.labels.length + hosts.length === 0
  const [label, ...labelsMore] = labels
  const [team, ...teamsMore] = teams
  if (isPlain && all) return '/hosts'
  if (isPlain && label !== undefined && team === undefined && labelsMore.length === 0)
    return `/hosts?label_id=${label}`
  if (isPlain && team !== undefined && team > 0 && label === undefined && teamsMore.length === 0)
    return `/hosts?team_id=${team}`
  return `/hosts?${new URLSearchParams({ selected: JSON.stringify(compact(selected)) })}`
}

/** Only what is set, so that the address stays short. */
function compact({ all, hosts, labels, teams, label_match, exclude }: Selected): object {
  const lists = { hosts, labels, teams }
  const set = Object.fromEntries(Object.entries(lists).filter(([, ids]) => ids.length > 0))
  const out = Object.fromEntries(Object.entries(exclude).filter(([, ids]) => ids.length > 0))
  return {
    ...set,
    ...(all ? { all } : {}),
    ...(label_match === 'all' ? { label_match } : {}),
    ...(Object.keys(out).length > 0 ? { exclude: out } : {}),
  }
}
