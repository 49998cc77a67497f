'use client'
// One query beside the list: edit, report, runs. A link opens the same one, whatever the list shows.
import { Copy, Radio, Trash2 } from 'lucide-react'
import { Button, ButtonLink } from '@/components/ui/button'
import { Pending } from '@/components/ui/pending'
import { Sheet } from '@/components/ui/sheet'
import { Tabs } from '@/components/ui/tabs'
import { Time } from '@/components/ui/time'
import { formatNoun } from '@/lib/client/format'
import { usePoll } from '@/lib/client/use-poll'
import { QueryReply, type QuerySummary } from '@/lib/wire/queries'
import type { QueryActs } from './query-acts'
import { QueryEdit } from './query-edit'
import { QueryReportTab } from './query-report'
import { QueryRuns } from './query-runs'

type QuerySheetProps = {
  /** An id, `new`, or null for none. */
  id: string | null
  /** Its name as the list has it, until it is read. */
  name: string | undefined
  acts: QueryActs
  tags: readonly string[]
  teams: readonly { id: number; name: string }[]
  writable: readonly (number | null)[]
  onClose: () => void
  onSaved: (query: QuerySummary) => void
}

function Facts({ query, acts }: { query: QuerySummary; acts: QueryActs }) {
  const reason = acts.noWrite(query)
  const { packs_count, author_name, updated_at } = query
  return (
    <div className="mb-3 flex flex-wrap items-center gap-2">
      <p className="text-fg-muted">
        {packs_count === 0 ? 'In no pack' : `In ${formatNoun(packs_count, 'pack')}`}, by{' '}
        {author_name || 'a deleted user'}, changed <Time at={updated_at} />
      </p>
      <div className="ms-auto flex gap-2">
        <Button size="small" disabledReason={reason} onClick={() => acts.clone(query)}>
          <Copy aria-hidden /> Clone
        </Button>
        <Button size="small" disabledReason={reason} onClick={() => acts.remove([query])}>
          <Trash2 aria-hidden /> Delete
        </Button>
        <ButtonLink size="small" href={`/live?query_id=${query.id}`}>
          <Radio aria-hidden /> Run
        </ButtonLink>
      </div>
    </div>
  )
}

function Open({ query, ...props }: Omit<QuerySheetProps, 'id' | 'name'> & { query: QuerySummary }) {
  return (
    <>
      <Facts query={query} acts={props.acts} />
      <Tabs
        label="Parts of the query"
        tabs={[
          {
            id: 'edit',
            label: 'Edit',
            content: <QueryEdit key={`${query.id} ${query.updated_at}`} query={query} {...props} />,
          },
          { id: 'report', label: 'Report', content: <QueryReportTab query={query} /> },
          { id: 'runs', label: 'Runs', content: <QueryRuns queryId={query.id} /> },
        ]}
      />
    </>
  )
}

function Stored({ id, ...props }: QuerySheetProps) {
  const poll = usePoll(QueryReply, `/api/v1/fleet/queries/${id}`, 60)
  const query = poll.value?.query
  if (!query || String(query.id) !== id)
    return <Pending poll={poll} failed="The query could not be read" />
  const onSaved = (saved: QuerySummary) => {
    poll.refresh()
    props.onSaved(saved)
  }
  return <Open {...props} query={query} onSaved={onSaved} />
}

export function QuerySheet(props: QuerySheetProps) {
  const { id, onClose } = props
  const isNew = id === 'new'
  return (
    <Sheet
      open={id !== null}
      onOpenChange={(open) => !open && onClose()}
      title={isNew ? 'New query' : (props.name ?? 'Query')}
      className="w-[min(960px,100vw)]"
    >
      {isNew && <QueryEdit query={undefined} {...props} />}
      {id !== null && !isNew && <Stored key={id} {...props} />}
    </Sheet>
  )
}
