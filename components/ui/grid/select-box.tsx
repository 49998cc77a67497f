'use client'
// The parts of selecting that every list shares: the box in its cell, `x` on a row, and Esc, which clears.
import { type KeyboardEvent, useEffect, useRef } from 'react'
import { takesText } from '@/components/shell/use-shortcuts'

type SelectBoxProps = {
  label: string
  checked: boolean
  /** Some of what it stands for is selected. */
  partial?: boolean
  /** A box of one row, which `x` and Shift reach. */
  ofRow?: boolean
  /** A grid is one tab stop; elsewhere each box is one. */
  inGrid?: boolean
  onToggle: (extend: boolean, box: HTMLInputElement) => void
}

export function CellBox(props: SelectBoxProps) {
  const { label, checked, partial = false, ofRow, inGrid = true, onToggle } = props
  const box = useRef<HTMLInputElement>(null)
  const isShift = useRef(false)
  useEffect(() => {
    if (box.current) box.current.indeterminate = partial
  }, [partial])
  return (
    <span className="grid size-6 place-items-center pointer-coarse:size-11">
      <input
        ref={box}
        type="checkbox"
        aria-label={label}
        {...(ofRow ? { 'data-select': '' } : {})}
        {...(inGrid ? { tabIndex: -1 } : {})}
        checked={checked}
        onClick={(event) => {
          isShift.current = event.shiftKey
        }}
        onChange={(event) => onToggle(isShift.current, event.target)}
        className="m-0 size-4 cursor-pointer accent-(--color-ink)"
      />
    </span>
  )
}

/** `x`, with Shift for a range; a chord is not ours. */
export function takesSelectKey(event: KeyboardEvent): boolean {
  const isChord = event.ctrlKey || event.metaKey || event.altKey
  if (event.key.toLowerCase() !== 'x' || isChord) return false
  event.preventDefault()
  return true
}

/** Clears on Esc while something is selected and no popup is open that Esc is for. */
export function useEscape(active: boolean, clear: () => void): void {
  const latest = useRef(clear)
  useEffect(() => {
    latest.current = clear
  })
  useEffect(() => {
    if (!active) return
    const press = (event: globalThis.KeyboardEvent) => {
      if (event.key !== 'Escape' || event.defaultPrevented || takesText(event.target)) return
      const popups = '[role="dialog"], [role="alertdialog"], [role="menu"], [role="listbox"]'
      // What is on its way out is still in the document, and no longer what Escape is for.
      if (!document.querySelector(`:is(${popups}):not([data-closed])`)) latest.current()
    }
    document.addEventListener('keydown', press)
    return () => document.removeEventListener('keydown', press)
  }, [active])
}
