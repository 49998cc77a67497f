'use client'
// What the pack asks of agents and of the server: time, rows, bytes, and the size of configurations.
import type { ReactNode } from 'react'
import { cn } from '@/components/ui/cn'
import { formatBytes, formatCount, formatNoun, formatSeconds } from '@/lib/client/format'
import { dailyCost } from '@/lib/wire/costs'
import type { PackPreview } from '@/lib/wire/pack-preview'

const look = { light: 'text-fg', noticeable: 'text-warn-fg', heavy: 'text-bad-fg' } as const

type FigureProps = { label: string; value: string; note: ReactNode; className?: string }

function Figure({ label, value, note, className }: FigureProps) {
  return (
    <div className="flex min-w-0 flex-col">
      <dt className="text-fg-muted">{label}</dt>
      <dd className={cn('text-page tabular-nums', className)}>{value}</dd>
      <dd className="text-fg-subtle text-meta">{note}</dd>
    </div>
  )
}

function ConfigurationMeter({ preview }: { preview: PackPreview }) {
  const { config_bytes_now: now, config_bytes_max: after, config_bytes_limit: limit } = preview
  const share = Math.min(100, (after / limit) * 100)
  const over = after > limit
  return (
    <div className="flex min-w-0 flex-col gap-1">
      <dt className="text-fg-muted">Largest configuration</dt>
      <dd className={cn('text-page tabular-nums', over && 'text-bad-fg')}>
        {now === after ? formatBytes(after) : `${formatBytes(now)} to ${formatBytes(after)}`}
      </dd>
      <dd>
        <span className="block h-1.5 overflow-hidden rounded-full bg-line">
          <span
            className={cn('block h-full', over ? 'bg-bad' : share > 80 ? 'bg-warn' : 'bg-accent')}
            style={{ width: `${Math.max(share, 1)}%` }}
          />
        </span>
      </dd>
      <dd className="text-fg-subtle text-meta">
        of any host; at most {formatBytes(limit)} are allowed
      </dd>
    </div>
  )
}

function basisInWords({ measured, by_rule }: PackPreview['estimates']): string {
  if (measured + by_rule === 0) return 'No query yet.'
  if (by_rule === 0) return 'All of it measured on hosts that ran the same SQL.'
  const rule =
    'the stated rule: a price for each table, joins multiply, a differential query reports 5 % of its rows as changed'
  if (measured === 0) return `No host has run this SQL yet. By ${rule}.`
  return `${formatNoun(measured, 'query', 'queries')} measured on hosts that ran the same SQL, ${formatCount(by_rule)} by ${rule}.`
}

export function PreviewCost({ preview, busy }: { preview: PackPreview; busy: boolean }) {
  const { estimates } = preview
  const cost = dailyCost(estimates.agent_seconds_per_day)
  return (
    <div className={busy ? 'text-fg-subtle' : ''}>
      <dl className="grid grid-cols-2 gap-x-6 gap-y-4 lg:grid-cols-4">
        <Figure
          label="Agent time"
          value={formatSeconds(estimates.agent_seconds_per_day)}
          note={`a day on one host: ${cost}`}
          className={look[cost]}
        />
        <Figure
          label="Rows"
          value={formatCount(Math.round(estimates.rows_per_day))}
          note="a day from all hosts"
        />
        <Figure
          label="Results"
          value={formatBytes(Math.round(estimates.bytes_per_day))}
          note="a day from all hosts"
        />
        <ConfigurationMeter preview={preview} />
      </dl>
      <p className="mt-3 text-fg-muted text-meta">{basisInWords(estimates)}</p>
    </div>
  )
}
