// What every CodeMirror here has: its look, its keys' company, and a text that is told of in steps and
// may be replaced from outside without taking away what was typed since.
import { history } from '@codemirror/commands'
import { bracketMatching } from '@codemirror/language'
import { lintGutter } from '@codemirror/lint'
import { Annotation, EditorState, type Extension } from '@codemirror/state'
import { drawSelection, EditorView, lineNumbers } from '@codemirror/view'
import { type RefObject, useEffect, useRef } from 'react'
import { editorLook } from './editor-look'
import { type LateText, lateText } from './late-text'
import { visibleSpecials } from './special-chars'

/** Counted from 1; beyond the end it is the end. */
export function positionOf(
  state: EditorState,
  { line, column }: { line: number; column: number },
): number {
  const at = state.doc.line(Math.min(Math.max(1, line), state.doc.lines))
  return Math.min(at.from + Math.max(0, column - 1), at.to)
}

export function goTo(editor: EditorView, place: { line: number; column: number }): void {
  const anchor = positionOf(editor.state, place)
  editor.dispatch({ selection: { anchor }, scrollIntoView: true })
  editor.focus()
}

/** Marks a text that was put here from outside: nobody typed it, so nobody is told of it. */
const fromOutside = Annotation.define<true>()

/** A tell that was never heard back within so many later ones was overtaken. */
const echoesMax = 50

type Named = { label: string; describedBy: string }

/** The extensions that do not depend on the language. */
export function baseExtensions(
  { label, describedBy }: Named,
  late: () => LateText | undefined,
): Extension[] {
  const nonce = document.querySelector<HTMLElement>('script[nonce], style[nonce]')?.nonce ?? ''
  return [
    EditorView.cspNonce.of(nonce),
    lineNumbers(),
    lintGutter(),
    visibleSpecials,
    history(),
    drawSelection(),
    bracketMatching(),
    EditorView.lineWrapping,
    EditorView.contentAttributes.of({ 'aria-label': label, 'aria-describedby': describedBy }),
    editorLook,
    EditorView.updateListener.of((update) => {
      const typed = update.transactions.some(
        (one) => one.docChanged && !one.annotation(fromOutside),
      )
      if (typed) late()?.changed()
    }),
    EditorView.domEventHandlers({
      blur: () => {
        late()?.flush()
      },
    }),
  ]
}

type Owner = { value: string; onChange: (text: string) => void }

type Editing<P extends Owner> = {
  /** The latest props, read by what CodeMirror calls long after it was made. */
  doors: RefObject<P>
  readOnly: boolean
  extensionsOf: (doors: RefObject<P>, late: () => LateText | undefined) => Extension[]
  /** Called once it is there; what it returns, before it goes. */
  onMade: (editor: EditorView, late: LateText, props: P) => () => void
}

/** An editor in `box`; made anew when it becomes read-only or ceases to be. */
export function useCodeMirror<P extends Owner>({
  doors,
  readOnly,
  extensionsOf,
  onMade,
}: Editing<P>) {
  const box = useRef<HTMLDivElement>(null)
  const view = useRef<EditorView>(undefined)
  const echoes = useRef<string[]>([])
  const waiting = useRef<LateText>(undefined)
  useEffect(() => {
    if (!box.current) return
    let late: LateText | undefined
    const extensions = [extensionsOf(doors, () => late), EditorState.readOnly.of(readOnly)]
    const state = EditorState.create({ doc: doors.current.value, extensions })
    const editor = new EditorView({ parent: box.current, state })
    echoes.current = []
    const listener = () => {
      const { onChange } = doors.current
      return (text: string) => {
        echoes.current = [...echoes.current, text].slice(-echoesMax)
        onChange(text)
      }
    }
    late = lateText(() => editor.state.doc.toString(), listener)
    view.current = editor
    waiting.current = late
    const leave = onMade(editor, late, doors.current)
    return () => {
      late.flush()
      leave()
      editor.destroy()
    }
  }, [doors, readOnly, extensionsOf, onMade])
  return { box, view, echoes, waiting }
}

/** Shows another text from outside, as one step that can be undone. */
export function useTextFromOutside(
  value: string,
  { view, echoes, waiting }: Omit<ReturnType<typeof useCodeMirror>, 'box'>,
): void {
  useEffect(() => {
    const editor = view.current
    if (!editor) return
    // What was told comes back late, and not each step of it: it must not undo what was typed since.
    const heard = echoes.current.lastIndexOf(value)
    if (heard >= 0) {
      echoes.current = echoes.current.slice(heard + 1)
      return
    }
    // Another text takes its place: what was typed last still belongs to the one before. Where that is
    // the same owner, it answers with what was typed, which then comes from outside like any other.
    waiting.current?.handOver()
    echoes.current = []
    if (editor.state.doc.toString() === value) return
    editor.dispatch({
      changes: { from: 0, to: editor.state.doc.length, insert: value },
      annotations: fromOutside.of(true),
    })
  }, [value, view, echoes, waiting])
}
