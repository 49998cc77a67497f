'use client'
// The request exactly as it was submitted: the text, whom it meant, its limits.
import type { ReactNode } from 'react'
import { CopyBlock } from '@/components/ui/copy-block'
import { Time } from '@/components/ui/time'
import { formatDuration, formatNoun } from '@/lib/client/format'
import type { Campaign } from '@/lib/wire/campaigns'

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className="flex gap-3 border-line border-t py-2 first:border-t-0 max-sm:flex-col max-sm:gap-0">
      <dt className="w-44 shrink-0 text-fg-muted">{name}</dt>
      <dd className="min-w-0">{children}</dd>
    </div>
  )
}

/** The body of the call that would ask the same again. */
export function requestOf(campaign: Campaign): string {
  const { query, query_id, targets, created_at, expires_at } = campaign
  const { include_offline, newcomers } = campaign
  const seconds = Math.round((Date.parse(expires_at) - Date.parse(created_at)) / 1000)
  const text = query_id === null ? { query } : { query_id }
  const body = { ...text, selected: targets, expires_in: seconds, include_offline, newcomers }
  return JSON.stringify(body, null, 2)
}

function AsRequest({ campaign }: { campaign: Campaign }) {
  return (
    <section className="min-w-0">
      <h2 className="mb-2 font-semibold">As a request</h2>
      <p className="mb-2 text-fg-muted">
        The body of <span className="mono">POST /api/v1/fleet/queries/run</span> that asks the same
        again.
      </p>
      <CopyBlock text={requestOf(campaign)} label="request" />
    </section>
  )
}

type DetailsTabProps = { campaign: Campaign; whom: string }

export function DetailsTab({ campaign, whom }: DetailsTabProps) {
  const { sql, user, created_at, expires_at, ended_at, include_offline, newcomers } = campaign
  const open = (Date.parse(expires_at) - Date.parse(created_at)) / 1000
  return (
    <div className="grid gap-4 lg:grid-cols-2">
      <section className="min-w-0">
        <h2 className="mb-2 font-semibold">What was asked</h2>
        <CopyBlock text={sql} label="SQL" />
        <dl className="mt-4 rounded-lg border border-line bg-surface px-4 py-1">
          <Fact name="Asked by">{user?.name ?? 'a user who was deleted'}</Fact>
          <Fact name="Targets">
            {whom}: {formatNoun(campaign.counts.targeted, 'host')}
          </Fact>
          <Fact name="Opened">
            <Time at={created_at} source="server" />
          </Fact>
          <Fact name="Open for">
            {formatDuration(open)}, until <Time at={expires_at} source="server" />
          </Fact>
          {ended_at && (
            <Fact name="Ended">
              <Time at={ended_at} source="server" />
            </Fact>
          )}
          <Fact name="Offline hosts">
            {include_offline ? 'may answer when they return' : 'left out'}
          </Fact>
          <Fact name="Newcomers">{newcomers ? 'join while it runs' : 'do not join'}</Fact>
        </dl>
      </section>
      <AsRequest campaign={campaign} />
    </div>
  )
}
