'use client'
// A query's health opened: the sum in words with each part a filter, messages grouped, figures, trend.
import { useState } from 'react'
import { StateBar } from '@/components/ui/state-bar'
import { Time } from '@/components/ui/time'
import { formatBytes, formatMs, formatNoun, formatSeconds } from '@/lib/client/format'
import { HealthState, type QueryCost, type QueryHealth } from '@/lib/wire/health'
import { HealthHostList } from './health-hosts'
import { TrendChart } from './health-trend'
import { healthParts, worstOf } from './health-words'

function Messages({ errors }: Pick<QueryHealth, 'errors'>) {
  if (errors.length === 0) return null
  return (
    <section aria-label="Messages" className="flex flex-col gap-1">
      <h3 className="font-semibold">Messages</h3>
      <ul>
        {errors.map(({ message, hosts, last_at }) => (
          <li
            key={message}
            className="flex flex-wrap items-baseline gap-x-3 border-line border-t py-1 first:border-t-0"
          >
            <span className="w-20 shrink-0 tabular-nums">{formatNoun(hosts, 'host')}</span>
            <span className="mono min-w-0 flex-1 break-words">{message}</span>
            <span className="text-fg-muted text-meta">
              last <Time at={last_at} />
            </span>
          </li>
        ))}
      </ul>
    </section>
  )
}

function figuresOf(cost: QueryCost): [string, string][] {
  const both = ({ p50, p95 }: { p50: number; p95: number }) =>
    `${formatMs(p50)}, p95 ${formatMs(p95)}`
  const { memory_bytes: memory } = cost
  return [
    ['Wall time', both(cost.wall_ms)],
    ['User and system', both(cost.cpu_ms)],
    ['User alone', formatMs(cost.user_ms)],
    ['System alone', formatMs(cost.system_ms)],
    ['Memory', `${formatBytes(memory.p50)}, p95 ${formatBytes(memory.p95)}`],
    ['One host a day, p95', formatSeconds(cost.agent_seconds_per_day_p95)],
    ['Measured', `${formatNoun(cost.runs, 'run')} on ${formatNoun(cost.hosts, 'host')}`],
  ]
}

function Figures({ cost }: { cost: QueryCost | null }) {
  if (!cost) return <p className="text-fg-muted">No host has told what a run costs yet.</p>
  return (
    <dl className="grid grid-cols-[auto_1fr] gap-x-4 gap-y-1 self-start">
      {figuresOf(cost).map(([label, value]) => (
        <div key={label} className="contents">
          <dt className="text-fg-muted">{label}</dt>
          <dd className="tabular-nums">{value}</dd>
        </div>
      ))}
    </dl>
  )
}

export function HealthDetail({ packId, query }: { packId: number; query: QueryHealth }) {
  const [asked, ask] = useState<HealthState | undefined>(worstOf(query) ?? 'reporting')
  const select = (state: string | undefined) => ask(HealthState.safeParse(state).data)
  return (
    <div className="flex flex-col gap-4 px-4 pt-3 pb-4">
      <StateBar
        parts={healthParts(query)}
        total={query.expected}
        noun="hosts"
        selected={asked}
        onSelect={select}
      />
      {asked && <HealthHostList key={asked} packId={packId} query={query} state={asked} />}
      <Messages errors={query.errors} />
      <div className="grid gap-4 lg:grid-cols-2">
        <Figures cost={query.cost} />
        <TrendChart trend={query.trend} />
      </div>
    </div>
  )
}
