'use client'
// CodeMirror for SQL. It owns the text while it has it and tells of changes in steps, so that typing
// costs nothing outside it. Loaded on demand.
import { acceptCompletion, autocompletion, completionKeymap } from '@codemirror/autocomplete'
import { defaultKeymap, history, historyKeymap } from '@codemirror/commands'
import { SQLite, sql } from '@codemirror/lang-sql'
import { bracketMatching, syntaxHighlighting } from '@codemirror/language'
import { type Diagnostic, lintGutter, setDiagnostics } from '@codemirror/lint'
import { EditorState, type Extension } from '@codemirror/state'
import { drawSelection, EditorView, keymap, lineNumbers, placeholder } from '@codemirror/view'
import { type RefObject, useEffect, useRef } from 'react'
import type { Finding } from './check-findings'
import { completions } from './completion'
import type { EditorHandle, Place } from './editor-handle'
import { editorLook, sqlColours } from './editor-look'
import { type LateText, lateText } from './late-text'
import { visibleSpecials } from './special-chars'

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

function positionOf(state: EditorState, { line, column }: Place): number {
  const at = state.doc.line(Math.min(Math.max(1, line), state.doc.lines))
  return Math.min(at.from + Math.max(0, column - 1), at.to)
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
  const nonce = document.querySelector<HTMLElement>('script[nonce], style[nonce]')?.nonce ?? ''
  const { label, describedBy, hint } = doors.current
  return [
    EditorView.cspNonce.of(nonce),
    lineNumbers(),
    lintGutter(),
    visibleSpecials,
    history(),
    drawSelection(),
    bracketMatching(),
    EditorView.lineWrapping,
    sql({ dialect: SQLite, upperCaseKeywords: true }),
    syntaxHighlighting(sqlColours),
    autocompletion({
      override: [completions(() => doors.current.parameters)],
      icons: false,
      maxRenderedOptions: 60,
    }),
    keysOf(doors, late),
    placeholder(hint),
    EditorView.contentAttributes.of({ 'aria-label': label, 'aria-describedby': describedBy }),
    editorLook,
    EditorView.updateListener.of((update) => {
      if (update.docChanged) late()?.changed()
    }),
    EditorView.domEventHandlers({
      blur: () => {
        late()?.flush()
      },
    }),
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
    goTo: (place) => {
      const anchor = positionOf(editor.state, place)
      editor.dispatch({ selection: { anchor }, scrollIntoView: true })
      editor.focus()
    },
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

function useEditor(doors: Doors, readOnly: boolean) {
  const box = useRef<HTMLDivElement>(null)
  const view = useRef<EditorView>(undefined)
  const told = useRef(doors.current.value)
  const waiting = useRef<LateText>(undefined)
  useEffect(() => {
    if (!box.current) return
    const { value, autoFocus, handle } = doors.current
    let late: LateText | undefined
    const extensions = [extensionsOf(doors, () => late), EditorState.readOnly.of(readOnly)]
    const editor = new EditorView({
      parent: box.current,
      state: EditorState.create({ doc: value, extensions }),
    })
    told.current = value
    const listener = () => {
      const { onChange } = doors.current
      return (text: string) => {
        told.current = text
        onChange(text)
      }
    }
    late = lateText(() => editor.state.doc.toString(), listener)
    const made = handleOf(editor, late)
    view.current = editor
    waiting.current = late
    handle.current = made
    if (autoFocus) editor.focus()
    return () => {
      late.flush()
      if (handle.current === made) handle.current = null
      editor.destroy()
    }
  }, [doors, readOnly])
  return { box, view, told, waiting }
}

export function CodeEditor(props: CodeEditorProps) {
  const { value, findings, about, readOnly } = props
  const doors = useRef(props)
  useEffect(() => {
    doors.current = props
  })
  const { box, view, told, waiting } = useEditor(doors, readOnly)
  useEffect(() => {
    const editor = view.current
    // What comes back later than it was told must not take away what was typed since.
    if (!editor || value === told.current) return
    // Another text takes its place: what was typed last still belongs to the one before.
    waiting.current?.handOver()
    told.current = value
    if (editor.state.doc.toString() === value) return
    editor.dispatch({ changes: { from: 0, to: editor.state.doc.length, insert: value } })
  }, [value, view, told, waiting])
  useEffect(() => {
    const editor = view.current
    if (!editor || editor.state.doc.toString() !== about) return
    editor.dispatch(setDiagnostics(editor.state, diagnosticsOf(editor.state, findings)))
  }, [findings, about, view])
  return <div ref={box} className="h-full min-h-24" />
}
