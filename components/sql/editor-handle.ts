// What the rest of a page may do with an open editor.
import type { SqlFix } from '@/lib/wire/sql'

export type Place = { line: number; column: number }

export type EditorHandle = {
  focus: () => void
  /** Moves the cursor there, counted from 1, and focuses. */
  goTo: (place: Place) => void
  /** Puts the text where the cursor is, with blanks around it where words would meet. */
  insert: (text: string) => void
  /** Changes one place; refused when that place or what is before it has changed since `about`. */
  apply: (fix: SqlFix, about: string) => boolean
  /** The whole text as one step that can be undone. */
  replace: (text: string) => void
  /** Tells `onChange` at once what it was going to hear. */
  flush: () => string
}
