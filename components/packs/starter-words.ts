// What a starter pack amounts to, in words that add up.
import { formatNoun } from '@/lib/client/format'
import type { CostClass } from '@/lib/wire/costs'
import type { StarterPack } from '@/lib/wire/pack-starters'

type Queries = StarterPack['queries']

const classes: readonly CostClass[] = ['minimal', 'considerable', 'excessive']

/** "13 queries = 12 minimal + 1 considerable + 0 excessive". */
export function costSum(queries: Queries): string {
  const parts = classes.map(
    (each) => `${queries.filter(({ cost_class }) => cost_class === each).length} ${each}`,
  )
  return `${formatNoun(queries.length, 'query', 'queries')} = ${parts.join(' + ')}`
}

/** How many of the queries run on each platform; one may run on several. */
export function platformCounts({ platforms, queries }: Pick<StarterPack, 'platforms' | 'queries'>) {
  return platforms.map((platform) => ({
    platform,
    count: queries.filter((query) => query.platforms.includes(platform)).length,
  }))
}
