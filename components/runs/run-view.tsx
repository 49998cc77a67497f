'use client'
// A whole pack asked at once: how far is each query, the cheapest first? Fills on its own.
import { ChevronsRight, Package, Pause, Play, Square } from 'lucide-react'
import { useEffect, useState } from 'react'
import { Page } from '@/components/shell/page'
import { PageActions } from '@/components/shell/page-actions'
import { StateBadge } from '@/components/ui/badge'
import { Banner } from '@/components/ui/banner'
import { Button, ButtonLink } from '@/components/ui/button'
import { Card } from '@/components/ui/card'
import { Wait } from '@/components/ui/progress'
import { StateBar } from '@/components/ui/state-bar'
import { campaignParts } from '@/components/ui/state-words'
import { Time } from '@/components/ui/time'
import { toast } from '@/components/ui/toast'
import { announce } from '@/lib/client/announce'
import { api, failureOf } from '@/lib/client/api'
import { formatClock, formatCount, formatNoun } from '@/lib/client/format'
import { useZone } from '@/lib/client/use-clock'
import { usePoll } from '@/lib/client/use-poll'
import { type PackRun, PackRunReply, type RunCampaign } from '@/lib/wire/runs'
import { RunQuery } from './run-query'
import { RunStop } from './run-stop'
import { doneSentence } from './run-words'

const readSeconds = 2

const isOpen = ({ status }: PackRun) =>
  status === 'waiting' || status === 'running' || status === 'paused'

/** The run as it was last read; the newest of what polling and the person's own writes brought. */
function useRun(first: PackRun) {
  const [run, setRun] = useState(first)
  const path = `/api/v1/fleet/runs/${first.id}`
  const poll = usePoll(PackRunReply, isOpen(run) ? path : null, readSeconds)
  const { value } = poll
  useEffect(() => {
    if (value) setRun(value.run)
  }, [value])
  return { run, setRun, failure: poll.failure }
}

/** Says in the live region what changed, at most when a query ends. */
function useSpoken(run: PackRun) {
  const words = doneSentence(run)
  useEffect(() => announce(words), [words])
}

const refusals = {
  pause: 'The run was not paused',
  resume: 'The run was not resumed',
  release: 'The other hosts were not released',
}

const isHeld = ({ status, holding }: RunCampaign) =>
  holding && (status === 'waiting' || status === 'running' || status === 'paused')

type ActionsProps = {
  run: PackRun
  noStop: string | undefined
  onRun: (run: PackRun) => void
  onStop: () => void
}

function Actions({ run, noStop, onRun, onStop }: ActionsProps) {
  const paused = run.status === 'paused'
  const change = (verb: keyof typeof refusals) => () =>
    api(PackRunReply, `/api/v1/fleet/runs/${run.id}/${verb}`, { method: 'POST', body: {} }).then(
      (reply) => onRun(reply.run),
      (error: unknown) => toast.failed(refusals[verb], failureOf(error).message),
    )
  const held = run.campaigns.filter(isHeld).length
  return (
    <>
      {isOpen(run) && (
        <>
          {held > 0 && (
            <Button variant="primary" disabledReason={noStop} onClick={change('release')}>
              <ChevronsRight aria-hidden /> Release {formatNoun(held, 'canary', 'canaries')}
            </Button>
          )}
          <Button disabledReason={noStop} onClick={change(paused ? 'resume' : 'pause')}>
            {paused ? <Play aria-hidden /> : <Pause aria-hidden />} {paused ? 'Resume' : 'Pause'}
          </Button>
          <Button disabledReason={noStop} onClick={onStop}>
            <Square aria-hidden /> Stop
          </Button>
        </>
      )}
      {run.pack_id !== null && (
        <ButtonLink href={`/packs/${run.pack_id}`}>
          <Package aria-hidden /> Pack
        </ButtonLink>
      )}
    </>
  )
}

function Asked({ run }: { run: PackRun }) {
  const { user, created_at, selected, hosts_count } = run
  return (
    <p className="mb-3 text-fg-muted">
      {user?.name ?? 'A deleted user'} asked {selected === null ? '' : 'a choice of '}
      {formatNoun(hosts_count, 'host')}
      {selected === null ? ' that the pack is for' : ''}, <Time at={created_at} source="server" />
    </p>
  )
}

function Sum({ run }: { run: PackRun }) {
  const zone = useZone()
  const { counts, expires_at } = run
  const closes = formatClock(Date.parse(expires_at), zone)
  return (
    <div className="mb-4">
      <StateBar parts={campaignParts(counts)} total={counts.targeted} noun="questions" />
      <div className="mt-1 flex flex-wrap items-baseline justify-between gap-x-6 gap-y-1">
        {isOpen(run) ? (
          <Wait>
            {doneSentence(run)}; hosts may answer until {closes}
          </Wait>
        ) : (
          <p className="text-fg-muted tabular-nums">{doneSentence(run)}</p>
        )}
        <p className="text-fg-muted tabular-nums">{formatNoun(counts.rows, 'row')}</p>
      </div>
    </div>
  )
}

function Queries({ run }: { run: PackRun }) {
  return (
    <Card title={formatNoun(run.campaigns.length, 'query', 'queries')} note="Cheapest first" flush>
      <ol aria-label="Queries of the run" className="mt-2">
        {run.campaigns.map((campaign, at) => (
          <RunQuery key={campaign.id} campaign={campaign} at={at} />
        ))}
      </ol>
    </Card>
  )
}

function Skipped({ run }: { run: PackRun }) {
  const { skipped } = run
  if (skipped.length === 0) return null
  return (
    <Card
      title={`${formatCount(skipped.length)} not asked`}
      note="They are in the pack, and run nowhere here"
      className="mt-4"
    >
      <ul className="flex flex-col gap-1">
        {skipped.map(({ name, reason }) => (
          <li key={name} className="break-words">
            <span className="mono">{name}</span>
            <span className="text-fg-muted">: {reason}</span>
          </li>
        ))}
      </ul>
    </Card>
  )
}

type RunViewProps = {
  first: PackRun
  /** Why this viewer may not pause or stop it. */
  noStop: string | undefined
}

export function RunView({ first, noStop }: RunViewProps) {
  const { run, setRun, failure } = useRun(first)
  const [stopping, setStopping] = useState(false)
  useSpoken(run)
  const actions =
    isOpen(run) && noStop === undefined
      ? [{ id: 'stop', label: 'Stop this run', run: () => setStopping(true) }]
      : []
  return (
    <Page
      title={`Run of ${run.pack_name}`}
      crumbs={[{ label: 'Campaigns', href: '/campaigns' }]}
      note={<StateBadge state={run.status} />}
      actions={
        <Actions run={run} noStop={noStop} onRun={setRun} onStop={() => setStopping(true)} />
      }
    >
      <PageActions actions={actions} />
      {failure && (
        <Banner tone="warn" className="mb-3">
          Not read anew: {failure.message}. The run goes on.
        </Banner>
      )}
      <Asked run={run} />
      <Sum run={run} />
      <Queries run={run} />
      <Skipped run={run} />
      <RunStop run={run} open={stopping} onOpenChange={setStopping} onRun={setRun} />
    </Page>
  )
}
