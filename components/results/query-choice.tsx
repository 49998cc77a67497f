'use client'
// Which scheduled query is looked at, where only one can be: its pack, then its name in it. Nothing chosen
// yet is a list to choose from, with what each has reported.
import { FileQuestion, Package } from 'lucide-react'
import type { ReactNode } from 'react'
import { EmptyState, ErrorState, SkeletonRows } from '@/components/ui/page-states'
import { Select } from '@/components/ui/select'
import { Time } from '@/components/ui/time'
import { formatDuration, formatNoun } from '@/lib/client/format'
import { type Poll, usePoll } from '@/lib/client/use-poll'
import { PackHealth } from '@/lib/wire/health'
import type { ResultNames } from './result-filters'
import type { Change } from './use-explorer'

type Named = ResultNames['packs'][number]

type Health = Poll<PackHealth>

export type Scheduled = { pack_id: string; query: string }

/** The query that the address names whole; undefined while a part of it is missing. */
export function scheduledOf(params: URLSearchParams): Scheduled | undefined {
  const pack_id = params.get('pack_id') ?? ''
  const query = params.get('query') ?? ''
  return /^[1-9]\d*$/.test(pack_id) && query !== '' ? { pack_id, query } : undefined
}

/** What its queries are; read once a pack is chosen. */
export function usePackQueries(params: URLSearchParams): Health {
  const pack = params.get('pack_id') ?? ''
  const path = /^[1-9]\d*$/.test(pack) ? `/api/v1/fleet/packs/${pack}/health` : null
  return usePoll(PackHealth, path, 60)
}

type ChoiceProps = {
  packs: readonly Named[]
  health: Health
  params: URLSearchParams
  change: Change
}

// Columns, groups and an open line are of the query before.
const forgotten = { by: undefined, row: undefined }

export function QueryChoice({ packs, health, params, change }: ChoiceProps) {
  const query = params.get('query') ?? ''
  const names = health.value?.queries.map(({ name }) => name) ?? []
  const known = names.includes(query) || query === '' ? names : [query, ...names]
  const pack = params.get('pack_id') ?? ''
  return (
    <>
      <Select
        label="Pack"
        className="w-48 max-sm:w-full"
        value={pack}
        options={[
          { value: '', label: 'Choose a pack' },
          ...packs.map(({ id, name }) => ({ value: String(id), label: name })),
        ]}
        onChange={(value) => change({ ...forgotten, pack_id: value, query: undefined })}
      />
      {pack !== '' && (
        <Select
          label="Query"
          className="w-48 max-sm:w-full"
          value={query}
          options={[
            { value: '', label: 'Choose a query' },
            ...known.map((name) => ({ value: name, label: name })),
          ]}
          onChange={(value) => change({ ...forgotten, query: value })}
        />
      )}
    </>
  )
}

type EntryProps = {
  icon: ReactNode
  name: string
  mono?: boolean
  note?: ReactNode
  onPick: () => void
}

function Entry({ icon, name, mono, note, onPick }: EntryProps) {
  return (
    <li className="border-line border-t first:border-t-0">
      <button
        type="button"
        onClick={onPick}
        className="flex min-h-11 w-full flex-wrap items-center gap-x-3 px-4 py-1 text-start -outline-offset-2 hover:bg-hover"
      >
        <span aria-hidden className="text-fg-subtle">
          {icon}
        </span>
        <bdi className={mono ? 'mono min-w-0 flex-1 truncate' : 'min-w-0 flex-1 truncate'}>
          {name}
        </bdi>
        {note && <span className="text-fg-muted tabular-nums">{note}</span>}
      </button>
    </li>
  )
}

type QueryHealth = PackHealth['queries'][number]

function QueryNote({ query }: { query: QueryHealth }) {
  const { interval, expected, reporting, last_result_at } = query
  return (
    <>
      every {formatDuration(interval)}, {reporting} of {formatNoun(expected, 'host')} report
      {last_result_at !== null && (
        <>
          , last <Time at={last_result_at} source="server received" />
        </>
      )}
    </>
  )
}

function Queries({ health, change }: Pick<ChoiceProps, 'health' | 'change'>) {
  if (!health.value && health.failure)
    return (
      <ErrorState
        title="Its queries could not be read"
        requestId={health.failure.uuid}
        onRetry={health.refresh}
      >
        {health.failure.message}
      </ErrorState>
    )
  if (!health.value) return <SkeletonRows rows={5} />
  if (health.value.queries.length === 0)
    return <EmptyState title="This pack has no query">Choose another pack.</EmptyState>
  return (
    <ul aria-label="Queries of the pack">
      {health.value.queries.map((query) => (
        <Entry
          key={query.pack_query_id}
          icon={<FileQuestion />}
          name={query.name}
          mono
          note={<QueryNote query={query} />}
          onPick={() => change({ ...forgotten, query: query.name })}
        />
      ))}
    </ul>
  )
}

type ChooserProps = ChoiceProps & { why: string }

/** In place of what cannot be shown without a query. */
export function QueryChooser({ packs, health, params, change, why }: ChooserProps) {
  const hasPack = /^[1-9]\d*$/.test(params.get('pack_id') ?? '')
  return (
    <section
      aria-label="Choose a query"
      className="min-h-0 overflow-y-auto rounded-lg border border-line bg-surface"
    >
      <h2 className="px-4 pt-3 font-semibold">{hasPack ? 'Choose a query' : 'Choose a pack'}</h2>
      <p className="px-4 pb-3 text-fg-muted">{why}</p>
      {hasPack && <Queries health={health} change={change} />}
      {!hasPack && packs.length === 0 && (
        <EmptyState title="There is no pack yet">Queries are scheduled by packs.</EmptyState>
      )}
      {!hasPack && packs.length > 0 && (
        <ul aria-label="Packs" className="border-line border-t">
          {packs.map(({ id, name }) => (
            <Entry
              key={id}
              icon={<Package />}
              name={name}
              onPick={() => change({ ...forgotten, pack_id: String(id), query: undefined })}
            />
          ))}
        </ul>
      )}
    </section>
  )
}
