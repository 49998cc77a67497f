'use client'
// CodeMirror for agent options. It owns the text while it has it and tells of changes in steps; another
// text from outside replaces it as one step that can be undone. Loaded on demand.
import { acceptCompletion, autocompletion, completionKeymap } from '@codemirror/autocomplete'
import { defaultKeymap, historyKeymap, indentWithTab } from '@codemirror/commands'
import { indentUnit, syntaxHighlighting } from '@codemirror/language'
import { type Diagnostic, setDiagnostics } from '@codemirror/lint'
import type { EditorState, Extension } from '@codemirror/state'
import { type EditorView, keymap, placeholder } from '@codemirror/view'
import { type RefObject, useEffect, useRef } from 'react'
import {
  baseExtensions,
  goTo,
  positionOf,
  useCodeMirror,
  useTextFromOutside,
} from '@/components/sql/editor-base'
import type { LateText } from '@/components/sql/late-text'
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

function diagnosticsOf(state: EditorState, faults: readonly OptionFault[]): Diagnostic[] {
  return faults.map(({ line = 1, column = 1, reason }) => {
    const from = positionOf(state, { line, column })
    const word = /^["']?[\w.-]+["']?/.exec(state.sliceDoc(from, from + 80))?.[0].length ?? 1
    const to = Math.min(from + word, state.doc.length)
    return { from, to, severity: 'error', message: reason }
  })
}

function extensionsOf(doors: Doors, late: () => LateText | undefined): Extension[] {
  const save = () => {
    late()?.flush()
    setTimeout(() => doors.current.onSave(), 0)
    return true
  }
  return [
    baseExtensions(doors.current, late),
    indentUnit.of('  '),
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
  ]
}

function onMade(editor: EditorView, _: LateText, { go }: OptionsCodeProps) {
  go.current = (line, column) => goTo(editor, { line, column })
  return () => {
    go.current = null
  }
}

export function OptionsCode(props: OptionsCodeProps) {
  const { value, faults, about, readOnly } = props
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
    editor.dispatch(setDiagnostics(editor.state, diagnosticsOf(editor.state, faults)))
  }, [faults, about, view])
  return <div ref={box} className="h-full min-h-24" />
}
