'use client'
// What stands over the groups, how the answers add up, and what stands there when there are none.
import { Button } from '@/components/ui/button'
import { EmptyState, ErrorState } from '@/components/ui/page-states'
import { formatCount, formatNoun } from '@/lib/client/format'
import type { Groups } from '@/lib/client/use-groups'
import type { StatusFrame } from '@/lib/wire/frames'
import type { Change } from './group-toolbar'
import { answeredSum, leftOutWords } from './group-words'
import { isOpen } from './words'

/** How the answers add up, what was left out, and what a group is not. */
export function GroupsSum({ groups }: { groups: Groups }) {
  const { reply } = groups
  if (!reply) return null
  const left = leftOutWords(reply)
  return (
    <p className="mb-2 flex flex-wrap gap-x-4 gap-y-1 text-fg-muted tabular-nums">
      <span>{answeredSum(reply)}</span>
      {left && <span>{left}</span>}
      <span>A host with many rows is in many groups</span>
      {!reply.complete && (
        <span className="text-warn-fg">
          Too many rows to group them all: these are the groups of the first{' '}
          {formatCount(reply.rows)} rows
        </span>
      )}
    </p>
  )
}

type NothingProps = { groups: Groups; status: StatusFrame; words: string; change: Change }

function NoMatch({ words, change }: Pick<NothingProps, 'words' | 'change'>) {
  return (
    <EmptyState
      title={`No group holds "${words}"`}
      action={<Button onClick={() => change({ holds: undefined })}>Show all groups</Button>}
    />
  )
}

export function NoGroups({ groups, status, words, change }: NothingProps) {
  const { failure, show, reply } = groups
  if (failure) {
    return (
      <ErrorState title="The groups could not be read" requestId={failure.uuid} onRetry={show}>
        {failure.message}
      </ErrorState>
    )
  }
  if (words !== '' && (reply?.rows ?? 0) > 0) return <NoMatch words={words} change={change} />
  if (isOpen(status.status)) {
    return (
      <EmptyState title="No answer yet">
        Identical rows stand here as one, with the hosts that told them, once hosts answer.
      </EmptyState>
    )
  }
  const { answered } = status.counts
  return answered > 0 ? (
    <EmptyState title="The rows are gone">
      {formatNoun(answered, 'host')} answered; the rows are past retention, the counts stay.
    </EmptyState>
  ) : (
    <EmptyState title="No host answered">
      The Hosts tab says what became of each of them.
    </EmptyState>
  )
}
