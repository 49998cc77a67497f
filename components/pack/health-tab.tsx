'use client'
// Whether each query of the pack works: who reports it, who does not, and what it costs.
import { Card } from '@/components/ui/card'
import { cn } from '@/components/ui/cn'
import { EmptyState } from '@/components/ui/page-states'
import { Pending } from '@/components/ui/pending'
import { Stale } from '@/components/ui/stale'
import { AsOf } from '@/components/ui/time'
import { formatNoun } from '@/lib/client/format'
import { usePoll } from '@/lib/client/use-poll'
import { useUrlParam } from '@/lib/client/use-url-param'
import { PackHealth, type QueryHealth } from '@/lib/wire/health'
import type { Pack } from '@/lib/wire/packs'
import { HealthRow, healthGrid } from './health-row'
import { needsLook } from './health-words'

const refreshSeconds = 15

function Head() {
  return (
    <div
      aria-hidden
      className={cn(
        healthGrid,
        'border-line border-y bg-sunken px-4 py-2 font-medium text-fg-muted text-meta max-lg:hidden',
      )}
    >
      <span className="ps-6">Query</span>
      <span>Hosts</span>
      <span>Last result</span>
      <span>A day</span>
      <span>User and system time of a run</span>
    </div>
  )
}

const summary = (queries: readonly QueryHealth[]) => {
  const poor = queries.filter(needsLook).length
  return poor === 0
    ? `${formatNoun(queries.length, 'query')}, all well`
    : `${poor} of ${formatNoun(queries.length, 'query')} in need`
}

export function HealthTab({ pack }: { pack: Pack }) {
  const poll = usePoll(PackHealth, `/api/v1/fleet/packs/${pack.id}/health`, refreshSeconds)
  const [open, setOpen] = useUrlParam('health')
  if (!poll.value) return <Pending poll={poll} failed="The health could not be read" />
  const { queries, as_of } = poll.value
  if (queries.length === 0)
    return <EmptyState title="No query yet">A pack without queries has no health.</EmptyState>
  const note = (
    <Stale readAt={poll.readAt} refreshSeconds={refreshSeconds}>
      <AsOf at={as_of} />
    </Stale>
  )
  return (
    <Card title={summary(queries)} note={note} flush>
      {pack.disabled && (
        <p className="px-4 pt-2 text-fg-muted">The pack is off: no host is expected to report.</p>
      )}
      <Head />
      <ul aria-label="Health of queries">
        {queries.map((query) => (
          <HealthRow
            key={query.pack_query_id}
            packId={pack.id}
            query={query}
            open={open === String(query.pack_query_id)}
            onOpen={(next) => setOpen(next ? String(query.pack_query_id) : undefined)}
          />
        ))}
      </ul>
    </Card>
  )
}
