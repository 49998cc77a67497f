// One query of a run: its bar, how many answered, what it costs. Opens its campaign.
import { ChevronRight } from 'lucide-react'
import Link from 'next/link'
import { StateBadge } from '@/components/ui/badge'
import { StateBar } from '@/components/ui/state-bar'
import { campaignParts } from '@/components/ui/state-words'
import { formatMs, formatNoun } from '@/lib/client/format'
import type { RunCampaign } from '@/lib/wire/runs'
import { answeredWords } from './run-words'

export function RunQuery({ campaign, at }: { campaign: RunCampaign; at: number }) {
  const { id, name, counts, status, reason, cost_ms } = campaign
  return (
    <li className="border-line border-t first:border-t-0">
      <Link
        href={`/campaigns/${id}`}
        className="grid grid-cols-[2ch_minmax(0,1fr)_auto] items-center gap-x-3 gap-y-1 px-4 py-2.5 hover:bg-hover lg:grid-cols-[2ch_minmax(0,15rem)_minmax(0,1fr)_18rem_6.5rem_auto]"
      >
        <span className="text-end text-fg-subtle tabular-nums">{at + 1}</span>
        <span className="mono min-w-0 truncate font-medium" title={name}>
          {name}
        </span>
        <StateBar
          compact
          parts={campaignParts(counts)}
          total={counts.targeted}
          noun={name}
          className="max-lg:col-span-3 max-lg:row-start-2"
        />
        <span className="text-fg-muted tabular-nums max-lg:col-span-2 max-lg:col-start-1 max-lg:row-start-3">
          {answeredWords(counts)}, {formatNoun(counts.rows, 'row')}
        </span>
        <span className="text-end text-fg-muted tabular-nums max-lg:row-start-3">
          {cost_ms !== null && `about ${formatMs(cost_ms)}`}
        </span>
        <span className="flex items-center justify-end gap-2 max-lg:col-start-3 max-lg:row-start-1 lg:w-28">
          <StateBadge state={status} />
          <ChevronRight aria-hidden className="text-fg-subtle" />
        </span>
      </Link>
      {reason && <p className="px-4 pb-2 text-warn-fg">{reason}</p>}
    </li>
  )
}
