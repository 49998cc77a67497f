'use client'
// Up and Down through the questions asked before, as in a shell: only where the arrows have no other
// use, which is in a text of one line, in a recalled one that was not touched, and in no open list.
import { type KeyboardEvent, useRef } from 'react'

type Recall = { at: number; draft: string }

type Field = {
  /** The text as it stands, also what was typed a moment ago. */
  read: () => string
  write: (text: string) => void
}

const isText = (target: EventTarget) =>
  target instanceof HTMLElement && target.closest('[contenteditable="true"], textarea') !== null

/**
 * Handles the arrow keys of a field. `past` is newest first and without repetitions; position -1 is what
 * was being written, which comes back on the way down.
 */
export function useRecall(past: readonly string[], { read, write }: Field) {
  const held = useRef<Recall>({ at: -1, draft: '' })
  const placeOf = (text: string) =>
    held.current.at >= 0 && past[held.current.at] === text ? held.current.at : -1
  const step = (text: string, by: number): boolean => {
    const at = placeOf(text)
    const next = at + by
    if (next < -1 || next >= past.length) return false
    const draft = at === -1 ? text : held.current.draft
    held.current = { at: next, draft }
    write(next === -1 ? draft : (past[next] ?? ''))
    return true
  }
  const onKeyDownCapture = (event: KeyboardEvent<HTMLElement>) => {
    const by = event.key === 'ArrowUp' ? 1 : event.key === 'ArrowDown' ? -1 : 0
    const plain = !(event.ctrlKey || event.metaKey || event.altKey || event.shiftKey)
    if (by === 0 || !plain || !isText(event.target)) return
    if (event.currentTarget.querySelector('.cm-tooltip-autocomplete')) return
    const text = read()
    const free = !text.includes('\n') || placeOf(text) >= 0
    if (!free || !step(text, by)) return
    event.preventDefault()
    event.stopPropagation()
  }
  return { onKeyDownCapture }
}
