'use client'
// The console of one host: ask it now, and every question that it was asked with its answer. Answers
// appear by themselves, also those that come after hours.
import { useEffect, useMemo, useState } from 'react'
import { Button } from '@/components/ui/button'
import { Card } from '@/components/ui/card'
import { Checkbox } from '@/components/ui/choice'
import { SearchInput } from '@/components/ui/input'
import { EmptyState } from '@/components/ui/page-states'
import { Pending } from '@/components/ui/pending'
import { announce } from '@/lib/client/announce'
import { formatCount, formatNoun } from '@/lib/client/format'
import { type Poll, usePoll } from '@/lib/client/use-poll'
import { type HostCampaign, HostCampaigns } from '@/lib/wire/host-queries'
import type { HostDetail } from '@/lib/wire/hosts'
import { HostAskForm } from './host-ask'
import { isAwaited, writtenText } from './host-live-words'
import { HostQuestion } from './host-question'
import { useHostAsk } from './use-host-ask'

const busySeconds = 2
const calmSeconds = 15
const pageSize = 20
const shownMost = 500

/** The history as it is filtered: read often while an answer is awaited. */
function useHistory(hostId: number) {
  const [filter, setFilter] = useState({ query: '', mine: false })
  const [shown, setShown] = useState(pageSize)
  const [awaits, setAwaits] = useState(false)
  const search = new URLSearchParams({ per_page: String(shown), query: filter.query })
  if (filter.mine) search.set('mine', 'true')
  const path = `/api/v1/fleet/hosts/${hostId}/campaigns?${search}`
  const poll = usePoll(HostCampaigns, path, awaits ? busySeconds : calmSeconds)
  const isAwaiting = poll.value?.campaigns.some(isAwaited) ?? false
  useEffect(() => setAwaits(isAwaiting), [isAwaiting])
  return { poll, filter, setFilter, more: () => setShown(Math.min(shownMost, shown + pageSize)) }
}

type History = ReturnType<typeof useHistory>

/** Says once when the answer to one's own question is there. */
function useSpokenAnswer(asked: HostCampaign | undefined) {
  const state = asked?.state
  const rows = asked?.rows ?? 0
  useEffect(() => {
    if (state === 'answered' || state === 'too_large')
      announce(`The host answered with ${formatNoun(rows, 'row')}`)
    else if (state === 'failed' || state === 'denylisted') announce('The host reported an error')
  }, [state, rows])
}

/** Texts for the arrow keys: newest first, each once. */
function useTexts(poll: Poll<{ campaigns: HostCampaign[] }>): readonly string[] {
  const joined = JSON.stringify([...new Set(poll.value?.campaigns.map(writtenText))])
  return useMemo((): string[] => JSON.parse(joined), [joined])
}

function Filters({ history }: { history: History }) {
  const { filter, setFilter } = history
  return (
    <div className="flex flex-wrap items-center gap-3 px-4 py-2">
      <SearchInput
        label="Search questions"
        placeholder="Name or SQL"
        value={filter.query}
        onChange={(query) => setFilter({ ...filter, query })}
        className="max-sm:w-full"
      />
      <Checkbox
        label="Only mine"
        checked={filter.mine}
        onChange={(mine) => setFilter({ ...filter, mine })}
      />
    </div>
  )
}

type PastProps = {
  history: History
  host: HostDetail
  opened: ReadonlySet<number>
  onOpen: (id: number, open: boolean) => void
  onAgain: ((campaign: HostCampaign) => void) | undefined
}

function Past({ history, host, opened, onOpen, onAgain }: PastProps) {
  const { poll, filter, more } = history
  if (!poll.value) return <Pending poll={poll} failed="The questions could not be read" />
  const { campaigns, count } = poll.value
  if (count === 0) {
    const filtered = filter.query !== '' || filter.mine
    return (
      <EmptyState
        title={filtered ? 'No question matches' : 'Nobody has asked this host yet'}
        className="py-8"
      >
        {filtered ? undefined : 'Every question stays here with its answer, whoever asked.'}
      </EmptyState>
    )
  }
  return (
    <>
      <ul aria-label="Questions to this host" aria-busy={poll.loading}>
        {campaigns.map((campaign) => (
          <HostQuestion
            key={campaign.id}
            campaign={campaign}
            hostId={host.id}
            online={host.status === 'online'}
            open={opened.has(campaign.id)}
            onOpen={(open) => onOpen(campaign.id, open)}
            onAgain={onAgain}
          />
        ))}
      </ul>
      {count > campaigns.length && campaigns.length < shownMost && (
        <div className="border-line border-t px-4 py-2">
          <Button size="small" onClick={more}>
            Show {formatCount(Math.min(pageSize, count - campaigns.length))} more
          </Button>
        </div>
      )}
    </>
  )
}

/** Which questions stand open; one's own opens by itself. */
function useOpened() {
  const [opened, setOpened] = useState<ReadonlySet<number>>(new Set())
  const set = (id: number, open: boolean) =>
    setOpened((before) => {
      const next = new Set(before)
      if (open) next.add(id)
      else next.delete(id)
      return next
    })
  return { opened, set }
}

type HostLiveProps = {
  host: HostDetail
  /** Why this viewer may not ask SQL of their own. */
  noAsk: string | undefined
}

export function HostLiveTab({ host, noAsk }: HostLiveProps) {
  const history = useHistory(host.id)
  const { poll } = history
  const { opened, set } = useOpened()
  const [asked, setAsked] = useState<number>()
  const ask = useHostAsk(host.id, noAsk, (id) => {
    setAsked(id)
    set(id, true)
    poll.refresh()
  })
  useSpokenAnswer(poll.value?.campaigns.find(({ id }) => id === asked))
  const name = host.display_name || host.hostname
  const count = poll.value?.count
  return (
    <div className="flex min-w-0 flex-col gap-4">
      <HostAskForm
        ask={ask}
        name={name}
        online={host.status === 'online'}
        past={useTexts(poll)}
        noAsk={noAsk}
      />
      <Card title="Asked before" note={count === undefined ? undefined : formatCount(count)} flush>
        <Filters history={history} />
        <Past
          history={history}
          host={host}
          opened={opened}
          onOpen={set}
          onAgain={noAsk === undefined ? ask.again : undefined}
        />
      </Card>
    </div>
  )
}
