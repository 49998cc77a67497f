'use client'
// A saved query to ask: found by name, description, tag or SQL; once chosen it shows its text and the
// fields of its parameters.
import { type ReactNode, useState } from 'react'
import { Badge } from '@/components/ui/badge'
import { Button } from '@/components/ui/button'
import { SearchInput } from '@/components/ui/input'
import { EmptyState, SkeletonRows } from '@/components/ui/page-states'
import { api } from '@/lib/client/api'
import { formatCount, formatNoun } from '@/lib/client/format'
import { useSettled } from '@/lib/client/use-settled'
import { QueryList, type QuerySummary } from '@/lib/wire/queries'
import type { Launch } from './use-launch'

const shownMost = 50

function findQueries(asked: { text: string; observer: boolean }, signal: AbortSignal) {
  const search = new URLSearchParams({
    query: asked.text,
    per_page: String(shownMost),
    order_key: 'name',
    ...(asked.observer ? { observer_can_run: 'true' } : {}),
  })
  return api(QueryList, `/api/v1/fleet/queries?${search}`, { signal })
}

function One({ query, onChoose }: { query: QuerySummary; onChoose: () => void }) {
  const { name, description, parameters } = query
  return (
    <li>
      <button
        type="button"
        onClick={onChoose}
        className="flex w-full min-w-0 flex-col gap-0.5 rounded-md px-2 py-1.5 text-start hover:bg-hover pointer-coarse:min-h-11"
      >
        <span className="flex max-w-full items-center gap-2">
          <span className="truncate font-medium">{name}</span>
          {parameters.length > 0 && <Badge>{formatNoun(parameters.length, 'parameter')}</Badge>}
        </span>
        <span className="max-w-full truncate text-fg-muted">
          {description || <span className="mono">{query.query.replace(/\s+/g, ' ')}</span>}
        </span>
      </button>
    </li>
  )
}

type FoundProps = {
  list: readonly QuerySummary[]
  count: number
  text: string
  observer: boolean
  onChoose: (query: QuerySummary) => void
}

function Found({ list, count, text, observer, onChoose }: FoundProps) {
  if (list.length === 0) {
    const none = observer ? 'No saved query may be run by observers' : 'No query is saved yet'
    return <EmptyState title={text ? `No saved query matches "${text}"` : none} />
  }
  return (
    <>
      <ul aria-label="Saved queries" className="-mx-2 max-h-72 overflow-y-auto">
        {list.map((query) => (
          <One key={query.id} query={query} onChoose={() => onChoose(query)} />
        ))}
      </ul>
      {count > list.length && (
        <p className="text-fg-muted">
          {formatCount(list.length)} of {formatCount(count)} shown; search for the others.
        </p>
      )}
    </>
  )
}

function Choosing({ launch, onChosen }: { launch: Launch; onChosen: () => void }) {
  const [text, setText] = useState('')
  const observer = !launch.first.may_write
  const [asked, setAsked] = useState({ text: '', observer })
  const { answer, failure } = useSettled(asked, 200, findQueries)
  const choose = (query: QuerySummary) => {
    launch.library.keep(query)
    launch.change({ query_id: query.id, saved_sql: query.query })
    onChosen()
  }
  return (
    <div className="flex flex-col gap-2">
      <SearchInput
        label="Search saved queries"
        value={text}
        onChange={(next) => {
          setText(next)
          setAsked({ text: next.trim(), observer })
        }}
        className="w-full"
      />
      {failure && (
        <p role="alert" className="text-bad-fg">
          {failure.message}
        </p>
      )}
      {answer ? (
        <Found
          list={answer.value.queries}
          count={answer.value.count}
          text={asked.text}
          observer={observer}
          onChoose={choose}
        />
      ) : (
        !failure && <SkeletonRows rows={5} />
      )}
    </div>
  )
}

function Head({ launch, onOther }: { launch: Launch; onOther: () => void }) {
  const { saved, edited, change } = launch
  if (!saved) return null
  return (
    <div className="mb-2 flex flex-wrap items-center gap-x-3 gap-y-1">
      <div className="min-w-0 flex-1">
        <p className="truncate font-medium">{saved.name}</p>
        {saved.description && <p className="text-fg-muted">{saved.description}</p>}
        {edited && (
          <p className="text-warn-fg">
            Changed from {saved.name}: it runs as written here, not as the saved query.
          </p>
        )}
      </div>
      {edited && (
        <Button size="small" onClick={() => change({ saved_sql: saved.query })}>
          As saved
        </Button>
      )}
      <Button size="small" onClick={onOther}>
        Choose another
      </Button>
    </div>
  )
}

type SavedQueriesProps = { launch: Launch; children: ReactNode }

/** `children`: the text and values of the query that is chosen. */
export function SavedQueries(props: SavedQueriesProps) {
  return (
    <>
      {!props.launch.first.may_write && (
        <p className="mb-2 text-fg-muted">
          Your role runs saved queries; the SQL can be read here.
        </p>
      )}
      <Saved {...props} />
    </>
  )
}

function Saved({ launch, children }: SavedQueriesProps) {
  const { question, library, saved } = launch
  const [choosing, setChoosing] = useState(false)
  if (question.query_id === null || choosing || library.failure) {
    return (
      <>
        {library.failure && (
          <p className="mb-2 text-warn-fg">
            The query of this question could not be read: {library.failure.message}
          </p>
        )}
        <Choosing launch={launch} onChosen={() => setChoosing(false)} />
      </>
    )
  }
  if (!saved) return <SkeletonRows rows={5} />
  return (
    <>
      <Head launch={launch} onOther={() => setChoosing(true)} />
      {children}
    </>
  )
}
