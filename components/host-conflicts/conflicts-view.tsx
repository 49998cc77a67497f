'use client'
// Which records claim one identity, what speaks for one machine and what for two?
import { Fingerprint } from 'lucide-react'
import { useState } from 'react'
import { Page } from '@/components/shell/page'
import { Banner } from '@/components/ui/banner'
import { Button } from '@/components/ui/button'
import { ConfirmDialog } from '@/components/ui/confirm-dialog'
import { SearchInput } from '@/components/ui/input'
import { EmptyState } from '@/components/ui/page-states'
import { AsOf } from '@/components/ui/time'
import { api } from '@/lib/client/api'
import { formatCount, formatNoun } from '@/lib/client/format'
import { type PageRead, type ReadPage, usePages } from '@/lib/client/use-pages'
import { usePoll } from '@/lib/client/use-poll'
import { pickedParams, type UrlPatch, useUrlParams } from '@/lib/client/use-url-params'
import { type ConflictCounts, ConflictList, type HostConflict } from '@/lib/wire/host-conflicts'
import { ConflictCard } from './conflict-card'
import { cloneGroups } from './conflict-words'
import { useConflictActs } from './use-conflict-acts'

const readConflicts: ReadPage<HostConflict> = async (key, { page, per_page }, signal) => {
  const path = `/api/v1/fleet/host_conflicts?${key}&page=${page}&per_page=${per_page}`
  const { conflicts, count } = await api(ConflictList, path, { signal })
  return { items: conflicts, count }
}

const states = [
  ['open', 'Open'],
  ['kept_both', 'Kept both'],
  ['merged', 'Merged'],
  ['gone', 'Gone'],
] as const

type StatesProps = {
  state: string
  counts: ConflictCounts
  change: (patch: UrlPatch) => void
}

function States({ state, counts, change }: StatesProps) {
  return (
    <fieldset aria-label="State of the conflicts" className="flex flex-wrap gap-1">
      {states.map(([value, label]) => (
        <Button
          key={value}
          size="small"
          variant="ghost"
          aria-pressed={state === value}
          className="aria-pressed:bg-selected"
          onClick={() => change({ state: value === 'open' ? undefined : value })}
        >
          {label} <span className="text-fg-muted tabular-nums">{formatCount(counts[value])}</span>
        </Button>
      ))}
    </fieldset>
  )
}

type GroupProps = { group: ReturnType<typeof cloneGroups>[number]; onDone: () => void }

/** The clones of one image are settled together. */
function Clones({ group, onDone }: GroupProps) {
  const [asked, setAsked] = useState(false)
  const acts = useConflictActs(() => {
    setAsked(false)
    onDone()
  })
  const machines = formatNoun(group.ids.length, 'machine')
  return (
    <Banner
      tone="warn"
      action={
        <Button size="small" onClick={() => setAsked(true)}>
          Keep all {formatCount(group.ids.length)}
        </Button>
      }
    >
      <strong className="font-semibold">{group.words}.</strong> Usually an image that was cloned
      after its agent had enrolled: delete the agent's database from the image.
      <ConfirmDialog
        open={asked}
        onOpenChange={setAsked}
        title={`Keep all ${machines} that claim to be ${group.name}?`}
        keepLabel="Decide one by one"
        goLabel={`Keep all ${formatCount(group.ids.length)}`}
        onConfirm={() => void acts.keepAll(group.ids)}
        busy={acts.busy}
        error={acts.error}
      >
        <p>
          Each stays a host of its own, as it is now. Nothing is moved; each can be opened again.
        </p>
      </ConfirmDialog>
    </Banner>
  )
}

function None({ state, filtered }: { state: string; filtered: boolean }) {
  if (filtered)
    return <EmptyState title="No conflict matches the search">Clear it above.</EmptyState>
  if (state !== 'open') return <EmptyState title="None of these" />
  return (
    <EmptyState icon={<Fingerprint aria-hidden />} title="No two machines claim to be one host">
      When a second machine enrols with the identity of a host that is alive, it gets a record of
      its own, and both are compared here.
    </EmptyState>
  )
}

type ConflictsViewProps = {
  first: PageRead<HostConflict>
  counts: ConflictCounts
  writable: readonly number[] | undefined
}

function useConflicts({ first, counts }: ConflictsViewProps) {
  const [params, change] = useUrlParams()
  const state = params.get('state') ?? 'open'
  const search = pickedParams(params, ['query', 'host_id', 'team_id'])
  search.set('state', state)
  const pages = usePages(search.toString(), readConflicts, first)
  const poll = usePoll(ConflictList, '/api/v1/fleet/host_conflicts?per_page=1', 30)
  const refresh = () => {
    pages.refresh()
    poll.refresh()
  }
  return { params, change, state, pages, counts: poll.value?.by_state ?? counts, refresh }
}

function Toolbar({ list }: { list: ReturnType<typeof useConflicts> }) {
  const { params, change, state, counts } = list
  return (
    <div className="flex flex-wrap items-center gap-3">
      <SearchInput
        label="Search conflicts"
        placeholder="Name, UUID, serial"
        value={params.get('query') ?? ''}
        onChange={(query) => change({ query }, 'replace')}
        className="w-72 max-sm:w-full"
      />
      <States state={state} counts={counts} change={change} />
      {params.get('host_id') && (
        <Button size="small" onClick={() => change({ host_id: undefined })}>
          Of one host: show all
        </Button>
      )}
    </div>
  )
}

export function ConflictsView(props: ConflictsViewProps) {
  const list = useConflicts(props)
  const { params, state, pages, refresh } = list
  return (
    <Page
      title="Identity conflicts"
      crumbs={[{ label: 'Hosts', href: '/hosts' }]}
      note={pages.readAt !== undefined && <AsOf at={pages.readAt} />}
    >
      <div className="mx-auto flex max-w-[1040px] flex-col gap-4">
        <Toolbar list={list} />
        {cloneGroups(pages.items).map((group) => (
          <Clones key={group.ids[0]} group={group} onDone={refresh} />
        ))}
        {pages.items.map((conflict) => (
          <ConflictCard
            key={conflict.id}
            conflict={conflict}
            writable={props.writable}
            onDone={refresh}
          />
        ))}
        {pages.items.length === 0 && <None state={state} filtered={params.has('query')} />}
        {pages.hasMore && (
          <Button onClick={pages.more} busy={pages.busy} className="self-center">
            Load more of {formatNoun(pages.count, 'conflict')}
          </Button>
        )}
      </div>
    </Page>
  )
}
