'use client'
// The SQL of a query: CodeMirror, loaded when an editor is on the page, and below it what the checker
// says of the text. Tells its owner of changes in steps, at the latest when it loses focus.
import dynamic from 'next/dynamic'
import { type RefObject, useId, useMemo, useRef, useState } from 'react'
import { Textarea } from '@/components/ui/input'
import { type SqlCheck, useSqlCheck } from '@/lib/client/use-sql-check'
import type { TablePlatform } from '@/lib/wire/platforms'
import { type Finding, findingsOf } from './check-findings'
import { EditorFoot } from './editor-foot'
import type { EditorHandle } from './editor-handle'
import { Findings } from './findings'
import { type PlatformHosts, PlatformLine } from './platform-line'
import { SchemaPanel } from './schema-panel'
import { useEditorActions } from './use-editor-actions'

const loading = () => <div className="mono p-2 text-body text-fg-subtle">Loading the editor</div>

const CodeEditor = dynamic(() => import('./code-editor').then((module) => module.CodeEditor), {
  ssr: false,
  loading,
})

const frame =
  'min-h-24 shrink-0 resize-y overflow-hidden rounded-md border border-line-control bg-sunken focus-within:outline-2 focus-within:outline-ring focus-within:outline-offset-2'

const anywhere: readonly TablePlatform[] = []
const none: readonly string[] = []

type SqlEditorProps = {
  /** Names the text field. */
  label: string
  value: string
  /** Called at the latest 0.4 s after a key, on leaving the field, and before onRun and onSave. */
  onChange: (sql: string) => void
  /** Where the query is meant to run; empty means anywhere. */
  platforms?: readonly TablePlatform[] | undefined
  /** Targeted hosts of each platform, where they are known. */
  hosts?: PlatformHosts | undefined
  /** Names that may stand as {{name}}. */
  parameters?: readonly string[] | undefined
  /** A CSS length; the field can be dragged taller. */
  height?: string | undefined
  onRun?: (() => void) | undefined
  onSave?: (() => void) | undefined
  readOnly?: boolean | undefined
  autoFocus?: boolean | undefined
  /** The owner's own useSqlCheck of the same text, so that it is judged once. */
  check?: SqlCheck | undefined
  /** Unknown names do not block, since an agent's extension may bring them. */
  extensions?: boolean | undefined
  placeholder?: string | undefined
  /** For an owner that reads or replaces the text by itself; filled while the editor is there. */
  handle?: RefObject<EditorHandle | null> | undefined
}

type Given = {
  platforms: readonly TablePlatform[]
  parameters: readonly string[]
  readOnly: boolean
  extensions: boolean
}

const givenOf = ({ platforms, parameters, readOnly, extensions }: SqlEditorProps): Given => ({
  platforms: platforms ?? anywhere,
  parameters: parameters ?? none,
  readOnly: readOnly ?? false,
  extensions: extensions ?? false,
})

function Verdict({ check, props }: { check: SqlCheck; props: SqlEditorProps }) {
  const { value, hosts, platforms = anywhere } = props
  if (value.trim() === '') return null
  const { report, failure, by } = check
  return (
    <>
      {by !== 'nobody' && report.valid && (
        <PlatformLine report={report} platforms={platforms} hosts={hosts} />
      )}
      {failure && (
        <p className="text-warn-fg">
          {by === 'browser' ? 'Checked by this browser alone: ' : 'Not checked: '}
          {failure.message}
        </p>
      )}
    </>
  )
}

/** The check to show: the owner's where there is one, else our own. */
function useCheck(props: SqlEditorProps, { platforms, parameters }: Given): SqlCheck {
  const own = useSqlCheck(props.check ? '' : props.value, platforms, { parameters })
  return props.check ?? own
}

function useSchema() {
  const [open, setOpen] = useState(false)
  return { open, toggle: () => setOpen((before) => !before) }
}

type Editing = {
  given: Given
  check: SqlCheck
  findings: readonly Finding[]
  handle: RefObject<EditorHandle | null>
  actions: ReturnType<typeof useEditorActions>
  schema: ReturnType<typeof useSchema>
  listId: string
}

function useEditing(props: SqlEditorProps): Editing {
  const given = givenOf(props)
  const check = useCheck(props, given)
  const own = useRef<EditorHandle>(null)
  const handle = props.handle ?? own
  const actions = useEditorActions(handle, given.parameters, check.about)
  const { report } = check
  const { extensions } = given
  const findings = useMemo(() => findingsOf(report, extensions), [report, extensions])
  return { given, check, findings, handle, actions, schema: useSchema(), listId: useId() }
}

type PartProps = { props: SqlEditorProps; editing: Editing }

function Text({ props, editing }: PartProps) {
  const { label, value, onChange, height = '14rem', onRun, onSave, autoFocus = false } = props
  const { given, check, findings, handle, actions, schema, listId } = editing
  return (
    <div style={{ height }} className={frame}>
      <noscript>
        <Textarea aria-label={label} value={value} readOnly />
      </noscript>
      <CodeEditor
        label={label}
        value={value}
        onChange={(text) => {
          actions.quiet()
          onChange(text)
        }}
        findings={findings}
        about={check.about}
        describedBy={listId}
        parameters={given.parameters}
        handle={handle}
        onRun={onRun}
        onSave={onSave}
        onFormat={actions.format}
        onSchema={schema.toggle}
        readOnly={given.readOnly}
        autoFocus={autoFocus}
        hint={props.placeholder ?? 'SELECT name, version FROM os_version'}
      />
    </div>
  )
}

function Below({ props, editing }: PartProps) {
  const { given, check, findings, handle, actions, listId } = editing
  return (
    <div id={listId} className="flex min-h-6 flex-col gap-1">
      <Verdict check={check} props={props} />
      <Findings
        findings={props.value.trim() === '' ? [] : findings}
        onGo={(place) => handle.current?.goTo(place)}
        onFix={given.readOnly ? undefined : actions.fix}
      />
      <p role="status" className="text-fg-muted empty:hidden">
        {actions.said}
      </p>
    </div>
  )
}

function Main({ props, editing, schemaId }: PartProps & { schemaId: string }) {
  const { given, actions, schema } = editing
  return (
    <div className="flex min-w-0 flex-1 flex-col gap-2">
      <Text props={props} editing={editing} />
      <Below props={props} editing={editing} />
      <EditorFoot
        onFormat={actions.format}
        onSchema={schema.toggle}
        schemaOpen={schema.open}
        schemaId={schemaId}
        readOnly={given.readOnly}
        runs={props.onRun !== undefined}
        saves={props.onSave !== undefined}
      />
    </div>
  )
}

export function SqlEditor(props: SqlEditorProps) {
  const editing = useEditing(props)
  const { given, check, handle, schema } = editing
  const schemaId = useId()
  return (
    <div className="@container">
      <div className="flex @max-[640px]:flex-col gap-3">
        <Main props={props} editing={editing} schemaId={schemaId} />
        {schema.open && (
          <SchemaPanel
            id={schemaId}
            used={check.report.tables}
            platforms={given.platforms}
            onInsert={given.readOnly ? undefined : (text) => handle.current?.insert(text)}
            onClose={schema.toggle}
          />
        )}
      </div>
    </div>
  )
}
