'use client'
// Asking the fleet: what, whom, within which limits, at what cost; nothing is sent before Run.
import { useEffect, useMemo, useRef } from 'react'
import { Page } from '@/components/shell/page'
import { PageActions } from '@/components/shell/page-actions'
import { Card } from '@/components/ui/card'
import { formatCount, formatDuration } from '@/lib/client/format'
import { RunReply } from '@/lib/wire/campaigns'
import type { LaunchFirst } from '@/lib/wire/live-first'
import { livePath } from '@/lib/wire/live-search'
import { canaryPreselected } from './guard-words'
import { Limits } from './limits'
import { useOpenCampaigns } from './open-campaigns'
import { PreflightCard } from './preflight-card'
import { QuestionCard } from './question-card'
import { RunBar } from './run-bar'
import { type Launch, useLaunch } from './use-launch'
import { usePackRun } from './use-pack-run'
import { type Runnable, useRun } from './use-run'
import { useRunKey } from './use-run-key'
import { WhoCard } from './who-card'
import { happeningSentence } from './words'

/** Two columns; below 1024 px one, in the order what, whom, limits, pre-flight. */
const column = 'flex min-w-0 flex-col gap-4 max-lg:contents'

function sentenceOf({ counts, limits, body }: Launch): string {
  const open = `open for ${formatDuration(limits.expires_in)}`
  if (!counts) return `Nothing is sent before you run it; ${open}.`
  const { targets_count: total, targets_online: online } = counts
  return happeningSentence({ total, online, limits: { ...limits, guard: body.guard ?? {} } })
}

function queryRunnable(launch: Launch): Runnable {
  const { words, body, counts, preflight, isComplete } = launch
  const isTold = isComplete && preflight.isCurrent
  return {
    words,
    body,
    path: '/api/v1/fleet/queries/run',
    total: counts?.targets_count ?? 0,
    all: body.selected.all,
    needs: isTold ? preflight.answer?.value.confirm : undefined,
    sentence: sentenceOf(launch),
    pathOf: (reply) => `/campaigns/${RunReply.parse(reply).campaign_id}`,
  }
}

/** The link that opens this question elsewhere. */
function linkOf({ source, sql, sent, question, reading }: Launch): string | undefined {
  const { selected, pack_id, pack_hosts } = question
  if (source === 'pack')
    return livePath({ pack_id, ...(pack_hosts === 'chosen' ? { selected } : {}) })
  return livePath({ sql, query_id: sent, params: reading.values, selected })
}

function LimitsCard({ launch, total }: { launch: Launch; total: number | undefined }) {
  const { limits, setLimits, railsFor, isPreselectedFor, decline, first, source } = launch
  const isPack = source === 'pack'
  const preselected = isPreselectedFor(total)
    ? `Above ${formatCount(first.confirm_above)} hosts ${canaryPreselected} are asked first.`
    : undefined
  return (
    <Card title="Limits" className="max-lg:order-2">
      <Limits
        limits={limits}
        onChange={setLimits}
        newcomers={!isPack}
        sendTo={{
          options: first.destinations,
          chosen: launch.destinations,
          onChange: (destinations) => launch.change({ destinations }),
        }}
        guard={{
          guard: limits.guard,
          onChange: (guard) => setLimits({ ...limits, guard }),
          canary: railsFor(total).canary,
          preselected,
          onDecline: decline,
        }}
      />
    </Card>
  )
}

/** What the page's buttons do is in the palette too, under the same names. */
function useLaunchActions(run: () => void, { setHistory }: Launch) {
  const latest = useRef(run)
  useEffect(() => {
    latest.current = run
  })
  return useMemo(
    () => [
      { id: 'run', label: 'Run', keys: 'Ctrl Enter', run: () => latest.current() },
      { id: 'history', label: 'My last 50 questions', run: () => setHistory(true) },
    ],
    [setHistory],
  )
}

/** The query or the pack, whichever tab is open, as one thing to run. */
function useRunnable(launch: Launch) {
  const pack = usePackRun(launch)
  const open = useOpenCampaigns(launch.first.open)
  const given = launch.source === 'pack' ? pack.runnable : queryRunnable(launch)
  const refusal = open.full && 'You have 5 open campaigns, the limit. Close one.'
  const words = refusal ? { ...given.words, refusal } : given.words
  return { pack, open, runnable: { ...given, words } }
}

type CardsProps = { launch: Launch; plan: ReturnType<typeof usePackRun>['plan']; onRun: () => void }

function Cards({ launch, plan, onRun, total }: CardsProps & { total: number | undefined }) {
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-4 lg:grid-cols-[minmax(0,1fr)_400px]">
      <div className={column}>
        <QuestionCard launch={launch} plan={plan} onRun={onRun} />
        <LimitsCard launch={launch} total={total} />
      </div>
      <div className={column}>
        <WhoCard launch={launch} plan={plan} className="max-lg:order-1" />
        {launch.source !== 'pack' && <PreflightCard launch={launch} className="max-lg:order-3" />}
      </div>
    </div>
  )
}

export function LiveView({ first }: { first: LaunchFirst }) {
  const launch = useLaunch(first)
  const { pack, open, runnable } = useRunnable(launch)
  const { viewer_id: viewerId, confirm_above: confirmAbove } = first
  const onRefused = () => {
    open.refresh()
    launch.again()
  }
  const run = useRun(runnable, { viewerId, confirmAbove, onRefused })
  useRunKey(run.run)
  const actions = useLaunchActions(run.run, launch)
  const total = launch.source === 'pack' ? runnable.total : launch.counts?.targets_count
  return (
    <Page title="Live query" fill className="p-0 sm:p-0">
      <PageActions actions={actions} />
      <div className="min-h-0 flex-1 overflow-y-auto p-4 sm:p-6">
        <Cards launch={launch} plan={pack.plan} onRun={run.run} total={total} />
      </div>
      <RunBar
        runnable={runnable}
        run={run}
        link={linkOf(launch)}
        full={open.full}
        onClosed={open.refresh}
      />
    </Page>
  )
}
