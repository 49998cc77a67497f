// The targets of a draft as the picker chooses them, and as the sentence they mean. "Every host" is the
// label that everybody has.
import { whom } from '@/components/packs/whom'
import type { DraftContent } from '@/lib/client/pack-draft'
import type { Selected } from '@/lib/wire/targets'

export type Targets = Pick<
  DraftContent,
  'label_match' | 'label_ids' | 'host_ids' | 'team_ids' | 'exclude_label_ids' | 'exclude_host_ids'
>

export function selectedOf(targets: Targets, everybody: number | undefined): Selected {
  const labels = targets.label_ids.filter((id) => id !== everybody)
  const named = labels.length < targets.label_ids.length
  return {
    // With "all of", everybody narrows nothing: the other labels decide.
    all: named && (targets.label_match === 'any' || labels.length === 0),
    labels,
    label_match: targets.label_match,
    teams: targets.team_ids,
    hosts: targets.host_ids,
    exclude: { labels: targets.exclude_label_ids, hosts: targets.exclude_host_ids },
  }
}

export function targetsOf(selected: Selected, everybody: number | undefined): Targets {
  const all = selected.all && everybody !== undefined
  return {
    label_ids: all ? [everybody, ...selected.labels] : selected.labels,
    label_match: all ? 'any' : selected.label_match,
    team_ids: selected.teams,
    host_ids: selected.hosts,
    exclude_label_ids: selected.exclude.labels,
    exclude_host_ids: selected.exclude.hosts,
  }
}

type NameMaps = Record<'labels' | 'teams' | 'hosts', ReadonlyMap<number, string>>

/** "Hosts in Finance or Sales, except Kiosks, a 10 % sample". */
export function targetWords(
  targets: Targets & Pick<DraftContent, 'shard'>,
  names: NameMaps,
): string {
  const named = (ids: readonly number[], known: ReadonlyMap<number, string>, word: string) =>
    ids.map((id) => ({ id, name: known.get(id) ?? `${word} ${id}` }))
  const lists = {
    labels: named(targets.label_ids, names.labels, 'label'),
    teams: named(targets.team_ids, names.teams, 'team'),
    hosts: named(targets.host_ids, names.hosts, 'host'),
  }
  return whom({ ...targets, ...lists }, Object.fromEntries(names.labels))
}
