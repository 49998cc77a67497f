'use client'
// CodeMirror for agent options. It owns the text while it has it and tells of changes in steps; another
// text from outside replaces it as one step that can be undone. Loaded on demand.
import { acceptCompletion, autocompletion, completionKeymap } from '@codemirror/autocomplete'
import { defaultKeymap, history, historyKeymap, indentWithTab } from '@codemirror/commands'
import { bracketMatching, indentUnit, syntaxHighlighting } from '@codemirror/language'
import { type Diagnostic, lintGutter, setDiagnostics } from '@codemirror/lint'
import { EditorState, type Extension } from '@codemirror/state'
import { drawSelection, EditorView, keymap, lineNumbers, placeholder } from '@codemirror/view'
import { type RefObject, useEffect, useRef } from 'react'
import { editorLook } from '@/components/sql/editor-look'
import { type LateText, lateText } from '@/components/sql/late-text'
import { visibleSpecials } from '@/components/sql/special-chars'
import type { OptionFact, OptionFault } from '@/lib/wire/agent-options'
import { optionCompletions, optionsColours, optionsLanguage } from './options-language'

export type OptionsCodeProps = {
  label: string
  value: string
  onChange: (text: string) => void
  faults: readonly OptionFault[]
  /** What the faults are about; others are not drawn. */
  about: string
  describedBy: string
  facts: readonly OptionFact[]
  onSave: () => void
  readOnly: boolean
  /** Filled with a way to go to a place, while the editor is there. */
  go: RefObject<((line: number, column: number) => void) | null>
}

type Doors = { current: OptionsCodeProps }

function positionOf(state: EditorState, line: number, column: number): number {
  const at = state.doc.line(Math.min(Math.max(1, line), state.doc.lines))
  return Math.min(at.from + Math.max(0, column - 1), at.to)
}

function diagnosticsOf(state: EditorState, faults: readonly OptionFault[]): Diagnostic[] {
  return faults.map(({ line = 1, column = 1, reason }) => {
    const from = positionOf(state, line, column)
    const word = /^["']?[\w.-]+["']?/.exec(state.sliceDoc(from, from + 80))?.[0].length ?? 1
    const to = Math.min(from + word, state.doc.length)
    return { from, to, severity: 'error', message: reason }
  })
}

function extensionsOf(doors: Doors, late: () => LateText | undefined): Extension[] {
  const nonce = document.querySelector<HTMLElement>('script[nonce], style[nonce]')?.nonce ?? ''
  const { label, describedBy } = doors.current
  const save = () => {
    late()?.flush()
    setTimeout(() => doors.current.onSave(), 0)
    return true
  }
  return [
    EditorView.cspNonce.of(nonce),
    lineNumbers(),
    lintGutter(),
    visibleSpecials,
    history(),
    drawSelection(),
    bracketMatching(),
    indentUnit.of('  '),
    EditorView.lineWrapping,
    optionsLanguage,
    syntaxHighlighting(optionsColours),
    autocompletion({ override: [optionCompletions(() => doors.current.facts)], icons: false }),
    keymap.of([
      { key: 'Mod-s', run: save },
      { key: 'Tab', run: acceptCompletion },
      ...completionKeymap,
      ...historyKeymap,
      ...defaultKeymap,
      indentWithTab,
    ]),
    placeholder('config:\n  options:\n    distributed_interval: 10'),
    EditorView.contentAttributes.of({ 'aria-label': label, 'aria-describedby': describedBy }),
    editorLook,
    EditorView.updateListener.of((update) => {
      if (update.docChanged) late()?.changed()
    }),
    EditorView.domEventHandlers({ blur: () => void late()?.flush() }),
  ]
}

function useEditor(doors: Doors, readOnly: boolean) {
  const box = useRef<HTMLDivElement>(null)
  const view = useRef<EditorView>(undefined)
  const told = useRef(doors.current.value)
  useEffect(() => {
    if (!box.current) return
    let late: LateText | undefined
    const extensions = [extensionsOf(doors, () => late), EditorState.readOnly.of(readOnly)]
    const state = EditorState.create({ doc: doors.current.value, extensions })
    const editor = new EditorView({ parent: box.current, state })
    told.current = doors.current.value
    const tell = (text: string) => {
      told.current = text
      doors.current.onChange(text)
    }
    late = lateText(
      () => editor.state.doc.toString(),
      () => tell,
    )
    const { go } = doors.current
    go.current = (line, column) => {
      const anchor = positionOf(editor.state, line, column)
      editor.dispatch({ selection: { anchor }, scrollIntoView: true })
      editor.focus()
    }
    view.current = editor
    return () => {
      late.flush()
      go.current = null
      editor.destroy()
    }
  }, [doors, readOnly])
  return { box, view, told }
}

export function OptionsCode(props: OptionsCodeProps) {
  const { value, faults, about, readOnly } = props
  const doors = useRef(props)
  useEffect(() => {
    doors.current = props
  })
  const { box, view, told } = useEditor(doors, readOnly)
  useEffect(() => {
    const editor = view.current
    if (!editor || value === told.current) return
    told.current = value
    if (editor.state.doc.toString() === value) return
    editor.dispatch({ changes: { from: 0, to: editor.state.doc.length, insert: value } })
  }, [value, view, told])
  useEffect(() => {
    const editor = view.current
    if (!editor || editor.state.doc.toString() !== about) return
    editor.dispatch(setDiagnostics(editor.state, diagnosticsOf(editor.state, faults)))
  }, [faults, about, view])
  return <div ref={box} className="h-full min-h-24" />
}
