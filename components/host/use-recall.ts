'use client'
// Up and Down through the questions asked before, as in a shell: only where the arrows have no other
// use, which is in a text of one line, in a recalled one that was not touched, and in no open list.
import { type KeyboardEvent, useRef } from 'react'

type Recall = { at: number; draft: string }

/**
 * Handles the arrow keys of a field. `past` is newest first and without repetitions; position -1 is what
 * was being written, which comes back on the way down.
 */
export function useRecall(past: readonly string[], text: string, onText: (text: string) => void) {
  const held = useRef<Recall>({ at: -1, draft: '' })
  const place = () =>
    held.current.at >= 0 && past[held.current.at] === text ? held.current.at : -1
  const step = (by: number): boolean => {
    const at = place()
    const next = at + by
    if (next < -1 || next >= past.length) return false
    const draft = at === -1 ? text : held.current.draft
    held.current = { at: next, draft }
    onText(next === -1 ? draft : (past[next] ?? ''))
    return true
  }
  const onKeyDownCapture = (event: KeyboardEvent<HTMLElement>) => {
    const by = event.key === 'ArrowUp' ? 1 : event.key === 'ArrowDown' ? -1 : 0
    const plain = !(event.ctrlKey || event.metaKey || event.altKey || event.shiftKey)
    if (by === 0 || !plain || !isText(event.target)) return
    if (event.currentTarget.querySelector('.cm-tooltip-autocomplete')) return
    const free = !text.includes('\n') || place() >= 0
    if (!free || !step(by)) return
    event.preventDefault()
    event.stopPropagation()
  }
  return { onKeyDownCapture }
}

const isText = (target: EventTarget) =>
  target instanceof HTMLElement && target.closest('[contenteditable="true"], textarea') !== null
