'use client'
// Asking the fleet: what, whom, within which limits; nothing is sent before Run.
import { useEffect, useMemo, useRef } from 'react'
import { namesOf, targetSentence } from '@/components/campaigns/target-words'
import { Page } from '@/components/shell/page'
import { PageActions } from '@/components/shell/page-actions'
import { SqlEditor } from '@/components/sql/sql-editor'
import { TargetPicker, useKnownHosts } from '@/components/targets/target-picker'
import { Button } from '@/components/ui/button'
import { Card } from '@/components/ui/card'
import { Select } from '@/components/ui/select'
import { formatClock } from '@/lib/client/format'
import { useZone } from '@/lib/client/use-clock'
import { Limits } from './limits'
import { RecentRuns } from './recent-runs'
import { RunBar, useRun, useRunKey } from './run-bar'
import { TargetSum } from './target-sum'
import { type Launch, type LaunchFirst, useLaunch } from './use-launch'

/** Two columns; below 1024 px one, in the order what, whom, limits, recent. */
const column = 'flex min-w-0 flex-col gap-4 max-lg:contents'

const adHoc = { value: '', label: 'Write SQL' }

function QueryChoice({ first, launch }: { first: LaunchFirst; launch: Launch }) {
  const { question, setQuestion } = launch
  if (first.queries.length === 0) return null
  const choose = (value: string) => {
    const query = first.queries.find(({ id }) => String(id) === value)
    if (query) setQuestion({ ...question, sql: query.query, query_id: query.id })
    else setQuestion({ ...question, query_id: null })
  }
  const options = first.queries.map(({ id, name }) => ({ value: String(id), label: name }))
  const none = { value: '', label: 'Choose a saved query' }
  return (
    <Select
      label="Saved query"
      options={[first.may_write ? adHoc : none, ...options]}
      value={question.query_id === null ? '' : String(question.query_id)}
      onChange={choose}
      className="w-56"
    />
  )
}

function DraftNote({ launch }: { launch: Launch }) {
  const zone = useZone()
  const { restored, discard } = launch
  if (restored === undefined) return null
  return (
    <span className="flex items-center gap-1 text-fg-muted">
      Draft of {formatClock(restored, zone).slice(0, 5)} restored.
      <Button variant="ghost" size="small" onClick={discard}>
        Discard
      </Button>
    </span>
  )
}

function Question(props: { first: LaunchFirst; launch: Launch; onRun: () => void }) {
  const { first, launch, onRun } = props
  const { question, setQuestion, saved, edited, check } = launch
  return (
    <Card
      title="What"
      actions={
        <>
          <DraftNote launch={launch} />
          <QueryChoice first={first} launch={launch} />
        </>
      }
    >
      <SqlEditor
        label="SQL"
        value={question.sql}
        onChange={(sql) => setQuestion({ ...question, sql })}
        onRun={onRun}
        check={check}
        extensions
        readOnly={!first.may_write}
      />
      {edited && (
        <p className="mt-1 text-warn-fg">
          Changed from {saved?.name}: it runs as written here, not as the saved query.
        </p>
      )}
      {!first.may_write && (
        <p className="mt-1 text-fg-muted">
          Your role runs saved queries; the SQL can be read here.
        </p>
      )}
    </Card>
  )
}

function Whom({ first, launch }: { first: LaunchFirst; launch: Launch }) {
  const { question, setQuestion, count } = launch
  const { hosts, add } = useKnownHosts(first.names)
  const known = useMemo(() => {
    const names = namesOf(first.names)
    const found = hosts.map(({ id, name }): [number, string] => [Number(id), name])
    return { ...names, hosts: new Map([...names.hosts, ...found]) }
  }, [first.names, hosts])
  return (
    <Card title="Whom" className="max-lg:order-1">
      <TargetPicker
        names={first.names}
        selected={question.selected}
        onChange={(selected) => setQuestion({ ...question, selected })}
        everyone="All that you may ask"
        hosts={hosts}
        onHosts={add}
        sum={<TargetSum sentence={targetSentence(question.selected, known)} count={count} />}
      />
    </Card>
  )
}

export function LiveView({ first }: { first: LaunchFirst }) {
  const launch = useLaunch(first)
  const run = useRun(launch)
  useRunKey(run.run)
  const latest = useRef(run.run)
  useEffect(() => {
    latest.current = run.run
  })
  const actions = useMemo(
    () => [{ id: 'run', label: 'Run', keys: 'Ctrl Enter', run: () => latest.current() }],
    [],
  )
  return (
    <Page title="Live query" fill className="p-0 sm:p-0">
      <PageActions actions={actions} />
      <div className="min-h-0 flex-1 overflow-y-auto p-4 sm:p-6">
        <div className="grid grid-cols-[minmax(0,1fr)] gap-4 lg:grid-cols-[minmax(0,1fr)_380px]">
          <div className={column}>
            <Question first={first} launch={launch} onRun={run.run} />
            <Card title="Limits" className="max-lg:order-2">
              <Limits limits={launch.limits} onChange={launch.setLimits} />
            </Card>
          </div>
          <div className={column}>
            <Whom first={first} launch={launch} />
            <div className="max-lg:order-3">
              <RecentRuns runs={first.recent} />
            </div>
          </div>
        </div>
      </div>
      <RunBar launch={launch} run={run} />
    </Page>
  )
}
