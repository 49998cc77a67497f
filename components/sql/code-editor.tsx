'use client'
// CodeMirror for SQL. It owns the text while it has it and tells of changes in steps, so that typing
// costs nothing outside it. Loaded on demand.
import { acceptCompletion, autocompletion, completionKeymap } from '@codemirror/autocomplete'
import { defaultKeymap, historyKeymap } from '@codemirror/commands'
import { SQLite, sql } from '@codemirror/lang-sql'
import { syntaxHighlighting } from '@codemirror/language'
import { type Diagnostic, setDiagnostics } from '@codemirror/lint'
import type { EditorState, Extension } from '@codemirror/state'
import { type EditorView, keymap, placeholder } from '@codemirror/view'
import { type RefObject, useEffect, useRef } from 'react'
import type { Finding } from './check-findings'
import { completions } from './completion'
import { baseExtensions, goTo, positionOf, useCodeMirror, useTextFromOutside } from './editor-base'
import type { EditorHandle } from './editor-handle'
import { sqlColours } from './editor-look'
import type { LateText } from './late-text'

export type CodeEditorProps = {
  label: string
  value: string
  onChange: (text: string) => void
  findings: readonly Finding[]
  /** What the findings are about; others are not drawn. */
  about: string
  /** The list of problems below, linked by description. */
  describedBy: string
  parameters: readonly string[]
  handle: RefObject<EditorHandle | null>
  onRun?: (() => void) | undefined
  onSave?: (() => void) | undefined
  onFormat: () => void
  onSchema: () => void
  readOnly: boolean
  autoFocus: boolean
  hint: string
}

function diagnosticsOf(state: EditorState, findings: readonly Finding[]): Diagnostic[] {
  return findings.flatMap(({ place, length, message, severity }) => {
    if (!place) return []
    const from = positionOf(state, place)
    const word = /^\w+/.exec(state.sliceDoc(from, from + 64))?.[0].length ?? 1
    return [{ from, to: Math.min(from + (length ?? word), state.doc.length), severity, message }]
  })
}

/** The latest props, read by what CodeMirror calls long after it was made. */
type Doors = { current: CodeEditorProps }

function keysOf(doors: Doors, late: () => LateText | undefined): Extension {
  const door = (use: (props: CodeEditorProps) => (() => void) | undefined) => () => {
    const call = use(doors.current)
    if (!call) return false
    late()?.flush()
    // After React has taken in what was flushed, so that the call sees the text as it stands.
    setTimeout(() => use(doors.current)?.(), 0)
    return true
  }
  return keymap.of([
    { key: 'Mod-Enter', run: door(({ onRun }) => onRun), stopPropagation: true },
    { key: 'Mod-s', run: door(({ onSave }) => onSave) },
    { key: 'Mod-Shift-f', run: door(({ onFormat }) => onFormat) },
    { key: 'Mod-i', run: door(({ onSchema }) => onSchema) },
    { key: 'Tab', run: acceptCompletion },
    ...completionKeymap,
    ...historyKeymap,
    ...defaultKeymap.filter(({ key }) => key !== 'Mod-Enter' && key !== 'Mod-i'),
  ])
}

function extensionsOf(doors: Doors, late: () => LateText | undefined): Extension[] {
  const { hint } = doors.current
  return [
    baseExtensions(doors.current, late),
    sql({ dialect: SQLite, upperCaseKeywords: true }),
    syntaxHighlighting(sqlColours),
    autocompletion({
      override: [completions(() => doors.current.parameters)],
      icons: false,
      maxRenderedOptions: 60,
    }),
    keysOf(doors, late),
    placeholder(hint),
  ]
}

/** The text with blanks where it would run into a neighbouring word. */
function spaced(state: EditorState, from: number, to: number, text: string): string {
  const before = /\w$/.test(state.sliceDoc(Math.max(0, from - 1), from)) ? ' ' : ''
  const after = /^\w/.test(state.sliceDoc(to, to + 1)) ? ' ' : ''
  return before + text + after
}

/** Whether the text is still `about` up to that place and the word there has not grown. */
const holds = (text: string, about: string, to: number) =>
  text === about || (text.slice(0, to) === about.slice(0, to) && !/^\w/.test(text.slice(to)))

function handleOf(editor: EditorView, late: LateText): EditorHandle {
  const change = (from: number, to: number, insert: string) => {
    editor.dispatch({
      changes: { from, to, insert },
      selection: { anchor: from + insert.length },
      scrollIntoView: true,
      userEvent: 'input',
    })
    late.flush()
    editor.focus()
  }
  return {
    focus: () => editor.focus(),
    goTo: (place) => goTo(editor, place),
    insert: (text) => {
      const { from, to } = editor.state.selection.main
      change(from, to, spaced(editor.state, from, to, text))
    },
    apply: ({ from, to, text }, about) => {
      if (editor.state.readOnly || !holds(editor.state.doc.toString(), about, to)) return false
      change(from, to, text)
      return true
    },
    replace: (text) => change(0, editor.state.doc.length, text),
    flush: () => late.flush(),
  }
}

function onMade(editor: EditorView, late: LateText, { handle, autoFocus }: CodeEditorProps) {
  const made = handleOf(editor, late)
  handle.current = made
  if (autoFocus) editor.focus()
  return () => {
    if (handle.current === made) handle.current = null
  }
}

export function CodeEditor(props: CodeEditorProps) {
  const { value, findings, about, readOnly } = props
  const doors = useRef(props)
  useEffect(() => {
    doors.current = props
  })
  const { box, ...text } = useCodeMirror({ doors, readOnly, extensionsOf, onMade })
  const { view } = text
  useTextFromOutside(value, text)
  useEffect(() => {
    const editor = view.current
    if (!editor || editor.state.doc.toString() !== about) return
    editor.dispatch(setDiagnostics(editor.state, diagnosticsOf(editor.state, findings)))
  }, [findings, about, view])
  return <div ref={box} className="h-full min-h-24" />
}
