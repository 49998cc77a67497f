'use client'
// My last questions: each against the text that stands in the editor now, to open or to put back.
import dynamic from 'next/dynamic'
import { useState } from 'react'
import { titleOf } from '@/components/campaigns/words'
import { SqlText } from '@/components/sql/sql-text'
import { StateBadge } from '@/components/ui/badge'
import { Button, ButtonLink } from '@/components/ui/button'
import { SearchInput } from '@/components/ui/input'
import { EmptyState } from '@/components/ui/page-states'
import { Pending } from '@/components/ui/pending'
import { Sheet } from '@/components/ui/sheet'
import { Time } from '@/components/ui/time'
import { formatCount, formatNoun } from '@/lib/client/format'
import { usePoll } from '@/lib/client/use-poll'
import { type Campaign, CampaignsReply } from '@/lib/wire/campaigns'
import { matching, questionOf } from './history-words'
import type { Launch } from './use-launch'

const SqlDiff = dynamic(() => import('@/components/pack/sql-diff').then((module) => module.SqlDiff))
const path = '/api/v1/fleet/campaigns?mine=true&per_page=50&order_key=id&order_direction=desc'

type OneProps = { run: Campaign; now: string; onUse: () => void }

function Text({ run, now }: Omit<OneProps, 'onUse'>) {
  const text = run.template ?? run.sql
  if (now.trim() === '') return <SqlText sql={text} />
  if (text === now) return <p className="text-fg-muted">The text in the editor</p>
  return <SqlDiff from={now} to={text} />
}

function One({ run, now, onUse }: OneProps) {
  const [open, setOpen] = useState(false)
  const { id, status, created_at, counts, name } = run
  return (
    <li className="flex flex-col gap-1.5 border-line border-b py-2.5">
      <div className="flex min-w-0 items-center gap-2">
        <span className={name ? 'truncate font-medium' : 'mono truncate'}>
          #{id} {titleOf(run)}
        </span>
        <StateBadge state={status} className="ms-auto shrink-0" />
      </div>
      <p className="text-fg-muted tabular-nums">
        <Time at={created_at} />, {formatCount(counts.answered)} of{' '}
        {formatNoun(counts.targeted, 'host')} answered, {formatNoun(counts.rows, 'row')}
      </p>
      <div className="flex flex-wrap gap-2">
        <ButtonLink size="small" href={`/campaigns/${id}`} aria-label={`Open #${id}`}>
          Open
        </ButtonLink>
        <Button size="small" onClick={onUse} aria-label={`Put #${id} into the editor`}>
          Put back
        </Button>
        <Button
          size="small"
          variant="ghost"
          aria-expanded={open}
          aria-label={`Compare #${id} with the editor`}
          onClick={() => setOpen(!open)}
        >
          {now.trim() === '' ? 'SQL' : 'Compare'}
        </Button>
      </div>
      {open && <Text run={run} now={now} />}
    </li>
  )
}

function List({ launch, text, onClose }: HistorySheetProps & { text: string }) {
  const poll = usePoll(CampaignsReply, path, 60)
  const runs = poll.value?.campaigns
  if (!runs) return <Pending poll={poll} failed="Your runs could not be read" />
  const found = matching(runs, text)
  if (found.length === 0) {
    return (
      <EmptyState title={runs.length === 0 ? 'You have not asked anything yet' : 'None matches'} />
    )
  }
  const use = (run: Campaign) => {
    launch.change(questionOf(run))
    launch.setSource('sql')
    onClose()
  }
  return (
    <ul aria-label="My last questions">
      {found.map((run) => (
        <One key={run.id} run={run} now={launch.sql} onUse={() => use(run)} />
      ))}
    </ul>
  )
}

type HistorySheetProps = { launch: Launch; onClose: () => void }

export function HistorySheet({ launch, onClose }: HistorySheetProps) {
  const [text, setText] = useState('')
  return (
    <Sheet open onOpenChange={(open) => open || onClose()} title="My last 50 questions">
      <SearchInput
        label="Search my questions"
        value={text}
        onChange={setText}
        className="mb-1 w-full"
      />
      <List launch={launch} text={text} onClose={onClose} />
    </Sheet>
  )
}
