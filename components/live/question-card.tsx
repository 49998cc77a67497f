'use client'
// What is asked: SQL written here, a saved query, or a whole pack; and what was asked before.
import { History } from 'lucide-react'
import dynamic from 'next/dynamic'
import { SqlEditor } from '@/components/sql/sql-editor'
import { Button } from '@/components/ui/button'
import { Card } from '@/components/ui/card'
import { type Tab, Tabs } from '@/components/ui/tabs'
import type { ApiFailure } from '@/lib/client/api'
import { formatClock } from '@/lib/client/format'
import { useZone } from '@/lib/client/use-clock'
import type { PackRunPlan } from '@/lib/wire/runs'
import { PackNow } from './pack-now'
import { ParameterForm } from './parameter-form'
import { SavedQueries } from './saved-queries'
import type { Launch } from './use-launch'
import type { Asking } from './use-preflight'

const HistorySheet = dynamic(
  () => import('./history-sheet').then((module) => module.HistorySheet),
  {
    ssr: false,
  },
)

function DraftNote({ launch: { restored, discard } }: { launch: Launch }) {
  const zone = useZone()
  if (restored === undefined) return null
  return (
    <span className="flex items-center gap-1 whitespace-nowrap text-fg-muted">
      Draft of {formatClock(restored, zone).slice(0, 5)} restored.
      <Button variant="ghost" size="small" onClick={discard}>
        Discard
      </Button>
    </span>
  )
}

const ofValue = 'parameters.'

/** What the server refused of single values, by name. */
export function refusedValues(failure: ApiFailure | undefined): Record<string, string> {
  const refused = (failure?.errors ?? []).filter(({ name }) => name.startsWith(ofValue))
  return Object.fromEntries(refused.map(({ name, reason }) => [name.slice(ofValue.length), reason]))
}

type TextProps = { launch: Launch; onRun: () => void }

/** The editor of the text in force, and the form of its values. */
export function QuestionText({ launch, onRun }: TextProps) {
  const { source, question, change, check, fields, plain, reading, sql } = launch
  const { first, counts, preflight } = launch
  const { may_write } = first
  return (
    <>
      <SqlEditor
        label="SQL"
        value={sql}
        onChange={(text) => change(source === 'saved' ? { saved_sql: text } : { sql: text })}
        onRun={onRun}
        check={check}
        parameters={fields.map(({ name }) => name)}
        hosts={counts?.by_platform}
        extensions
        readOnly={!may_write}
      />
      <ParameterForm
        sql={sql}
        plain={plain}
        fields={fields}
        faults={{ ...refusedValues(preflight.failure), ...reading.faults }}
        onChange={(name, typed) => change({ texts: { ...question.texts, [name]: typed } })}
      />
    </>
  )
}

type QuestionCardProps = TextProps & {
  plan: Asking<PackRunPlan>
}

function tabsOf({ launch, onRun, plan }: QuestionCardProps): Tab[] {
  const saved: Tab = {
    id: 'saved',
    label: 'Saved query',
    content: (
      <SavedQueries launch={launch}>
        <QuestionText launch={launch} onRun={onRun} />
      </SavedQueries>
    ),
  }
  if (!launch.first.may_write) return [saved]
  return [
    {
      id: 'sql',
      label: 'Write SQL',
      content: <QuestionText launch={launch} onRun={onRun} />,
    },
    saved,
    { id: 'pack', label: 'Pack now', content: <PackNow launch={launch} plan={plan} /> },
  ]
}

export function QuestionCard(props: QuestionCardProps) {
  const { launch } = props
  const { history, setHistory } = launch
  return (
    <Card flush>
      <Tabs
        label="Where the question comes from"
        tabs={tabsOf(props)}
        first={launch.first.source}
        className="px-4 pb-4"
        aside={
          <div className="flex items-center gap-2">
            <span className="max-sm:hidden">
              <DraftNote launch={launch} />
            </span>
            <Button variant="ghost" size="small" onClick={() => setHistory(true)}>
              <History aria-hidden />
              <span className="max-sm:sr-only">History</span>
            </Button>
          </div>
        }
      />
      <div className="px-4 pb-2 sm:hidden">
        <DraftNote launch={launch} />
      </div>
      {history && <HistorySheet launch={launch} onClose={() => setHistory(false)} />}
    </Card>
  )
}
