'use client'
// What I asked last: open it, or ask it again.
import Link from 'next/link'
import { titleOf } from '@/components/campaigns/words'
import { StateBadge } from '@/components/ui/badge'
import { Card } from '@/components/ui/card'
import { Time } from '@/components/ui/time'
import { formatCount } from '@/lib/client/format'
import type { Campaign } from '@/lib/wire/campaigns'

export function RecentRuns({ runs }: { runs: readonly Campaign[] }) {
  if (runs.length === 0) return null
  return (
    <Card title="My recent runs" flush>
      <ul className="pt-1">
        {runs.map((run) => (
          <li key={run.id} className="border-line border-t px-4 py-2 first:border-t-0">
            <div className="flex min-w-0 items-center gap-2">
              <Link
                href={`/campaigns/${run.id}`}
                className="inline-flex min-h-6 min-w-0 items-center truncate hover:underline"
              >
                <span className={run.name ? 'truncate font-medium' : 'mono truncate'}>
                  #{run.id} {titleOf(run)}
                </span>
              </Link>
              <StateBadge state={run.status} className="ms-auto shrink-0" />
            </div>
            <p className="flex items-center justify-between gap-2 text-fg-muted text-meta tabular-nums">
              <span>
                {formatCount(run.counts.answered)} of {formatCount(run.counts.targeted)} answered,{' '}
                <Time at={run.created_at} />
              </span>
              <Link
                href={`/live?from=${run.id}`}
                aria-label={`Use #${run.id} again`}
                className="inline-flex min-h-6 items-center text-accent-fg hover:underline"
              >
                Use again
              </Link>
            </p>
          </li>
        ))}
      </ul>
    </Card>
  )
}
