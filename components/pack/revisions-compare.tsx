'use client'
// What differs between any two revisions, and whom the difference reaches. The two stand in the URL.
import { Card } from '@/components/ui/card'
import { ErrorState, SkeletonRows } from '@/components/ui/page-states'
import { type Option, Select } from '@/components/ui/select'
import { formatCount } from '@/lib/client/format'
import { usePoll } from '@/lib/client/use-poll'
import { DiffReply, type Revision } from '@/lib/wire/revisions'
import { ContentDiff } from './content-diff'

type CompareProps = {
  packId: number
  from: number
  to: number
  revisions: readonly Revision[]
  onChange: (from: number, to: number) => void
}

const words = (number: number) => (number === 0 ? 'nothing' : `revision ${number}`)

function optionsOf(revisions: readonly Revision[], also: readonly number[]): Option[] {
  const numbers = new Set([...revisions.map(({ number }) => number), ...also, 0])
  return [...numbers]
    .sort((a, b) => b - a)
    .map((number) => ({ value: String(number), label: words(number) }))
}

function Reached({ hosts }: Pick<DiffReply, 'hosts'>) {
  const { gained, lost } = hosts
  if (gained === 0 && lost === 0) return <p>Both reach the same hosts.</p>
  return (
    <p>
      Hosts as they are now: {formatCount(gained)} gained, {formatCount(lost)} lost.
    </p>
  )
}

function Difference({ reply }: { reply: DiffReply }) {
  const { diff, names, hosts } = reply
  return (
    <div className="flex min-w-0 flex-col gap-3">
      <Reached hosts={hosts} />
      <ContentDiff diff={diff} names={names.label} hosts={names.host} teams={names.team} />
    </div>
  )
}

function Choice({ from, to, revisions, onChange }: Omit<CompareProps, 'packId'>) {
  const options = optionsOf(revisions, [from, to])
  return (
    <div className="flex flex-wrap items-center gap-2">
      <Select
        label="From revision"
        options={options}
        value={String(from)}
        onChange={(next) => onChange(Number(next), to)}
        className="w-36"
      />
      <span className="text-fg-muted">to</span>
      <Select
        label="To revision"
        options={options}
        value={String(to)}
        onChange={(next) => onChange(from, Number(next))}
        className="w-36"
      />
    </div>
  )
}

export function RevisionsCompare({ packId, ...pair }: CompareProps) {
  const { from, to } = pair
  const path = `/api/v1/fleet/packs/${packId}/diff?from=${from}&to=${to}`
  const poll = usePoll(DiffReply, path, 300)
  const isCurrent = poll.value?.from === from && poll.value.to === to
  return (
    <Card title="What differs" actions={<Choice {...pair} />}>
      {poll.value && isCurrent ? (
        <Difference reply={poll.value} />
      ) : poll.failure ? (
        <ErrorState
          title={poll.failure.message}
          requestId={poll.failure.uuid}
          onRetry={poll.refresh}
        />
      ) : (
        <SkeletonRows rows={4} />
      )}
    </Card>
  )
}
