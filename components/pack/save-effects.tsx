'use client'
// What a save does to hosts, as a sum: who gets it, what it costs them, and where it cannot run.
import { TriangleAlert } from 'lucide-react'
import type { ReactNode } from 'react'
import { platformFamily } from '@/components/ui/platform-icon'
import { formatBytes, formatCount, formatNoun, formatSeconds } from '@/lib/client/format'
import type { Settled } from '@/lib/client/use-settled'
import type { PackPreview } from '@/lib/wire/pack-preview'

type Shown = Settled<unknown, PackPreview>

function Line({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div className="flex gap-3 border-line border-t py-1.5 first:border-t-0 max-sm:flex-col max-sm:gap-0">
      <dt className="w-28 shrink-0 text-fg-muted">{label}</dt>
      <dd className="min-w-0 flex-1 tabular-nums">{children}</dd>
    </div>
  )
}

/** "838 + 214 gained - 12 lost = 1,040". */
function hostSum({ hosts }: PackPreview): string {
  const { before, matched, gained, lost } = hosts
  if (gained === 0 && lost === 0) return `${formatNoun(matched, 'host')}, none gained or lost`
  return `${formatCount(before)} + ${formatCount(gained)} gained - ${formatCount(lost)} lost = ${formatNoun(matched, 'host')}`
}

function platformSum({ hosts }: PackPreview): string {
  const parts = Object.entries(hosts.by_platform).filter(([, count]) => count > 0)
  return parts
    .map(([name, count]) => `${formatCount(count)} ${platformFamily(name).name}`)
    .join(', ')
}

const change = (before: string | undefined, now: string) =>
  before === undefined || before === now ? now : `${before} to ${now}`

function Costs({ now, before }: { now: PackPreview; before: PackPreview | undefined }) {
  const seconds = ({ estimates }: PackPreview) => formatSeconds(estimates.agent_seconds_per_day)
  const rows = ({ estimates }: PackPreview) =>
    `${formatNoun(Math.round(estimates.rows_per_day), 'row')}, ${formatBytes(estimates.bytes_per_day)}`
  const { measured, by_rule } = now.estimates
  return (
    <>
      <Line label="Agent time">
        {change(before && seconds(before), seconds(now))} a day on the busiest host
        <span className="block text-fg-subtle text-meta">
          {formatCount(measured)} of {formatNoun(measured + by_rule, 'query', 'queries')} by what
          was measured, {formatCount(by_rule)} by rule
        </span>
      </Line>
      <Line label="Results">{change(before && rows(before), rows(now))} a day</Line>
      <Line label="Configuration">
        {change(formatBytes(now.config_bytes_now), formatBytes(now.config_bytes_max))} at most, of{' '}
        {formatBytes(now.config_bytes_limit)} allowed
      </Line>
    </>
  )
}

function Missing({ preview }: { preview: PackPreview }) {
  const missing = preview.queries.flatMap(({ name, missing_on }) =>
    missing_on.filter(({ hosts }) => hosts > 0).map((place) => ({ name, ...place })),
  )
  if (missing.length === 0) return null
  return (
    <div className="flex gap-2 rounded-md bg-warn-soft px-3 py-2 text-warn-fg">
      <TriangleAlert aria-hidden className="mt-0.5" />
      <ul className="flex min-w-0 flex-col gap-1">
        {missing.slice(0, 6).map(({ name, platform, hosts, reason }) => (
          <li key={`${name} ${platform} ${reason}`} className="break-words">
            <span className="mono">{name}</span> fails on {formatNoun(hosts, 'host')} with{' '}
            {platformFamily(platform).name}: {reason}
          </li>
        ))}
        {missing.length > 6 && <li>and {formatCount(missing.length - 6)} more</li>}
      </ul>
    </div>
  )
}

type SaveEffectsProps = { draft: Shown; base: Shown; off: boolean }

export function SaveEffects({ draft, base, off }: SaveEffectsProps) {
  const now = draft.answer?.value
  if (!now)
    return (
      <p className="text-fg-muted" role="status">
        {draft.failure ? `Not counted: ${draft.failure.message}` : 'Counting the hosts it reaches'}
      </p>
    )
  return (
    <div className={draft.busy ? 'text-fg-subtle' : ''}>
      <dl className="mb-2">
        <Line label="Hosts">
          {hostSum(now)}
          {platformSum(now) && <span className="block text-fg-muted">{platformSum(now)}</span>}
          {off && <span className="block text-warn-fg">The pack is off: no host runs it now.</span>}
        </Line>
        <Costs now={now} before={base.answer?.value} />
      </dl>
      <Missing preview={now} />
      {now.refusal && (
        <p role="alert" className="mt-2 rounded-md bg-bad-soft px-3 py-2 text-bad-fg">
          {now.refusal}
        </p>
      )}
    </div>
  )
}
