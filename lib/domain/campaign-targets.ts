// Whom a live query reaches: the selection, cut to what this person may query with this text.
import { type Action, authorize, permits, teamScope } from '@/lib/domain/permissions'
import { readQuery } from '@/lib/domain/queries'
import {
  findTargetCounts,
  type LabelKinds,
  listHostsMeant,
  listLabelsMeant,
  listTargetChoices,
  type TargetSet,
} from '@/lib/store/campaign-targets'
import { AppError } from '@/lib/wire/errors'
import { containing } from '@/lib/wire/paging'
import type { TeamScope, Viewer } from '@/lib/wire/roles'
import {
  type CountedTargets,
  Selected,
  type TargetChoices,
  type TargetsBody,
} from '@/lib/wire/targets'

export const everyHost = 'All Hosts'

/** What a person wants to run: any text, or a saved query that observers may be allowed. */
export type Wanted = { observer_can_run: boolean; denied_tables: boolean }

const actionFor = (wanted: Wanted): Action => {
  if (wanted.denied_tables) return 'campaigns:run_denied_tables'
  return wanted.observer_can_run ? 'campaigns:run_saved' : 'campaigns:run_sql'
}

/** Teams whose hosts this person may ask that; undefined for the whole installation. */
export function askableTeams(viewer: Viewer, wanted: Wanted): number[] | undefined {
  const action = actionFor(wanted)
  authorize(viewer, action, 'any')
  return teamsOf(teamScope(viewer, action))
}

/** A scope as the store takes it here: hosts of no team belong to the whole installation only. */
export function teamsOf(scope: TeamScope): number[] | undefined {
  return 'all' in scope ? undefined : scope.team_ids
}

/** The selection with its labels told apart; ids of labels that do not exist mean nobody. */
function targetSetOf(
  selected: Selected,
  labels: readonly LabelKinds[],
  options: { include_offline: boolean; scope_teams: number[] | undefined },
): TargetSet {
  const kinds = new Map(labels.map((label) => [label.id, label]))
  const meant = [...new Set(selected.labels)]
  const isBuiltIn = (id: number) => kinds.get(id)?.kind === 'builtin'
  return {
    hosts: selected.hosts,
    all: selected.all || meant.some((id) => isBuiltIn(id) && kinds.get(id)?.name === everyHost),
    custom_labels: meant.filter((id) => !isBuiltIn(id)),
    platform_labels: meant.filter(isBuiltIn),
    teams: selected.teams,
    label_match: selected.label_match,
    exclude_hosts: selected.exclude.hosts,
    exclude_labels: selected.exclude.labels,
    ...options,
  }
}

/** The selection as the store counts and freezes it. */
export async function resolveTargets(
  selected: Selected,
  options: { include_offline: boolean; scope_teams: number[] | undefined },
): Promise<TargetSet> {
  const labels = await listLabelsMeant(selected.labels)
  return targetSetOf(selected, labels, options)
}

/** What may be asked before the text is known: a saved query's right, or the viewer's widest. */
async function wantedBy(viewer: Viewer, queryId: number | null | undefined): Promise<Wanted> {
  if (queryId) {
    const { observer_can_run } = await readQuery(viewer, queryId)
    return { observer_can_run, denied_tables: false }
  }
  return { observer_can_run: !permits(viewer, 'campaigns:run_sql', 'any'), denied_tables: false }
}

/** How many hosts the viewer would ask, by status. */
export async function countTargets(
  viewer: Viewer,
  selected: Selected,
  { query_id, include_offline }: Pick<TargetsBody, 'query_id' | 'include_offline'>,
): Promise<CountedTargets> {
  const scope_teams = askableTeams(viewer, await wantedBy(viewer, query_id))
  return findTargetCounts(await resolveTargets(selected, { include_offline, scope_teams }))
}

/** Hosts, labels and teams by name, a few of each, among what the viewer may ask. */
export function listTargets(viewer: Viewer, query: string): Promise<TargetChoices> {
  const scopeTeams = askableTeams(viewer, {
    observer_can_run: !permits(viewer, 'campaigns:run_sql', 'any'),
    denied_tables: false,
  })
  return listTargetChoices(containing(query), scopeTeams)
}

/** Hosts by any identifier and labels by name as a selection; an unknown label is refused by name. */
export async function selectByIdentifiers(
  viewer: Viewer,
  named: { hosts: string[]; labels: string[] },
): Promise<Selected> {
  const [hosts, labels] = await Promise.all([
    listHostsMeant(named.hosts, teamsOf(teamScope(viewer, 'hosts:read'))),
    listLabelsMeant([], named.labels),
  ])
  const known = new Set(labels.map(({ name }) => name))
  const unknown = named.labels.filter((name) => !known.has(name))
  if (unknown.length > 0) {
    throw new AppError('malformed', `No such label: ${unknown.join(', ')}`, {
      errors: unknown.map((name) => ({ name: 'selected', reason: `there is no label "${name}"` })),
    })
  }
  return Selected.parse({ hosts, labels: labels.map(({ id }) => id) })
}
