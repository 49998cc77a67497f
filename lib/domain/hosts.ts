// Hosts as people see and move them. What an agent is told next follows from the bus, never from here.
import { recordChange, wake } from '@/lib/bus/bus'
import { recordActivity } from '@/lib/domain/activity'
import { resolveTargets } from '@/lib/domain/campaign-targets'
import { currentConfiguration } from '@/lib/domain/configuration'
import { authorize, teamScope } from '@/lib/domain/permissions'
import { servedQueries } from '@/lib/domain/rendering'
import { isReached, pickRevision, type TargetingHost } from '@/lib/domain/targeting'
import { updateHostCancelled } from '@/lib/store/campaign-hosts'
import { lockCampaignsOf } from '@/lib/store/campaign-locked'
import { type Tx, transaction } from '@/lib/store/db'
import {
  countHosts as countStoredHosts,
  findHost,
  findHostIdByIdentifier,
  listHosts as listStoredHosts,
  lockHosts,
  removeHost,
  updateHostsTeam,
  updateRefetch,
} from '@/lib/store/hosts'
import { AppError, invalidField } from '@/lib/wire/errors'
import type {
  Host,
  HostConfiguration,
  HostCounts,
  HostDetail,
  HostListQuery,
} from '@/lib/wire/hosts'
import { platformName } from '@/lib/wire/platforms'
import type { Viewer } from '@/lib/wire/roles'

type Filters = Parameters<typeof countStoredHosts>[1] & Pick<HostListQuery, 'selected'>

/** Whom the filter's selection means; the scope of the reader is cut elsewhere. */
async function meantBy({ selected }: Filters) {
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

const missing = () => new AppError('not_found', 'There is no such host')

export async function readHost(viewer: Viewer, id: number): Promise<HostDetail> {
  const host = await findHost(id)
  if (!host) throw missing()
  authorize(viewer, 'hosts:read', host)
  return host
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

/** Asks the host for its vitals at its next read. */
export async function refetchHost(viewer: Viewer, id: number): Promise<void> {
  authorize(viewer, 'hosts:refetch', await readHost(viewer, id))
  await transaction('people', async (tx) => {
    await updateRefetch(tx, id)
    await recordChange(tx, `hosts:${id}`)
  })
  wake(`hosts:${id}`)
}

/** Ends the host's part in open campaigns, which would else wait for it until their time is over. */
async function leaveCampaigns(tx: Tx, hostId: number): Promise<string[]> {
  const asking = await lockCampaignsOf(tx, hostId)
  const error = 'the host was deleted'
  for (const { id } of asking) await updateHostCancelled(tx, id, { host_id: hostId, error })
  return asking.map(({ id }) => `campaign:${id}`)
}

/** Deletes a host and what it reported. Its agent is told to enrol anew. */
export async function deleteHost(viewer: Viewer, id: number, address: string): Promise<void> {
  const host = await readHost(viewer, id)
  authorize(viewer, 'hosts:write', host)
  const left = await transaction('people', async (tx) => {
    const topics = await leaveCampaigns(tx, id)
    await removeHost(tx, id)
    await recordChange(tx, `hosts:${id}`)
    await recordActivity(tx, viewer, {
      type: 'deleted_host',
      object_kind: 'host',
      object_id: id,
      object_name: host.display_name,
      hosts: 1,
      details: { uuid: host.uuid, hardware_serial: host.hardware_serial },
      address,
    })
    return topics
  })
  for (const topic of [`hosts:${id}`, ...left]) wake(topic)
}

/** Moves hosts to a team (null: none). Rights are needed over every host and over the team. */
export async function transferHosts(
  viewer: Viewer,
  { team_id, hosts }: { team_id: number | null; hosts: number[] },
  address: string,
): Promise<void> {
  authorize(viewer, 'hosts:write', { team_id })
  const { source } = await currentConfiguration()
  if (team_id !== null && !source.teams.some(({ id }) => id === team_id))
    throw invalidField('team_id', `there is no team ${team_id}`)
  await transaction('people', async (tx) => {
    const held = await lockHosts(tx, hosts)
    for (const host of held) authorize(viewer, 'hosts:write', host)
    const known = new Set(held.map(({ id }) => id))
    const unknown = hosts.filter((id) => !known.has(id))
    if (unknown.length > 0)
      throw invalidField('hosts', `there is no host ${unknown.slice(0, 5).join(', ')}`)
    await updateHostsTeam(tx, hosts, team_id)
    await recordChange(tx, 'hosts')
    await recordActivity(tx, viewer, {
      type: 'transferred_hosts',
      hosts: hosts.length,
      details: { team_id, host_ids: hosts.slice(0, 100) },
      address,
    })
  })
  wake('hosts')
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
