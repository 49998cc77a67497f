// Names of what a selection means, for people who read it. Ids that are not theirs to see stay ids.
import { listLabels } from '@/lib/domain/labels'
import { permits, teamScope } from '@/lib/domain/permissions'
import { listTeams } from '@/lib/domain/teams'
import { listHostNames, listHostsNamed } from '@/lib/store/host-names'
import { LabelListQuery } from '@/lib/wire/labels'
import type { Viewer } from '@/lib/wire/roles'
import type { HostNamesReply, Selected, TargetNames } from '@/lib/wire/targets'
import { TeamQuery } from '@/lib/wire/teams'

const whole = { per_page: '500' }
/** More hosts than this are counted in words, never named one by one. */
const hostsMax = 500

/** Teams and labels the viewer may choose from, and the names of the hosts that are selected. */
export async function targetNames(viewer: Viewer, selected: Selected): Promise<TargetNames> {
  const hostIds = [...selected.hosts, ...selected.exclude.hosts].slice(0, hostsMax)
  const [{ labels }, { teams }, hosts] = await Promise.all([
    listLabels(viewer, LabelListQuery.parse(whole)),
    permits(viewer, 'teams:read', 'any')
      ? listTeams(viewer, TeamQuery.parse(whole))
      : { teams: [] },
    hostIds.length > 0 ? listHostNames(teamScope(viewer, 'hosts:read'), hostIds) : [],
  ])
  return {
    labels: labels.map(({ id, name, count, label_type, label_membership_type: kind }) => ({
      id,
      name,
      count,
      kind: label_type === 'builtin' ? 'builtin' : kind === 'manual' ? 'manual' : 'sql',
    })),
    teams: teams.map(({ id, name, host_count }) => ({ id, name, count: host_count })),
    hosts,
  }
}

/** The name of one host; undefined when it is gone or not the viewer's to see. */
export async function hostName(
  viewer: Viewer,
  id: number,
): Promise<{ id: number; name: string } | undefined> {
  const [host] = await listHostNames(teamScope(viewer, 'hosts:read'), [id])
  return host && { id: host.id, name: host.display_name || host.hostname }
}

/** The hosts that pasted names mean, once each, and the names that mean nobody the viewer may see. */
export async function findHostsNamed(
  viewer: Viewer,
  names: readonly string[],
): Promise<HostNamesReply> {
  const given = [...new Set(names.map((name) => name.trim()).filter(Boolean))]
  const rows = await listHostsNamed(teamScope(viewer, 'hosts:read'), given)
  const known = new Set(rows.map((row) => row.given))
  const hosts = new Map(rows.map(({ given: _, ...host }) => [host.id, host]))
  return { hosts: [...hosts.values()], unknown: given.filter((name) => !known.has(name)) }
}
