'use client'
// What the pack's hosts last reported of one of its queries, and which of them do not report it.
import { ReportView } from '@/components/queries/query-report'
import { EmptyState } from '@/components/ui/page-states'
import { Pending } from '@/components/ui/pending'
import { Select } from '@/components/ui/select'
import { usePoll } from '@/lib/client/use-poll'
import { useUrlParam } from '@/lib/client/use-url-param'
import { PackHealth } from '@/lib/wire/health'

export function ReportTab({ pack }: { pack: { id: number } }) {
  const [held, hold] = useUrlParam('report')
  const poll = usePoll(PackHealth, `/api/v1/fleet/packs/${pack.id}/health`, 60)
  if (!poll.value) return <Pending poll={poll} failed="The queries could not be read" />
  const { queries } = poll.value
  const query = queries.find((each) => String(each.pack_query_id) === held) ?? queries[0]
  if (!query)
    return <EmptyState title="No query is released">Reports begin with the first one.</EmptyState>
  const { pack_query_id, name } = query
  const of = {
    ...{ name, path: `/packs/${pack.id}/queries/${pack_query_id}`, unscheduled: false },
    place: { pack_id: pack.id, query: name },
  }
  return (
    <div className="flex flex-col gap-4">
      <Select
        label="Query"
        options={queries.map((each) => ({
          value: String(each.pack_query_id),
          label: each.name,
          detail: `${each.reporting} of ${each.expected}`,
        }))}
        value={String(pack_query_id)}
        onChange={hold}
        className="w-80 max-sm:w-full"
      />
      <ReportView key={pack_query_id} of={of} />
    </div>
  )
}
