'use client'
// The overview, read again every 15 s in place: figures change, nothing moves.
import { useSearchParams } from 'next/navigation'
import { useMemo } from 'react'
import { Page } from '@/components/shell/page'
import { PageActions } from '@/components/shell/page-actions'
import { ButtonLink } from '@/components/ui/button'
import { ChartCard } from '@/components/ui/chart-card'
import type { ChartPoint } from '@/components/ui/chart-types'
import { Kbd } from '@/components/ui/kbd'
import { TopLine } from '@/components/ui/page-states'
import { Select } from '@/components/ui/select'
import { Stale } from '@/components/ui/stale'
import { AsOf } from '@/components/ui/time'
import { formatCount, formatNoun, formatRate } from '@/lib/client/format'
import { usePoll } from '@/lib/client/use-poll'
import { useUrlParam } from '@/lib/client/use-url-param'
import { type FleetStep, Overview, OverviewRange } from '@/lib/wire/overview'
import { ArrivedCard } from './arrived-card'
import { FirstSteps } from './first-steps'
import { HostFigures } from './host-figures'
import { Needs } from './needs'
import { ExpensiveList, SilentList } from './query-lists'
import { OpenCampaigns, PackList } from './running-lists'

const refreshSeconds = 15

const ranges = [
  { value: '24h', label: 'Last 24 h' },
  { value: '1h', label: 'Last hour' },
] as const satisfies { value: OverviewRange; label: string }[]

const actions = [{ id: 'new-live-query', label: 'New live query', keys: 'c', href: '/live' }]

const rate = (value: number | null | undefined) =>
  value === null || value === undefined ? 'no data' : formatRate(value)

type Figure = 'check_ins_per_second' | 'lines_per_second' | 'refused'

/** Steps as points of a chart; a step nobody wrote is a gap. */
export function pointsOf(steps: readonly FleetStep[], figures: readonly Figure[]): ChartPoint[] {
  return steps.map((step) => ({
    at: Date.parse(step.at),
    values: Object.fromEntries(
      figures.map((figure) => {
        const value = step[figure]
        return [figure, value === null ? null : Math.round(value * 100) / 100]
      }),
    ),
  }))
}

function useOverview(first: Overview) {
  const [held, hold] = useUrlParam('range')
  const team = useSearchParams().get('team_id')
  const range = OverviewRange.parse(held)
  const params = new URLSearchParams({ range, ...(team ? { team_id: team } : {}) })
  const poll = usePoll(Overview, `/api/v1/fleet/status/overview?${params}`, refreshSeconds)
  const chooseRange = (next: OverviewRange) => hold(next === '24h' ? undefined : next)
  return { overview: poll.value ?? first, poll, range, chooseRange, team }
}

type RateProps = { overview: Overview; whole: boolean }

const latestOf = ({ steps }: Overview) =>
  steps.findLast((step) => step.check_ins_per_second !== null)

function CheckIns({ overview, whole }: RateProps) {
  const { steps } = overview
  const now = latestOf(overview)
  const points = useMemo(() => pointsOf(steps, ['check_ins_per_second']), [steps])
  return (
    <ChartCard
      title="Check-ins"
      unit="a second"
      value={rate(now?.check_ins_per_second)}
      note={whole ? undefined : 'whole fleet'}
      series={[{ key: 'check_ins_per_second', label: 'Check-ins', color: 'chart-1' }]}
      points={now ? points : []}
      empty="No agent has called in this time"
    />
  )
}

function LinesStored({ overview, whole }: RateProps) {
  const { steps, refused_total } = overview
  const now = latestOf(overview)
  const points = useMemo(() => pointsOf(steps, ['lines_per_second']), [steps])
  return (
    <div id="lines" className="min-w-0">
      <ChartCard
        title="Lines stored"
        unit="a second"
        value={rate(now?.lines_per_second)}
        note={`${formatNoun(refused_total, 'request')} refused${whole ? '' : ', whole fleet'}`}
        series={[{ key: 'lines_per_second', label: 'Lines', color: 'chart-3' }]}
        points={now ? points : []}
        empty="No line was stored in this time"
      />
    </div>
  )
}

function Note({ overview, readAt }: { overview: Overview; readAt: number | undefined }) {
  return (
    <Stale readAt={readAt} refreshSeconds={refreshSeconds}>
      <AsOf at={overview.as_of} />
    </Stale>
  )
}

type HeaderProps = { range: OverviewRange; onRange: (range: OverviewRange) => void }

function HeaderActions({ range, onRange }: HeaderProps) {
  return (
    <>
      <Select
        label="Time range"
        options={ranges}
        value={range}
        onChange={onRange}
        className="w-32"
      />
      <ButtonLink href="/live" variant="primary" aria-keyshortcuts="c">
        New live query <Kbd keys="c" className="max-sm:hidden" />
      </ButtonLink>
    </>
  )
}

export function OverviewView({ first }: { first: Overview }) {
  const { overview, poll, range, chooseRange, team } = useOverview(first)
  const { steps_done: done } = overview
  const stepsLeft = !(done.host && done.pack && done.question)
  return (
    <Page
      title="Overview"
      note={<Note overview={overview} readAt={poll.readAt} />}
      actions={<HeaderActions range={range} onRange={chooseRange} />}
    >
      <PageActions actions={actions} />
      <TopLine shown={poll.loading && overview.range !== range} />
      <p className="sr-only">{formatCount(overview.hosts.count)} hosts in view</p>
      <div className="grid gap-4 lg:grid-cols-2">
        <div className="flex min-w-0 flex-col gap-4">
          {stepsLeft && <FirstSteps done={done} />}
          <Needs overview={overview} onChanged={poll.refresh} />
          <OpenCampaigns overview={overview} />
          <CheckIns overview={overview} whole={team === null} />
          <LinesStored overview={overview} whole={team === null} />
        </div>
        <div className="flex min-w-0 flex-col gap-4">
          <HostFigures overview={overview} />
          <ArrivedCard overview={overview} />
          <PackList overview={overview} />
          {team === null && (
            <>
              <ExpensiveList />
              <SilentList />
            </>
          )}
        </div>
      </div>
    </Page>
  )
}
