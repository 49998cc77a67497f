'use client'
// One starter pack whole: each query with what it is for, how it runs and its SQL.
import { ArrowLeft } from 'lucide-react'
import { SqlText } from '@/components/sql/sql-text'
import { Button } from '@/components/ui/button'
import { PlatformIcon } from '@/components/ui/platform-icon'
import { formatDuration } from '@/lib/client/format'
import type { StarterPack } from '@/lib/wire/pack-starters'
import { modeWord } from './query-words'
import { CostBadge, PlatformCounts } from './starter-parts'
import { costSum } from './starter-words'

type StarterQuery = StarterPack['queries'][number]

function Query({ query }: { query: StarterQuery }) {
  const { name, description, platforms, interval, version, cost_class } = query
  return (
    <li className="flex flex-col gap-2 border-line border-t py-4">
      <div className="flex flex-wrap items-center justify-between gap-x-3 gap-y-1">
        <h4 className="mono min-w-0 break-all font-semibold">{name}</h4>
        <span className="flex items-center gap-1.5">
          {platforms.map((platform) => (
            <PlatformIcon key={platform} platform={platform} />
          ))}
        </span>
      </div>
      <p className="max-w-[68ch] text-fg-muted">{description}</p>
      <SqlText sql={query.query} className="rounded-md border border-line bg-sunken p-3" />
      <p className="flex flex-wrap items-center gap-x-3 gap-y-1 text-fg-muted">
        <span>
          Every {formatDuration(interval)}, {modeWord(query)}
        </span>
        {version && <span>osquery {version} or later</span>}
        <CostBadge cost={cost_class} />
      </p>
    </li>
  )
}

export function StarterQueries({ pack, onBack }: { pack: StarterPack; onBack: () => void }) {
  return (
    <section aria-label={pack.name} className="flex flex-col gap-3">
      <Button autoFocus variant="ghost" size="small" className="self-start" onClick={onBack}>
        <ArrowLeft aria-hidden /> All starter packs
      </Button>
      <h3 className="text-title">{pack.name}</h3>
      <p className="max-w-[68ch] text-fg-muted">{pack.description}</p>
      <PlatformCounts pack={pack} />
      <p className="text-fg-muted tabular-nums">{costSum(pack.queries)} cost, by the rule</p>
      <ul>
        {pack.queries.map((query) => (
          <Query key={query.name} query={query} />
        ))}
      </ul>
    </section>
  )
}
