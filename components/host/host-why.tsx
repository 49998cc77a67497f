'use client'
// Why the host has or lacks a query: the rules in their order, each with its outcome, the first one
// that fails marked. It answers for absent queries as well.
import { CircleCheck, CircleDashed, OctagonX } from 'lucide-react'
import { useState } from 'react'
import { ToneBadge } from '@/components/ui/badge'
import { cn } from '@/components/ui/cn'
import { SearchInput } from '@/components/ui/input'
import { EmptyState } from '@/components/ui/page-states'
import { Pending } from '@/components/ui/pending'
import { formatNoun } from '@/lib/client/format'
import { usePoll } from '@/lib/client/use-poll'
import { Explanation } from '@/lib/wire/host-explanations'

type Packs = Extract<Explanation, { packs: unknown }>['packs']
type ExplainedPack = Packs[number]
type Step = ExplainedPack['steps'][number]

const outcomes = {
  passed: { icon: CircleCheck, className: 'text-ok-fg', word: 'passed' },
  failed: { icon: OctagonX, className: 'text-bad-fg', word: 'failed' },
  predicted: { icon: CircleDashed, className: 'text-waiting-fg', word: 'the agent decides' },
}

function Ladder({ steps }: { steps: readonly Step[] }) {
  const failed = steps.findIndex(({ outcome }) => outcome === 'failed')
  return (
    <ol className="flex flex-col">
      {steps.map(({ rule, outcome, detail }, index) => {
        const { icon: Icon, className, word } = outcomes[outcome]
        const after = failed !== -1 && index > failed
        return (
          <li
            key={`${rule} ${detail}`}
            className={cn(
              'flex items-start gap-2 rounded-sm px-2 py-0.5',
              index === failed && 'bg-bad-soft',
              after && 'text-fg-subtle',
            )}
          >
            <Icon
              role="img"
              aria-label={word}
              className={cn('mt-0.5', after ? 'text-fg-subtle' : className)}
            />
            <span className="w-20 shrink-0">{rule}</span>
            <span className="min-w-0 flex-1 break-words">{detail}</span>
          </li>
        )
      })}
    </ol>
  )
}

function Verdict({ scheduled }: { scheduled: boolean }) {
  return (
    <ToneBadge tone={scheduled ? 'ok' : 'offline'}>{scheduled ? 'runs' : 'does not run'}</ToneBadge>
  )
}

function PackWhy({ pack, text }: { pack: ExplainedPack; text: string }) {
  const queries = pack.queries.filter(({ name }) => name.toLowerCase().includes(text))
  const running = pack.queries.filter(({ scheduled }) => scheduled).length
  return (
    <details
      open={text !== '' && queries.length > 0}
      className="rounded-lg border border-line bg-surface"
    >
      <summary className="flex min-h-11 items-center gap-3 px-4">
        <span className="min-w-0 truncate font-semibold">{pack.name}</span>
        <span className="ms-auto whitespace-nowrap text-fg-muted tabular-nums">
          {running} of {formatNoun(pack.queries.length, 'query', 'queries')}
        </span>
        <Verdict scheduled={pack.scheduled} />
      </summary>
      <div className="border-line border-t px-2 py-2">
        <Ladder steps={pack.steps} />
      </div>
      <ul>
        {queries.map((query) => (
          <li key={query.name} className="border-line border-t">
            <details open={text !== ''}>
              <summary className="flex min-h-9 items-center gap-3 px-4">
                <span className="mono min-w-0 truncate">{query.name}</span>
                <span className="ms-auto">
                  <Verdict scheduled={query.scheduled} />
                </span>
              </summary>
              <div className="px-2 pb-2">
                <Ladder steps={query.steps} />
              </div>
            </details>
          </li>
        ))}
      </ul>
    </details>
  )
}

export function HostWhyTab({ hostId }: { hostId: number }) {
  const poll = usePoll(Explanation, `/api/v1/fleet/hosts/${hostId}/explain`, 60)
  const [filter, setFilter] = useState('')
  const text = filter.trim().toLowerCase()
  if (!poll.value) return <Pending poll={poll} failed="The reasons could not be read" />
  const packs = 'packs' in poll.value ? poll.value.packs : []
  const shown = packs.filter(
    ({ name, queries }) =>
      text === '' ||
      name.toLowerCase().includes(text) ||
      queries.some((query) => query.name.toLowerCase().includes(text)),
  )
  if (packs.length === 0)
    return <EmptyState title="There is no pack yet">So there is nothing to explain.</EmptyState>
  return (
    <div className="flex max-w-[900px] flex-col gap-3">
      <SearchInput
        label="Query or pack"
        placeholder="Why does it run, or not? Type a name"
        value={filter}
        onChange={setFilter}
        className="w-80"
      />
      {shown.length === 0 && (
        <EmptyState title={`No pack has a query named like "${filter}"`}>
          No host can have it on a schedule.
        </EmptyState>
      )}
      {shown.map((pack) => (
        <PackWhy key={`${pack.pack_id} ${text !== ''}`} pack={pack} text={text} />
      ))}
    </div>
  )
}
