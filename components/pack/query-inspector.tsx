'use client'
// The open query whole: its SQL and where that comes from, when, how and where it runs, what an edit
// does to hosts and reports, and a test on one host.
import { ArrowDown, ArrowUp, FlaskConical, Info, Trash2 } from 'lucide-react'
import { useCallback, useMemo, useState } from 'react'
import { SqlEditor } from '@/components/sql/sql-editor'
import { Button, ButtonLink, IconButton } from '@/components/ui/button'
import { Checkbox, Switch } from '@/components/ui/choice'
import { Field } from '@/components/ui/field'
import { Input } from '@/components/ui/input'
import { Time } from '@/components/ui/time'
import { formatBytes, formatCount, formatNoun } from '@/lib/client/format'
import type { DraftQuery } from '@/lib/client/pack-draft'
import type { DraftError } from '@/lib/client/pack-draft-faults'
import type { QueryPatch } from '@/lib/client/pack-draft-queries'
import { useSqlCheck } from '@/lib/client/use-sql-check'
import type { PackLatest } from '@/lib/wire/pack-hosts'
import type { PackPreview, PreviewQuery } from '@/lib/wire/pack-preview'
import type { Pack } from '@/lib/wire/packs'
import { TestHost } from './draft-test-host'
import { platformsOf } from './query-grid-words'
import { type QueryFieldsProps, ScheduleFields, WordsField } from './query-inspector-schedule'
import { QuerySource } from './query-inspector-source'

export type Latest = PackLatest['queries'][number]

type InspectorProps = {
  pack: Pack
  query: DraftQuery
  /** What its edits do on agents. */
  effects: readonly string[]
  errors: readonly DraftError[]
  preview: PackPreview | undefined
  latest: Latest | undefined
  readOnly: boolean
  onPatch: (id: number, patch: QueryPatch, mark?: string) => void
  onShift: (by: 1 | -1) => void
  onRemove: () => void
  onSave: () => void
  onFromLibrary: (id: number) => void
  /** Whether the author has said that unknown names of this query come from an extension. */
  extension: boolean
  onExtension: (on: boolean) => void
}

type HeadProps = Pick<InspectorProps, 'query' | 'readOnly' | 'onPatch' | 'onShift' | 'onRemove'> & {
  fault: string | undefined
}

function NameField({
  query,
  readOnly,
  onPatch,
  fault,
}: Pick<HeadProps, 'query' | 'readOnly' | 'onPatch' | 'fault'>) {
  return (
    <Field
      label={<span className="sr-only">Name</span>}
      error={fault}
      className="flex-1 gap-0 max-sm:basis-full"
    >
      <Input
        aria-label="Name"
        value={query.name}
        readOnly={readOnly}
        spellCheck={false}
        autoComplete="off"
        onChange={({ target }) => onPatch(query.id, { name: target.value }, `name ${query.id}`)}
        className="mono"
      />
    </Field>
  )
}

function Head({ query, readOnly, onPatch, onShift, onRemove, fault }: HeadProps) {
  return (
    <div className="flex items-start gap-2 max-sm:flex-wrap">
      <NameField query={query} readOnly={readOnly} onPatch={onPatch} fault={fault} />
      <div className="flex h-(--control) shrink-0 items-center gap-1">
        <Switch
          label={query.disabled ? 'Off' : 'On'}
          checked={!query.disabled}
          disabled={readOnly}
          onChange={(on) => onPatch(query.id, { disabled: !on })}
          className="me-1 w-16 items-center"
        />
        {!readOnly && (
          <>
            <IconButton label="Move up (Alt ↑)" onClick={() => onShift(-1)}>
              <ArrowUp aria-hidden />
            </IconButton>
            <IconButton label="Move down (Alt ↓)" onClick={() => onShift(1)}>
              <ArrowDown aria-hidden />
            </IconButton>
            <IconButton label="Delete the query" onClick={onRemove}>
              <Trash2 aria-hidden />
            </IconButton>
          </>
        )}
      </div>
    </div>
  )
}

function Effects({ words }: { words: readonly string[] }) {
  if (words.length === 0) return null
  return (
    <div className="flex gap-2 rounded-md bg-info-soft px-3 py-2 text-info-fg">
      <Info aria-hidden className="mt-0.5 shrink-0" />
      <ul aria-label="Effects on agents" className="flex flex-col gap-1">
        {words.map((each) => (
          <li key={each} className="first-letter:uppercase">
            {each}
          </li>
        ))}
      </ul>
    </div>
  )
}

const unknownName = /^no such (table|column|function)/i

/** Where the query is meant to run, and what is known of its SQL there. */
function useMeant({ pack, query }: Pick<InspectorProps, 'pack' | 'query'>) {
  const meant = useMemo(() => {
    const allowed = platformsOf(pack.platform)
    return (platformsOf(query.platform) ?? []).filter((each) => allowed?.includes(each) ?? true)
  }, [query.platform, pack.platform])
  const check = useSqlCheck(query.query, meant)
  return { meant, check, runsOn: meant.filter((each) => check.report.platforms[each]) }
}

