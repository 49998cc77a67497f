// Reads of what SQL texts cost, as the percentiles were last computed.
import { sql } from '@/lib/store/db'
import type { MeasuredCost } from '@/lib/wire/costs'

type StoredCost = { sql_digest: string; platform: string; cost: MeasuredCost }

/** Costs by digest; the platform is empty for all platforms together. */
export function findSqlCosts(digests: readonly string[]): Promise<StoredCost[]> {
  return sql<StoredCost>(
    'people',
    `SELECT sql_digest, platform, cost FROM sql_costs
      WHERE sql_digest = ANY($1::uuid[]) AND cost IS NOT NULL`,
    [digests],
  )
}
