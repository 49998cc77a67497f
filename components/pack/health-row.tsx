'use client'
// One query's health in a line that opens.
import { ChevronRight } from 'lucide-react'
import type { ReactNode } from 'react'
import { ToneBadge } from '@/components/ui/badge'
import { cn } from '@/components/ui/cn'
import { CostBadge } from '@/components/ui/cost-badge'
import { StateBar } from '@/components/ui/state-bar'
import { Time } from '@/components/ui/time'
import { formatBytes, formatCount, formatDuration, formatMs, formatRate } from '@/lib/client/format'
import type { QueryHealth } from '@/lib/wire/health'
import { HealthDetail } from './health-detail'
import { TrendSpark } from './health-trend'
import { drawings, healthParts, worstOf } from './health-words'

export const healthGrid =
  'grid items-center gap-x-4 gap-y-1 grid-cols-2 lg:grid-cols-[minmax(9rem,1.3fr)_minmax(9rem,1fr)_6rem_9rem_minmax(15rem,1.3fr)]'

function Name({ query, open }: { query: QueryHealth; open: boolean }) {
  const worst = worstOf(query)
  return (
    <span className="flex min-w-0 items-center gap-2 max-lg:col-span-2">
      <ChevronRight
        aria-hidden
        className={cn('shrink-0 text-fg-subtle transition-transform', open && 'rotate-90')}
      />
      <span className="min-w-0">
        <span className="mono block truncate font-medium">{query.name}</span>
        <span className="flex flex-wrap items-center gap-2 text-fg-muted text-meta">
          every {formatDuration(query.interval)}
          {worst && (
            <ToneBadge tone={drawings[worst].tone}>
              {formatCount(query[worst])} {drawings[worst].label}
            </ToneBadge>
          )}
        </span>
      </span>
    </span>
  )
}

type CellProps = { label: string; children: ReactNode; className?: string }

function Cell({ label, children, className }: CellProps) {
  return (
    <span className={cn('min-w-0 self-start text-start lg:self-center', className)}>
      <span className="block text-fg-muted text-meta lg:hidden">{label}</span>
      {children}
    </span>
  )
}

function Hosts({ query }: { query: QueryHealth }) {
  return (
    <Cell label="Hosts">
      <StateBar
        compact
        parts={healthParts(query)}
        total={query.expected}
        noun="hosts"
        className="block"
      />
      <span className="text-fg-muted text-meta tabular-nums">
        {formatCount(query.reporting)} of {formatCount(query.expected)} reporting
      </span>
    </Cell>
  )
}

function Cost({ query: { cost, trend } }: { query: QueryHealth }) {
  if (!cost) return <span className="text-fg-subtle">not measured yet</span>
  return (
    <span className="flex flex-wrap items-center gap-x-3 gap-y-1">
      <span className="tabular-nums" title={`User and system time of a run: ${cost.class}`}>
        {formatMs(cost.cpu_ms.p50)} <span className="text-fg-muted">p95</span>{' '}
        {formatMs(cost.cpu_ms.p95)}
      </span>
      <TrendSpark trend={trend} />
      <CostBadge agentSecondsPerDay={cost.agent_seconds_per_day_p95} />
      {cost.class !== 'minimal' && (
        <ToneBadge tone={cost.class === 'excessive' ? 'bad' : 'warn'}>{cost.class}</ToneBadge>
      )}
    </span>
  )
}

type HealthRowProps = {
  packId: number
  query: QueryHealth
  open: boolean
  onOpen: (open: boolean) => void
}

export function HealthRow({ packId, query, open, onOpen }: HealthRowProps) {
  return (
    <li className="border-line border-t first:border-t-0">
      <button
        type="button"
        aria-expanded={open}
        onClick={() => onOpen(!open)}
        className={cn(healthGrid, 'min-h-12 w-full px-4 py-2 text-start hover:bg-hover')}
      >
        <Name query={query} open={open} />
        <Hosts query={query} />
        <Cell label="Last result">
          {query.last_result_at ? (
            <Time at={query.last_result_at} source="server received" />
          ) : (
            <span className="text-fg-subtle">none yet</span>
          )}
        </Cell>
        <Cell label="A day">
          <span className="tabular-nums">
            {formatRate(query.rows_per_day)} rows, {formatBytes(query.bytes_per_day)}
          </span>
        </Cell>
        <Cell label="A run" className="max-lg:col-span-2">
          <Cost query={query} />
        </Cell>
      </button>
      {open && <HealthDetail packId={packId} query={query} />}
    </li>
  )
}
