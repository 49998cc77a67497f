// How many hosts are online, sampled into the fleet's minutes.

import { sql } from '@/lib/store/db'
import { onlineSince } from '@/lib/store/host-seen'

/** Notes how many hosts are online in this minute. */
export async function updateHostsOnline(): Promise<void> {
  await sql(
    'work',
    `INSERT INTO fleet_minutes AS m (minute, hosts_online)
     SELECT date_trunc('minute', now()), count(*) FROM host_seen s WHERE s.seen_at > ${onlineSince}
     ON CONFLICT (minute) DO UPDATE SET hosts_online = excluded.hosts_online`,
  )
}
