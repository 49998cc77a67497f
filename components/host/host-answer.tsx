'use client'
// One answer of this host, read from its campaign when it is opened: its rows as the agent sent them.
import { useMemo } from 'react'
import { Banner } from '@/components/ui/banner'
import { DataGrid } from '@/components/ui/grid/data-grid'
import { EmptyState } from '@/components/ui/page-states'
import { Pending } from '@/components/ui/pending'
import { usePoll } from '@/lib/client/use-poll'
import { ResultsReply } from '@/lib/wire/campaigns'
import { agentColumns } from './host-results'

/** A stored answer never changes; read again only in case it could not be read. */
const rereadSeconds = 600

type HostAnswerProps = { campaignId: number; seq: number; hostId: number }

export function HostAnswer({ campaignId, seq, hostId }: HostAnswerProps) {
  const path = `/api/v1/fleet/campaigns/${campaignId}/results?cursor=${seq - 1}&limit=1`
  const poll = usePoll(ResultsReply, path, rereadSeconds)
  const result = poll.value?.results.find(({ host }) => host.id === hostId)
  const rows = result?.rows
  const columns = useMemo(() => agentColumns(rows ?? []), [rows])
  if (!poll.value) return <Pending poll={poll} failed="The answer could not be read" />
  if (!result || !rows) {
    return (
      <EmptyState title="The rows are gone" className="py-6">
        They were kept for a limited time; when it was asked and what came of it stays.
      </EmptyState>
    )
  }
  return (
    <div className="flex flex-col gap-2">
      {result.truncated && (
        <Banner tone="warn">The answer was larger than the cap; what fits is kept.</Banner>
      )}
      <DataGrid
        label={`Answer to #${campaignId}`}
        columns={columns}
        rowKey={(_, position) => position}
        density="compact"
        source={{ mode: 'local', rows }}
        empty={<EmptyState title="It found nothing">The host answered without a row.</EmptyState>}
      />
    </div>
  )
}
