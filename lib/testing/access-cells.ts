// The access matrix's rows, one for every route and method that the registry lists. A route without a
// row fails.
import { campaignRows } from '@/lib/testing/access-campaigns'
import { destinationRows } from '@/lib/testing/access-destinations'
import { hostRows } from '@/lib/testing/access-hosts'
import { packRows, queryRows } from '@/lib/testing/access-packs'
import { peopleRows, teamRows } from '@/lib/testing/access-people'
import type { Row } from '@/lib/testing/access-rows'
import type { World } from '@/lib/testing/access-world'

/** By method and path, as the registry writes them. */
export const rows: Record<string, Row> = {
  ...peopleRows,
  ...teamRows,
  ...hostRows,
  ...packRows,
  ...queryRows,
  ...campaignRows,
  ...destinationRows,
}

/** A world of which nothing exists. */
export const nowhere: World = {
  ...{ mark: 'zznowhere', team: 9_999, host: 9_999, twin: 9_999, query: 9_999, pack: 9_999 },
  ...{ scheduled: 9_999, rollout: 9_999, campaign: 9_999, run: 9_999, secret: 9_999, user: 9_999 },
  ...{
    guest: 9_999,
    label: 9_999,
    token: 9_999,
    session: 9_999,
    identity: 9_999,
    set: 9_999,
    view: 9_999,
    result_view: 9_999,
  },
  ...{ conflict: 9_999, carve: 9_999, destination: 9_999, activity: 9_999_999 },
}
