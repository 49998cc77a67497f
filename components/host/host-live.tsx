'use client'
// Ask this one host now, and what it was asked before.
import Link from 'next/link'
import { type FormEvent, useMemo, useState } from 'react'
import { StateBadge } from '@/components/ui/badge'
import { Banner } from '@/components/ui/banner'
import { Button, ButtonLink } from '@/components/ui/button'
import { Card } from '@/components/ui/card'
import { Field } from '@/components/ui/field'
import { DataGrid } from '@/components/ui/grid/data-grid'
import { Input } from '@/components/ui/input'
import { EmptyState, SkeletonRows } from '@/components/ui/page-states'
import { Wait } from '@/components/ui/progress'
import { Time } from '@/components/ui/time'
import { api, failureOf } from '@/lib/client/api'
import { formatNoun } from '@/lib/client/format'
import { useNow } from '@/lib/client/use-clock'
import { usePoll } from '@/lib/client/use-poll'
import { HostQueryReply } from '@/lib/wire/campaigns'
import { type HostCampaign, HostCampaigns } from '@/lib/wire/host-queries'
import { agentColumns } from './host-results'

const waitSeconds = 25

type Asking = { busy: boolean; askedAt: number; reply?: HostQueryReply; error?: string }

function useAsk(hostId: number, after: () => void) {
  const [asking, setAsking] = useState<Asking>({ busy: false, askedAt: 0 })
  const now = useNow()
  const ask = async (query: string) => {
    setAsking({ busy: true, askedAt: now })
    try {
      const path = `/api/v1/fleet/hosts/${hostId}/query`
      const reply = await api(HostQueryReply, path, { method: 'POST', body: { query } })
      setAsking({ busy: false, askedAt: now, reply })
    } catch (failure) {
      const words = failureOf(failure).message
      setAsking({ busy: false, askedAt: now, error: words })
    }
    after()
  }
  const left = Math.max(0, waitSeconds - Math.round((now - asking.askedAt) / 1000))
  return { ...asking, ask, left }
}

function Answer({ reply }: { reply: HostQueryReply }) {
  const columns = useMemo(() => agentColumns(reply.rows), [reply])
  if (reply.status === 'offline')
    return (
      <Banner tone="offline">
        The host is offline, so it was not asked. A live query can wait for it to return.
      </Banner>
    )
  if (reply.error !== null)
    return (
      <Banner
        tone="warn"
        action={
          reply.campaign_id !== null && (
            <ButtonLink size="small" href={`/campaigns/${reply.campaign_id}`}>
              Open #{reply.campaign_id}
            </ButtonLink>
          )
        }
      >
        {reply.error}
      </Banner>
    )
  return (
    <DataGrid
      label="Answer"
      columns={columns}
      rowKey={(_, position) => position}
      density="compact"
      source={{ mode: 'local', rows: reply.rows }}
      empty={<EmptyState title="It found nothing">The host answered without a row.</EmptyState>}
    />
  )
}

function Past({ campaign }: { campaign: HostCampaign }) {
  const { id, name, query, state, rows, error, created_at, user_name } = campaign
  return (
    <li className="border-line border-t px-4 py-2 first:border-t-0">
      <div className="flex min-w-0 items-center gap-3">
        <Link
          href={`/campaigns/${id}`}
          className="inline-flex min-h-6 min-w-0 items-center hover:underline"
        >
          <span className="shrink-0 font-medium">#{id}</span>
          <span className="mono ms-2 truncate">{name || query.replace(/\s+/g, ' ')}</span>
        </Link>
        <span className="ms-auto flex shrink-0 items-center gap-3 text-fg-muted">
          {state === 'answered' && formatNoun(rows, 'row')}
          <StateBadge state={state} />
        </span>
      </div>
      <p className="text-fg-muted text-meta">
        {user_name ?? 'Somebody'} asked <Time at={created_at} />
        {error && <span className="text-bad-fg">: {error}</span>}
      </p>
    </li>
  )
}

function PastCard({ campaigns }: { campaigns: readonly HostCampaign[] | undefined }) {
  return (
    <Card title="Asked before" flush>
      {campaigns === undefined && <SkeletonRows rows={3} />}
      {campaigns?.length === 0 && (
        <EmptyState title="No live query has asked this host" className="py-8" />
      )}
      <ul aria-label="Live queries that asked this host">
        {campaigns?.map((campaign) => (
          <Past key={campaign.id} campaign={campaign} />
        ))}
      </ul>
    </Card>
  )
}

type AskFieldProps = {
  sql: string
  onSql: (sql: string) => void
  noAsk: string | undefined
  busy: boolean
}

function AskField({ sql, onSql, noAsk, busy }: AskFieldProps) {
  return (
    <Field
      label="Ask this host now"
      hint="Waits up to 25 s. What comes later is kept in its campaign."
    >
      <div className="flex gap-2 max-sm:flex-col">
        <Input
          value={sql}
          onChange={(event) => onSql(event.target.value)}
          placeholder="SELECT name, version FROM os_version"
          spellCheck={false}
          autoComplete="off"
          className="mono flex-1"
        />
        <Button
          type="submit"
          variant="primary"
          busy={busy}
          disabledReason={noAsk ?? (sql.trim() === '' ? 'Write SQL first' : undefined)}
        >
          Run on this host
        </Button>
      </div>
    </Field>
  )
}

type HostLiveProps = { hostId: number; noAsk: string | undefined }

export function HostLiveTab({ hostId, noAsk }: HostLiveProps) {
  const past = usePoll(HostCampaigns, `/api/v1/fleet/hosts/${hostId}/campaigns`, 15)
  const [sql, setSql] = useState('')
  const { busy, left, reply, error, ask } = useAsk(hostId, past.refresh)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (sql.trim() && !busy && !noAsk) ask(sql)
  }
  return (
    <div className="flex flex-col gap-4">
      <form onSubmit={submit} className="flex flex-col gap-2">
        <AskField sql={sql} onSql={setSql} noAsk={noAsk} busy={busy} />
        {busy && <Wait>Waiting for its answer, {left} s left</Wait>}
        {error && (
          <div role="alert">
            <Banner tone="bad">{error}</Banner>
          </div>
        )}
      </form>
      {reply && !busy && <Answer reply={reply} />}
      <PastCard campaigns={past.value?.campaigns} />
    </div>
  )
}
