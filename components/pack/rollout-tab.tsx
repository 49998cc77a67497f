'use client'
// The rollout of a pack: who runs which revision, what the gates say, and the next step. Without one
// under way: how to start one, and those that were.
import { TriangleAlert } from 'lucide-react'
import { StateBadge } from '@/components/ui/badge'
import { Card } from '@/components/ui/card'
import { cn } from '@/components/ui/cn'
import { ErrorState, SkeletonRows } from '@/components/ui/page-states'
import { StateBar } from '@/components/ui/state-bar'
import type { StatePart } from '@/components/ui/state-words'
import { AsOf, Time } from '@/components/ui/time'
import { formatCount, formatNoun } from '@/lib/client/format'
import { usePoll } from '@/lib/client/use-poll'
import type { Pack } from '@/lib/wire/packs'
import { type Rollout, RolloutList } from '@/lib/wire/rollouts'
import { RolloutActions } from './rollout-actions'
import { GateTable } from './rollout-gates'
import { RolloutStart } from './rollout-start'
import { endWords, RolloutTimeline } from './rollout-timeline'

const revisionWords = (number: number) => (number === 0 ? 'no revision yet' : `r${number}`)

/** What the hosts of the pack run, in the order: new, former, anything else. */
function rolloutParts({ hosts, from, to }: Rollout): StatePart[] {
  return [
    { state: 'to', label: `on ${revisionWords(to)}`, count: hosts.to, tone: 'info' },
    { state: 'from', label: `on ${revisionWords(from)}`, count: hosts.from, tone: 'ok' },
    {
      state: 'other',
      label: 'on another, or not told yet',
      count: hosts.other,
      tone: 'waiting',
      pattern: 'dotted',
    },
  ]
}

/** "Revision 8 is paused at 10 %, 104 of 1,040 hosts." */
function stateSentence(rollout: Rollout): string {
  const { to, share, label, cohort, hosts, state } = rollout
  const all = hosts.from + hosts.to + hosts.other
  const where = label ? `for ${label}` : `at ${share} %`
  const who = `${formatCount(cohort)} of ${formatNoun(all, 'host')}`
  const verb = state === 'paused' ? 'is paused' : 'is on its way'
  return `Revision ${to} ${verb} ${where}, ${who}.`
}

/** What a gate found, a line each. */
function Reasons({ text }: { text: string }) {
  return (
    <ul aria-label="Why it is paused" className="flex flex-col gap-1">
      {text.split('; ').map((each) => (
        <li key={each} className="flex items-start gap-2">
          <TriangleAlert aria-hidden className="mt-0.5 size-4 shrink-0 text-warn" />
          <span className="min-w-0 break-words">{each}</span>
        </li>
      ))}
    </ul>
  )
}

function judgedWords({ hosts, cohort, judged_from }: Rollout): string {
  if (cohort === 0) return 'No host belongs to the cohort yet'
  if (hosts.to < judged_from)
    return `Judged once ${formatNoun(judged_from, 'host')} report that they run it; ${formatCount(hosts.to)} do`
  return `Judged every minute over ${formatNoun(hosts.to, 'host')} that run it`
}

const stages = [10, 25, 50, 75, 100]

/** How far the share has come, with the stages that are offered. */
function Stages({ share }: { share: number }) {
  return (
    <div role="img" aria-label={`${share} % of the hosts; stages are ${stages.join(', ')} %`}>
      <div className="relative h-1.5 overflow-hidden rounded-full bg-line">
        <div className="absolute inset-y-0 start-0 bg-accent" style={{ width: `${share}%` }} />
      </div>
      <div aria-hidden className="relative mt-1 h-4 text-fg-subtle text-meta tabular-nums">
        {stages.map((stage) => (
          <span
            key={stage}
            className={cn(
              'absolute -translate-x-full whitespace-nowrap',
              stage <= share && 'text-fg',
            )}
            style={{ insetInlineStart: `${stage}%` }}
          >
            {stage} %
          </span>
        ))}
      </div>
    </div>
  )
}

type UnderWayProps = {
  rollout: Rollout
  noWrite: string | undefined
  onDone: () => void
}

function UnderWay({ rollout, noWrite, onDone }: UnderWayProps) {
  const total = rollout.hosts.from + rollout.hosts.to + rollout.hosts.other
  return (
    <>
      <Card>
        <div className="flex flex-col gap-4">
          <p className="flex flex-wrap items-center gap-2 text-title">
            <StateBadge state={rollout.state} />
            <span className="min-w-0">{stateSentence(rollout)}</span>
          </p>
          {rollout.reason && <Reasons text={rollout.reason} />}
          {rollout.share !== null && <Stages share={rollout.share} />}
          <StateBar parts={rolloutParts(rollout)} total={total} noun="hosts" />
          <RolloutActions rollout={rollout} noWrite={noWrite} onDone={onDone} />
        </div>
      </Card>
      <div className="grid gap-4 lg:grid-cols-2">
        <Card
          title="Gates"
          note={rollout.judged_at ? <AsOf at={rollout.judged_at} /> : undefined}
          flush
        >
          <p className="px-4 pb-2 text-fg-muted">{judgedWords(rollout)}.</p>
          <GateTable gates={rollout.gates} />
        </Card>
        <Card title="What happened" flush>
          <RolloutTimeline rollout={rollout} />
        </Card>
      </div>
    </>
  )
}

function Former({ rollouts }: { rollouts: readonly Rollout[] }) {
  if (rollouts.length === 0) return null
  return (
    <Card title="Former rollouts" flush>
      <ul>
        {rollouts.map((rollout) => (
          <li key={rollout.id} className="border-line border-t">
            <details>
              <summary className="flex min-h-10 cursor-pointer flex-wrap items-center gap-x-3 gap-y-1 px-4 py-2">
                <span className="font-medium">
                  {revisionWords(rollout.from)} to {revisionWords(rollout.to)}
                </span>
                <span className="text-fg-muted">{endWords(rollout)}</span>
                <span className="ms-auto text-fg-subtle">
                  <Time at={rollout.ended_at} />
                </span>
              </summary>
              <RolloutTimeline rollout={rollout} />
            </details>
          </li>
        ))}
      </ul>
    </Card>
  )
}

type RolloutTabProps = { pack: Pack; noWrite: string | undefined; onChanged: () => void }

export function RolloutTab({ pack, noWrite, onChanged }: RolloutTabProps) {
  const poll = usePoll(RolloutList, `/api/v1/fleet/packs/${pack.id}/rollouts`, 10)
  const changed = () => {
    poll.refresh()
    onChanged()
  }
  if (!poll.value && poll.failure)
    return (
      <ErrorState
        title="The rollouts could not be read"
        requestId={poll.failure.uuid}
        onRetry={poll.refresh}
      >
        {poll.failure.message}
      </ErrorState>
    )
  if (!poll.value) return <SkeletonRows className="rounded-lg border border-line bg-surface" />
  const isUnderWay = ({ state }: Rollout) => state === 'running' || state === 'paused'
  const underWay = poll.value.rollouts.find(isUnderWay)
  return (
    <div className="flex flex-col gap-4">
      {underWay ? (
        <UnderWay rollout={underWay} noWrite={noWrite} onDone={changed} />
      ) : (
        <RolloutStart pack={pack} noWrite={noWrite} onStarted={changed} />
      )}
      <Former rollouts={poll.value.rollouts.filter((rollout) => !isUnderWay(rollout))} />
    </div>
  )
}