type EditorProps = InspectorProps & { onRun: () => void } & Pick<
    ReturnType<typeof useMeant>,
    'meant' | 'check'
  >

/** The editor of the SQL, judged once for its list of problems and for the test. */
function Editor(props: EditorProps) {
  const { query, preview, readOnly, onPatch, onSave, onRun, extension, onExtension } = props
  const { meant, check } = props
  const fromLibrary = query.query_id !== null
  const unknown = check.report.errors.some(({ message }) => unknownName.test(message))
  return (
    <>
      <SqlEditor
        label="SQL of the query"
        value={query.query}
        onChange={(sql) => onPatch(query.id, { query: sql }, `query ${query.id}`)}
        platforms={meant}
        hosts={preview?.hosts.by_platform}
        check={check}
        height="13rem"
        onRun={onRun}
        onSave={onSave}
        readOnly={readOnly || fromLibrary}
        extensions={extension}
      />
      {unknown && !readOnly && (
        <Checkbox
          label="An extension of the agents brings it: save it all the same"
          checked={extension}
          onChange={onExtension}
        />
      )}
    </>
  )
}

function Footer({
  pack,
  query,
  latest,
  onTest,
}: Pick<InspectorProps, 'pack' | 'query' | 'latest'> & { onTest: () => void }) {
  const results = new URLSearchParams({ pack_id: String(pack.id), query: query.name })
  return (
    <div className="flex flex-wrap items-center gap-2">
      <Button onClick={onTest}>
        <FlaskConical aria-hidden /> Test on one host
      </Button>
      {query.id > 0 && (
        <ButtonLink href={`/results?${results}`} variant="ghost">
          Results
        </ButtonLink>
      )}
      {latest && (
        <span className="text-fg-muted">
          {formatNoun(latest.hosts, 'host')} reported, the last{' '}
          <Time at={latest.last_received_at} />
        </span>
      )}
    </div>
  )
}

const riskLook = { low: '', raised: 'text-warn-fg', high: 'text-bad-fg' } as const

/** What it costs a day, measured where its SQL has run before. */
function CostLine({ query }: { query: PreviewQuery }) {
  const { estimates, denylist_risk } = query
  const seconds = Math.round(estimates.agent_seconds_per_day * 10) / 10
  return (
    <p className="border-line border-t pt-3 text-fg-muted tabular-nums">
      Costs {formatCount(seconds)} agent seconds a day on each host,{' '}
      {formatNoun(Math.round(estimates.rows_per_day), 'row')} and{' '}
      {formatBytes(estimates.bytes_per_day)} a day in all,{' '}
      {estimates.basis === 'measured' ? 'as measured' : 'by rule: it has not run yet'}.
      {denylist_risk.reason && (
        <span className={riskLook[denylist_risk.level]}> {denylist_risk.reason}.</span>
      )}
    </p>
  )
}

/** The SQL: where it comes from, the editor, and a test of it on one host. */
function Sql(props: InspectorProps) {
  const { pack, query, errors, readOnly, onPatch, onFromLibrary } = props
  const [testing, setTesting] = useState(false)
  const [turn, setTurn] = useState(0)
  const { meant, check, runsOn } = useMeant(props)
  const isBlank = query.query.trim() === ''
  const missing = isBlank && errors.some(({ field }) => field === 'query')
  const run = () => {
    setTesting(true)
    setTurn((value) => value + 1)
  }
  return (
    <section aria-label="SQL" className="flex min-w-0 flex-col gap-2">
      <QuerySource
        packId={pack.id}
        query={query}
        readOnly={readOnly}
        onCopyHere={() => onPatch(query.id, { query_id: null })}
        onFromLibrary={() => onFromLibrary(query.id)}
      />
      <Editor {...props} meant={meant} check={check} onRun={run} />
      {missing && <p className="text-bad-fg">SQL must not be empty</p>}
      <Footer {...props} onTest={() => setTesting(true)} />
      {testing && (
        <TestHost
          sql={query.query}
          platforms={runsOn}
          fault={isBlank ? 'There is no SQL yet' : undefined}
          onClose={() => setTesting(false)}
          turn={turn}
        />
      )}
    </section>
  )
}

export function QueryInspector(props: InspectorProps) {
  const { query, effects, errors, preview, readOnly, onPatch } = props
  const faultOf = (field: string) => errors.find((error) => error.field === field)?.message
  const measured = preview?.queries.find(({ name }) => name === query.name)
  const { id } = query
  const patch = useCallback(
    (change: QueryPatch, mark?: string) => onPatch(id, change, mark),
    [onPatch, id],
  )
  const fields: QueryFieldsProps = {
    query,
    readOnly,
    patch,
    faultOf,
    hosts: measured?.hosts,
  }
  return (
    <div className="flex min-w-0 flex-col gap-4">
      <Head {...props} fault={faultOf('name')} />
      <Sql {...props} />
      <Effects words={effects} />
      <ScheduleFields {...fields} />
      <WordsField {...fields} />
      {measured && <CostLine query={measured} />}
    </div>
  )
}
