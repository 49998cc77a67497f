'use client'
// Errors by the agents' message: what each means, what to do about it, and its hosts.
import Link from 'next/link'
import { StateBadge } from '@/components/ui/badge'
import { ButtonLink } from '@/components/ui/button'
import { AgentValue } from '@/components/ui/grid/grid-cell'
import { EmptyState } from '@/components/ui/page-states'
import { Pending } from '@/components/ui/pending'
import { formatCount, formatNoun } from '@/lib/client/format'
import { usePoll } from '@/lib/client/use-poll'
import { type CampaignError, CampaignErrorsReply } from '@/lib/wire/campaign-lists'
import type { CampaignCounts } from '@/lib/wire/campaigns'
import { meaningOf } from './error-words'
import { useMovingRefresh } from './use-moving-refresh'

const pollSeconds = 30

/** The Hosts tab of exactly these hosts. */
function hostsLink(id: number, { state, message }: CampaignError): string {
  const params = new URLSearchParams({ tab: 'hosts', state })
  if (message !== '') params.set('error', message)
  return `/campaigns/${id}?${params}`
}

function Sample({ id, error }: { id: number; error: CampaignError }) {
  const rest = error.hosts - error.sample.length
  return (
    <p className="flex flex-wrap items-center gap-x-3 gap-y-1">
      {error.sample.map(({ id: hostId, hostname, display_name }) => (
        <Link
          key={hostId}
          href={`/hosts/${hostId}`}
          className="inline-flex min-h-6 items-center text-accent-fg hover:underline"
        >
          {display_name || hostname || `#${hostId}`}
        </Link>
      ))}
      {rest > 0 && <span className="text-fg-muted">and {formatCount(rest)} more</span>}
      <ButtonLink size="small" href={hostsLink(id, error)}>
        {error.hosts === 1 ? 'Show this host' : `Show these ${formatCount(error.hosts)}`}
      </ButtonLink>
    </p>
  )
}

function Group({ id, error }: { id: number; error: CampaignError }) {
  const { meaning, remedy } = meaningOf(error.message, error.state)
  return (
    <li className="flex flex-col gap-1.5 border-line border-t px-4 py-3 first:border-t-0">
      <div className="flex min-w-0 flex-wrap items-center gap-x-3 gap-y-1">
        <span className="shrink-0 font-semibold tabular-nums">
          {formatNoun(error.hosts, 'host')}
        </span>
        <StateBadge state={error.state} className="shrink-0" />
        {error.message !== '' && (
          <AgentValue
            value={error.message}
            className="whitespace-pre-wrap! break-words text-bad-fg"
          />
        )}
      </div>
      <p className="max-w-[76ch] text-fg-muted">
        {meaning} {remedy}
      </p>
      <Sample id={id} error={error} />
    </li>
  )
}

export function ErrorsTab({ id, counts }: { id: number; counts: CampaignCounts }) {
  const poll = usePoll(CampaignErrorsReply, `/api/v1/fleet/campaigns/${id}/errors`, pollSeconds)
  const { failed, denylisted, too_large } = counts
  useMovingRefresh(`${failed} ${denylisted} ${too_large}`, poll.refresh)
  if (failed + denylisted + too_large === 0) {
    return (
      <EmptyState title="No host reported an error">
        {formatCount(counts.answered)} of {formatNoun(counts.targeted, 'host')} answered.
      </EmptyState>
    )
  }
  if (!poll.value) return <Pending poll={poll} failed="The errors could not be read" />
  const { errors } = poll.value
  const hosts = errors.reduce((sum, error) => sum + error.hosts, 0)
  return (
    <>
      <p className="mb-2 text-fg-muted tabular-nums">
        {formatNoun(hosts, 'host')} with {formatNoun(errors.length, 'message')} ={' '}
        {formatCount(failed)} failed + {formatCount(denylisted)} denylisted +{' '}
        {formatCount(too_large)} too large
      </p>
      <ul aria-label="Errors" className="rounded-lg border border-line bg-surface">
        {errors.map((error) => (
          <Group key={`${error.state} ${error.message}`} id={id} error={error} />
        ))}
      </ul>
    </>
  )
}
