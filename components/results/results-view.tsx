'use client'
// Results: what has been reported, where, when; beside it the agents' own logs and what was refused.
import { Check, Link as LinkIcon } from 'lucide-react'
import { useMemo } from 'react'
import { Page } from '@/components/shell/page'
import { PageActions } from '@/components/shell/page-actions'
import { Button } from '@/components/ui/button'
import { type Tab, Tabs } from '@/components/ui/tabs'
import { useCopy } from '@/lib/client/use-copy'
import type { CursorPage } from '@/lib/client/use-cursor'
import { useMedia } from '@/lib/client/use-media'
import type { DeadLetter } from '@/lib/wire/dead-letters'
import type { StatusLine } from '@/lib/wire/status-lines'
import { ChangesTab } from './changes-tab'
import { DeadLettersTab } from './dead-letters-tab'
import type { ExplorerFacts } from './explorer-frame'
import { GroupedTab } from './grouped-tab'
import { LatestTab } from './latest-tab'
import { LinesTab } from './lines-tab'
import { StatusTab } from './status-tab'

/** Only the view that the link names comes with the document. */
export type ResultsFirst = {
  status_logs?: CursorPage<StatusLine>
  dead_letters?: CursorPage<DeadLetter>
}

type ResultsViewProps = {
  first: ResultsFirst
  deadLetters: { count: number; atLeast: boolean }
  facts: ExplorerFacts
  /** Why the reader may not replay dead letters. */
  noReplay: string | undefined
}

function tabsOf({ first, deadLetters, facts, noReplay }: ResultsViewProps): Tab[] {
  const { names } = facts
  return [
    { id: 'lines', label: 'Lines', content: <LinesTab facts={facts} /> },
    { id: 'latest', label: 'Latest', content: <LatestTab facts={facts} /> },
    { id: 'grouped', label: 'Grouped', content: <GroupedTab facts={facts} /> },
    { id: 'changes', label: 'Changes', content: <ChangesTab facts={facts} /> },
    {
      id: 'status_logs',
      label: 'Status logs',
      content: <StatusTab first={first.status_logs} names={names} />,
    },
    {
      id: 'dead_letters',
      label: 'Dead letters',
      ...(deadLetters.count > 0 ? deadLetters : {}),
      content: <DeadLettersTab first={first.dead_letters} names={names} noReplay={noReplay} />,
    },
  ]
}

export function ResultsView(props: ResultsViewProps) {
  const isPhone = useMedia('(max-width: 639px)')
  const { copied, copy } = useCopy()
  const actions = useMemo(
    () => [
      { id: 'copy-link', label: 'Copy link', keys: 'y', run: () => copy(window.location.href) },
    ],
    [copy],
  )
  return (
    <Page
      title="Results"
      fill={!isPhone}
      actions={
        <Button aria-keyshortcuts="y" onClick={() => copy(window.location.href)}>
          {copied ? <Check aria-hidden /> : <LinkIcon aria-hidden />}
          {copied ? 'Copied' : 'Copy link'}
        </Button>
      }
    >
      <PageActions actions={actions} />
      <Tabs
        label="Results"
        param="view"
        tabs={tabsOf(props)}
        className="min-h-0 flex-1"
        panelClassName="flex min-h-0 flex-col pt-3"
      />
    </Page>
  )
}
