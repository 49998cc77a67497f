'use client'
// The SQL of a question: a plain field until the editor is loaded, then CodeMirror; below it what the
// server says of the text, each problem a button that leads to its place.
import { CircleCheck, OctagonX, TriangleAlert } from 'lucide-react'
import dynamic from 'next/dynamic'
import { useId, useState } from 'react'
import { Textarea } from '@/components/ui/input'
import type { ApiFailure } from '@/lib/client/api'
import type { SqlVerdict } from '@/lib/wire/sql'
import type { Problem } from './code-editor'

const CodeEditor = dynamic(() => import('./code-editor').then((module) => module.CodeEditor), {
  ssr: false,
  loading: () => <div className="mono p-2 text-body text-fg-subtle">Loading the editor</div>,
})

const platforms = [
  ['darwin', 'macOS'],
  ['linux', 'Linux'],
  ['windows', 'Windows'],
] as const

function Verdict({ verdict }: { verdict: SqlVerdict }) {
  const on = platforms.filter(([key]) => verdict.platforms[key]).map(([, name]) => name)
  const off = platforms.filter(([key]) => !verdict.platforms[key]).map(([, name]) => name)
  return (
    <p className="flex items-center gap-1.5">
      <CircleCheck aria-hidden className="text-ok" />
      <span>
        {on.length > 0 ? `Valid on ${on.join(', ')}` : 'Valid, but on no platform'}
        {off.length > 0 && on.length > 0 && (
          <span className="text-fg-muted">; {off.join(' and ')} lack a table or column</span>
        )}
      </span>
    </p>
  )
}

function ProblemLine({ problem, onGo }: { problem: Problem; onGo: () => void }) {
  const Icon = problem.blocking ? OctagonX : TriangleAlert
  return (
    <li>
      <button
        type="button"
        onClick={onGo}
        className="flex min-h-6 items-start gap-1.5 rounded-sm text-start hover:underline pointer-coarse:min-h-11"
      >
        <Icon aria-hidden className={problem.blocking ? 'mt-0.5 text-bad' : 'mt-0.5 text-warn'} />
        <span>
          <span className="text-fg-muted tabular-nums">
            Line {problem.line}, column {problem.column}:
          </span>{' '}
          {problem.message}
          {!problem.blocking && (
            <span className="text-fg-muted"> (unless an extension of the agent brings it)</span>
          )}
        </span>
      </button>
    </li>
  )
}

type SqlEditorProps = {
  value: string
  onChange: (text: string) => void
  onRun: () => void
  verdict: SqlVerdict | undefined
  problems: readonly Problem[]
  failure: ApiFailure | undefined
  readOnly: boolean
}

type Place = { line: number; column: number }

type FindingsProps = Pick<SqlEditorProps, 'value' | 'verdict' | 'problems' | 'failure'> & {
  onGo: (place: Place) => void
}

function Findings({ value, verdict, problems, failure, onGo }: FindingsProps) {
  return (
    <>
      {failure && <p className="text-warn-fg">Not checked: {failure.message}</p>}
      {value.trim() !== '' && verdict?.valid && <Verdict verdict={verdict} />}
      {problems.length > 0 && (
        <ul aria-label="Problems">
          {problems.map((problem) => (
            <ProblemLine
              key={`${problem.line}:${problem.column}:${problem.message}`}
              problem={problem}
              onGo={() => onGo({ line: problem.line, column: problem.column })}
            />
          ))}
        </ul>
      )}
      {verdict?.warnings.map(({ code, message }) => (
        <p key={`${code}:${message}`} className="flex items-start gap-1.5">
          <TriangleAlert aria-hidden className="mt-0.5 text-warn" /> {message}
        </p>
      ))}
    </>
  )
}

export function SqlEditor(props: SqlEditorProps) {
  const { value, onChange, onRun, problems, readOnly } = props
  const listId = useId()
  const [goTo, setGoTo] = useState<Place>()
  return (
    <div className="flex flex-col gap-2">
      <div className="h-56 resize-y overflow-hidden rounded-md border border-line-control bg-sunken focus-within:outline-2 focus-within:outline-ring focus-within:outline-offset-2">
        <noscript>
          <Textarea aria-label="SQL" value={value} readOnly />
        </noscript>
        <CodeEditor
          label="SQL"
          value={value}
          onChange={onChange}
          onRun={onRun}
          problems={problems}
          describedBy={listId}
          readOnly={readOnly}
          goTo={goTo}
        />
      </div>
      <div id={listId} className="flex min-h-6 flex-col gap-1">
        <Findings {...props} onGo={setGoTo} />
      </div>
      <p className="text-fg-subtle text-meta max-sm:hidden">
        Ctrl Space suggests. Tab takes a suggestion while the list is open, otherwise it leaves the
        editor.
      </p>
    </div>
  )
}
