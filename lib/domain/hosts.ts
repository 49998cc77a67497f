// Hosts as people see them: lists, counts, one host with its exact configuration.
import { resolveTargets } from '@/lib/domain/campaign-targets'
import { currentConfiguration } from '@/lib/domain/configuration'
import { authorize, permits, teamScope } from '@/lib/domain/permissions'
import { servedQueries } from '@/lib/domain/rendering'
import { isReached, pickRevision, type TargetingHost } from '@/lib/domain/targeting'
import { listHostLabels, listLabelNames } from '@/lib/store/host-labels'
import {
  countHosts as countStoredHosts,
  findHost,
  findHostIdByIdentifier,
  listHosts as listStoredHosts,
  listHostVersions as listStoredVersions,
} from '@/lib/store/hosts'
import { AppError } from '@/lib/wire/errors'
import type { HostLabel } from '@/lib/wire/host-labels'
import type {
  Host,
  HostConfiguration,
  HostCounts,
  HostDetail,
  HostFilter,
  HostListQuery,
} from '@/lib/wire/hosts'
import { platformName } from '@/lib/wire/platforms'
import type { Viewer } from '@/lib/wire/roles'

type Filters = HostFilter & Pick<HostListQuery, 'selected'>

/** Whom the filter's selection means; the scope of the reader is cut elsewhere. */
export async function meantBy({ selected }: Filters) {
  const everywhere = { include_offline: true, scope_teams: undefined }
  return selected && resolveTargets(selected, everywhere)
}

export async function listHosts(
  viewer: Viewer,
  listing: HostListQuery,
): Promise<{ hosts: Host[]; count: number }> {
  return listStoredHosts(teamScope(viewer, 'hosts:read'), listing, await meantBy(listing))
}

export async function countHosts(viewer: Viewer, filters: Filters): Promise<HostCounts> {
  return countStoredHosts(teamScope(viewer, 'hosts:read'), filters, await meantBy(filters))
}

/** Versions of osquery and systems that the viewer's hosts run, the most common first. */
export function listHostVersions(
  viewer: Viewer,
): Promise<{ osquery: string[]; systems: string[] }> {
  return listStoredVersions(teamScope(viewer, 'hosts:read'))
}

/** The labels that a list of hosts can be cut to. */
export function listLabelChoices(viewer: Viewer) {
  authorize(viewer, 'labels:read', 'any')
  return listLabelNames()
}

const missing = () => new AppError('not_found', 'There is no such host')

export async function readHost(viewer: Viewer, id: number): Promise<HostDetail> {
  const host = await findHost(id)
  if (!host) throw missing()
  authorize(viewer, 'hosts:read', host)
  // Names of secrets are for those who may see the secrets.
  return permits(viewer, 'secrets:read', host) ? host : { ...host, enroll_secret: null }
}

/** The labels that the host is in or was judged by; those by SQL also before they were asked. */
export async function listLabelsOfHost(viewer: Viewer, id: number): Promise<HostLabel[]> {
  const host = await readHost(viewer, id)
  const labels = await listHostLabels(host.id)
  return labels
    .filter(({ kind, member, since }) => member || (kind === 'sql' && since !== null))
    .sort((a, b) => Number(b.member) - Number(a.member) || a.name.localeCompare(b.name))
    .map((label) => ({
      ...label,
      since: label.since?.toISOString() ?? null,
      evaluated_at: label.evaluated_at?.toISOString() ?? null,
    }))
}

/** By uuid, instance id, serial, host identifier or hostname, in that order of trust. */
export async function readHostByIdentifier(
  viewer: Viewer,
  identifier: string,
): Promise<HostDetail> {
  const id = await findHostIdByIdentifier(identifier)
  if (id === null) throw missing()
  return readHost(viewer, id)
}

/** The host as targeting sees it. */
export function targetingHost(host: HostDetail): TargetingHost {
  return {
    id: host.id,
    team_id: host.team_id,
    platform: platformName(host.platform),
    hostname: host.hostname,
    osquery_version: host.osquery_version,
    labels: host.labels.map(({ id }) => id).sort((a, b) => a - b),
  }
}

/** The exact configuration the host gets now, with the source of every option and pack. */
export async function readHostConfiguration(
  viewer: Viewer,
  id: number,
): Promise<HostConfiguration & { body: string; expected_hash: string }> {
  const detail = await readHost(viewer, id)
  const host = targetingHost(detail)
  const configuration = await currentConfiguration()
  const rendering = configuration.renderFor(host, detail.logger_max_lines)
  const { provenance } = configuration.options(host.team_id, host.platform)
  const packs = configuration.source.packs
    .filter((pack) => isReached(host, pack))
    .map((pack) => pickRevision(host, pack))
    .filter((pack) => servedQueries(host, pack).length > 0)
    .map(({ name, revision }) => ({
      path: `packs.${name}`,
      source: `pack ${name}, revision ${revision}`,
    }))
  return {
    config: JSON.parse(rendering.body),
    sha1: rendering.expected_config_hash,
    bytes: rendering.body_bytes,
    provenance: [...provenance, ...packs],
    body: rendering.body,
    expected_hash: rendering.expected_config_hash,
  }
}
