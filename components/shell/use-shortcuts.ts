'use client'
// Single-letter keys, `g` sequences and digits, unless the reader switched them off. Silent in fields, in
// dialogs, and while a modifier is held; the palette's chord works everywhere.
import { useEffect, useRef } from 'react'
import type { NavPage } from './navigation'
import type { PageAction } from './page-actions'

type Shortcuts = {
  letters: boolean
  actions: readonly PageAction[]
  /** Where `g` and a letter go. */
  pages: readonly NavPage[]
  go: (path: string) => void
  openPalette: () => void
  openKeys: () => void
  toggleSidebar: () => void
}

const sequenceMs = 1200

/** Whether keys typed there are text. */
export function takesText(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false
  if (target.isContentEditable) return true
  if (target instanceof HTMLInputElement) {
    return !['checkbox', 'radio', 'button', 'submit', 'range', 'file'].includes(target.type)
  }
  return target.matches('textarea, select, [role="textbox"], [role="combobox"]')
}

function focusSearch(): void {
  const field = document.querySelector<HTMLInputElement>('main [data-page-search]')
  field?.focus()
  field?.select()
}

function chooseTab(position: number): void {
  const tabs = document.querySelectorAll<HTMLElement>('main [data-page-tabs] [role="tab"]')
  const tab = tabs[position - 1]
  tab?.click()
  tab?.focus()
}

function inOverlay(target: EventTarget | null): boolean {
  return (
    target instanceof Element &&
    target.closest('[role="dialog"], [role="alertdialog"], [role="menu"], [role="listbox"]') !==
      null
  )
}

function pressLetter(key: string, shortcuts: Shortcuts): boolean {
  const action = shortcuts.actions.find((candidate) => candidate.keys === key)
  if (action?.run) action.run()
  else if (action?.href) shortcuts.go(action.href)
  else if (key === '/') focusSearch()
  else if (key === '?') shortcuts.openKeys()
  else if (key === 'c') shortcuts.go('/live')
  else if (key === '[') shortcuts.toggleSidebar()
  else if (/^[1-9]$/.test(key)) chooseTab(Number(key))
  else return false
  return true
}

export function useShortcuts(shortcuts: Shortcuts): void {
  const latest = useRef(shortcuts)
  useEffect(() => {
    latest.current = shortcuts
  })
  useEffect(() => {
    let armedUntil = 0
    const press = (event: KeyboardEvent) => {
      const chord = event.ctrlKey || event.metaKey
      if (chord && event.key.toLowerCase() === 'k' && !event.shiftKey && !event.altKey) {
        event.preventDefault()
        return latest.current.openPalette()
      }
      if (event.defaultPrevented || chord || event.altKey || event.isComposing) return
      if (!latest.current.letters) return
      if (takesText(event.target) || inOverlay(event.target)) return
      const armed = event.timeStamp < armedUntil
      armedUntil = 0
      const { pages } = latest.current
      const page = armed ? pages.find(({ letter }) => letter === event.key) : undefined
      if (page) {
        event.preventDefault()
        return latest.current.go(page.path)
      }
      if (event.key === 'g') armedUntil = event.timeStamp + sequenceMs
      else if (pressLetter(event.key, latest.current)) event.preventDefault()
    }
    document.addEventListener('keydown', press)
    // Keys pressed before this line are lost; whoever types by program waits for the mark.
    document.documentElement.dataset.keys = 'on'
    return () => document.removeEventListener('keydown', press)
  }, [])
}
