// Hosts of a test as masks, without a database.

import type { TargetingHost } from '@/lib/domain/targeting'
import { bitsOf, type HostGroup, type HostMasks, type MaskDetail } from '@/lib/store/host-masks'

/** Each host is a group of its own. */
export function hostMasks(
  hosts: readonly TargetingHost[],
  { labels, bucketOf }: MaskDetail,
): HostMasks {
  const bits = bitsOf(labels)
  const groups = hosts.map((host): HostGroup => {
    const wordOf = (places: number[]) =>
      host.labels.reduce((all, id) => all | (places[id - bits.lowest] ?? 0), 0)
    return {
      team_id: host.team_id,
      platform: host.platform,
      osquery_version: host.osquery_version,
      status: 'online',
      reported: '',
      ids: [host.id],
      hostnames: [host.hostname],
      buckets: bucketOf ? [bucketOf(host.hostname)] : null,
      words: bits.words.map((places) => [wordOf(places)]),
    }
  })
  return { groups, bits }
}
