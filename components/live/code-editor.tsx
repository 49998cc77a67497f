'use client'
// CodeMirror for SQL. It owns the text while it has it and tells of each change; it is loaded on
// demand, and completes from the catalogue that it asks for itself.
import {
  acceptCompletion,
  autocompletion,
  type CompletionContext,
  completionKeymap,
} from '@codemirror/autocomplete'
import { defaultKeymap, history, historyKeymap } from '@codemirror/commands'
import { SQLite, sql } from '@codemirror/lang-sql'
import { bracketMatching, syntaxHighlighting } from '@codemirror/language'
import { type Diagnostic, setDiagnostics } from '@codemirror/lint'
import { EditorState } from '@codemirror/state'
import {
  drawSelection,
  EditorView,
  highlightSpecialChars,
  keymap,
  lineNumbers,
  placeholder,
} from '@codemirror/view'
import { useEffect, useRef } from 'react'
import { api } from '@/lib/client/api'
import { SqlTables } from '@/lib/wire/sql'
import { editorLook, sqlColours } from './editor-look'
import { suggestionsFor } from './sql-scope'

export type Problem = { message: string; line: number; column: number; blocking: boolean }

export type CodeEditorProps = {
  label: string
  value: string
  onChange: (text: string) => void
  onRun: () => void
  problems: readonly Problem[]
  /** The list of problems below, linked by description. */
  describedBy: string
  readOnly?: boolean
  /** Set to a place to move the cursor there. */
  goTo?: { line: number; column: number } | undefined
  autoFocus?: boolean
}

let catalogue: Promise<SqlTables> | undefined

function loadCatalogue(): Promise<SqlTables> {
  catalogue ??= api(SqlTables, '/api/v1/fleet/osquery/tables').catch((error: unknown) => {
    catalogue = undefined
    throw error
  })
  return catalogue
}

async function complete(context: CompletionContext) {
  const word = context.matchBefore(/\w*/)
  const before = context.state.sliceDoc(0, context.pos)
  const afterDot = /\.\w*$/.test(before)
  if (!word || (word.from === word.to && !context.explicit && !afterDot)) return null
  const tables = await loadCatalogue().catch(() => undefined)
  if (!tables) return null
  const options = suggestionsFor(context.state.doc.toString(), before, tables)
  return {
    from: word.from,
    validFor: /^\w*$/,
    options: options.map(({ label, kind, detail, boost }) => ({
      label,
      type: kind,
      detail,
      boost,
    })),
  }
}

function positionOf(
  state: EditorState,
  { line, column }: { line: number; column: number },
): number {
  const at = state.doc.line(Math.min(Math.max(1, line), state.doc.lines))
  return Math.min(at.from + Math.max(0, column - 1), at.to)
}

function diagnosticsOf(state: EditorState, problems: readonly Problem[]): Diagnostic[] {
  return problems.map((problem) => {
    const from = positionOf(state, problem)
    const word = /^\w+/.exec(state.sliceDoc(from, from + 64))?.[0].length ?? 1
    const to = Math.min(from + word, state.doc.length)
    const severity = problem.blocking ? 'error' : 'warning'
    return { from: Math.min(from, to), to, severity, message: problem.message }
  })
}

type Doors = { onChange: (text: string) => void; onRun: () => void }

function extensionsOf(props: CodeEditorProps, doors: { current: Doors }) {
  const nonce = document.querySelector<HTMLElement>('script[nonce], style[nonce]')?.nonce ?? ''
  const run = () => {
    doors.current.onRun()
    return true
  }
  return [
    EditorView.cspNonce.of(nonce),
    lineNumbers(),
    highlightSpecialChars(),
    history(),
    drawSelection(),
    bracketMatching(),
    EditorView.lineWrapping,
    sql({ dialect: SQLite, upperCaseKeywords: true }),
    syntaxHighlighting(sqlColours),
    autocompletion({ override: [complete], icons: false }),
    keymap.of([
      { key: 'Mod-Enter', run },
      { key: 'Tab', run: acceptCompletion },
      ...completionKeymap,
      ...historyKeymap,
      ...defaultKeymap.filter(({ key }) => key !== 'Mod-Enter'),
    ]),
    placeholder('SELECT name, version FROM os_version'),
    EditorState.readOnly.of(props.readOnly === true),
    EditorView.contentAttributes.of({
      'aria-label': props.label,
      'aria-describedby': props.describedBy,
    }),
    editorLook,
    EditorView.updateListener.of((update) => {
      if (update.docChanged) doors.current.onChange(update.state.doc.toString())
    }),
  ]
}

export function CodeEditor(props: CodeEditorProps) {
  const { value, problems, goTo, readOnly } = props
  const box = useRef<HTMLDivElement>(null)
  const view = useRef<EditorView>(undefined)
  const doors = useRef<Doors>(props)
  const first = useRef(props)
  useEffect(() => {
    doors.current = props
    first.current = props
  })
  useEffect(() => {
    if (!box.current) return
    const made = { ...first.current, readOnly: readOnly === true }
    const editor = new EditorView({
      parent: box.current,
      state: EditorState.create({ doc: made.value, extensions: extensionsOf(made, doors) }),
    })
    view.current = editor
    if (made.autoFocus) editor.focus()
    return () => editor.destroy()
  }, [readOnly])
  useEffect(() => {
    const editor = view.current
    if (!editor || editor.state.doc.toString() === value) return
    editor.dispatch({ changes: { from: 0, to: editor.state.doc.length, insert: value } })
  }, [value])
  useEffect(() => {
    const editor = view.current
    if (editor) editor.dispatch(setDiagnostics(editor.state, diagnosticsOf(editor.state, problems)))
  }, [problems])
  useEffect(() => {
    const editor = view.current
    if (!editor || !goTo) return
    editor.dispatch({ selection: { anchor: positionOf(editor.state, goTo) }, scrollIntoView: true })
    editor.focus()
  }, [goTo])
  return <div ref={box} className="h-full min-h-44" />
}
