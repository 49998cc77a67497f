'use client'
// The request exactly as it was submitted, how long its rows are kept, and who did what to it.
import Link from 'next/link'
import type { ReactNode } from 'react'
import { CopyBlock } from '@/components/ui/copy-block'
import { Pending } from '@/components/ui/pending'
import { Time } from '@/components/ui/time'
import { formatDuration, formatInstant, formatNoun } from '@/lib/client/format'
import { useNow, useZone } from '@/lib/client/use-clock'
import { usePoll } from '@/lib/client/use-poll'
import { CampaignDeedsReply } from '@/lib/wire/campaign-lists'
import type { Campaign } from '@/lib/wire/campaigns'
import type { StatusFrame } from '@/lib/wire/frames'
import { Parameters } from './campaign-request'
import type { CampaignFirst } from './campaign-view'
import { deedWords, keptWords, requestOf } from './detail-words'
import { guardWords } from './guard-words'
import { useMovingRefresh } from './use-moving-refresh'
import { reasonWords } from './words'

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className="flex gap-3 border-line border-t py-2 first:border-t-0 max-sm:flex-col max-sm:gap-0">
      <dt className="w-44 shrink-0 text-fg-muted">{name}</dt>
      <dd className="min-w-0 break-words">{children}</dd>
    </div>
  )
}

function Times({ campaign, status }: { campaign: Campaign; status: StatusFrame }) {
  const zone = useZone()
  const { created_at, expires_at, ended_at } = campaign
  const open = (Date.parse(expires_at) - Date.parse(created_at)) / 1000
  const why = reasonWords(status.status, status.reason)
  return (
    <>
      <Fact name="Opened">
        <Time at={created_at} source="server" />
      </Fact>
      <Fact name="Open for">
        {formatDuration(open)}, until {formatInstant(Date.parse(expires_at), zone)}
      </Fact>
      {ended_at && (
        <Fact name="Ended">
          <Time at={ended_at} source="server" />
        </Fact>
      )}
      {why && <Fact name="Why">{why}</Fact>}
    </>
  )
}

function Limits({ campaign }: { campaign: Campaign }) {
  const { include_offline, newcomers, late_answers, guard, destinations } = campaign
  const rails = guardWords(guard)
  return (
    <>
      <Fact name="Offline hosts">
        {include_offline ? 'may answer when they return' : 'left out'}
      </Fact>
      <Fact name="Newcomers">{newcomers ? 'join while it runs' : 'do not join'}</Fact>
      <Fact name="Late answers">
        {late_answers === 'keep' ? 'kept for an hour after the end, marked late' : 'dropped'}
      </Fact>
      <Fact name="Guard rails">{rails.length > 0 ? rails.join('; ') : 'none'}</Fact>
      <Fact name="Also sent to">
        {destinations.length > 0 ? formatNoun(destinations.length, 'destination') : 'nothing else'}
      </Fact>
    </>
  )
}

function Kindred({ name, href, text }: { name: string; href: string; text: string }) {
  return (
    <Fact name={name}>
      <Link href={href} className="text-accent-fg hover:underline">
        {text}
      </Link>
    </Fact>
  )
}

function Kin({ campaign: { again_of, run_id, query_id } }: { campaign: Campaign }) {
  return (
    <>
      {again_of !== null && (
        <Kindred name="Asks again" href={`/campaigns/${again_of}`} text={`hosts of #${again_of}`} />
      )}
      {run_id !== null && (
        <Kindred name="Part of" href={`/campaigns/runs/${run_id}`} text="a run of a whole pack" />
      )}
      {query_id !== null && (
        <Kindred name="Saved query" href={`/queries?id=${query_id}`} text={`query ${query_id}`} />
      )}
    </>
  )
}

function Kept({ first, rows }: { first: CampaignFirst; rows: number }) {
  const now = useNow()
  const zone = useZone()
  const { text, tone } = keptWords(first.kept_until, { now, zone, rows })
  return <span className={tone === 'warn' ? 'text-warn-fg' : ''}>{text}</span>
}

function Deeds({ id, moved }: { id: number; moved: string }) {
  const poll = usePoll(CampaignDeedsReply, `/api/v1/fleet/campaigns/${id}/activity`, 30)
  useMovingRefresh(moved, poll.refresh)
  if (!poll.value) return <Pending poll={poll} failed="What was done could not be read" />
  return (
    <ol className="rounded-lg border border-line bg-surface px-4 py-1">
      {poll.value.activities.map((deed) => (
        <li
          key={deed.id}
          className="flex flex-wrap justify-between gap-x-3 border-line border-t py-2 first:border-t-0"
        >
          <span className="min-w-0 break-words">
            <span className="font-medium">{deed.actor_name}</span> {deedWords(deed)}
          </span>
          <span className="text-fg-muted">
            <Time at={deed.created_at} source="server" />
          </span>
        </li>
      ))}
    </ol>
  )
}

type DetailsTabProps = { first: CampaignFirst; status: StatusFrame; whom: string }

function Asked({ first, status, whom }: DetailsTabProps) {
  const { campaign } = first
  const { sql, template, parameters, user } = campaign
  const { counts, hidden_hosts = 0 } = status
  return (
    <section className="min-w-0">
      <h2 className="mb-2 font-semibold">What was asked</h2>
      <CopyBlock text={sql} label="SQL" words />
      {template !== null && (
        <>
          <h3 className="mt-3 mb-1 text-fg-muted">As it was written, with its parameters</h3>
          <CopyBlock text={template} label="SQL with parameters" words />
        </>
      )}
      <dl className="mt-4 rounded-lg border border-line bg-surface px-4 py-1">
        {parameters.length > 0 && (
          <Fact name="Parameters">
            <Parameters parameters={parameters} />
          </Fact>
        )}
        <Fact name="Asked by">{user?.name ?? 'a user who was deleted'}</Fact>
        <Fact name="Targets">
          {whom}: {formatNoun(counts.targeted + hidden_hosts, 'host')}
        </Fact>
        <Times campaign={campaign} status={status} />
        <Limits campaign={campaign} />
        <Kin campaign={campaign} />
        <Fact name="Rows">
          <Kept first={first} rows={counts.rows} />
        </Fact>
      </dl>
    </section>
  )
}

export function DetailsTab(props: DetailsTabProps) {
  const { first, status } = props
  const { campaign } = first
  return (
    <div className="grid gap-4 lg:grid-cols-2">
      <Asked {...props} />
      <div className="flex min-w-0 flex-col gap-4">
        <section>
          <h2 className="mb-2 font-semibold">Who did what, and who looked</h2>
          <Deeds id={campaign.id} moved={`${status.status} ${status.reason} ${status.holding}`} />
        </section>
        <section>
          <h2 className="mb-2 font-semibold">As a request</h2>
          <p className="mb-2 text-fg-muted">
            The body of <span className="mono">POST /api/v1/fleet/queries/run</span> that asks the
            same again.
          </p>
          <CopyBlock text={requestOf(campaign)} label="request" words />
        </section>
      </div>
    </div>
  )
}
