'use client'
// Ctrl Enter anywhere on the page; the editor binds its own, and an open dialog keeps it to itself.
import { useEffect, useRef } from 'react'

export function useRunKey(run: () => void): void {
  const latest = useRef(run)
  useEffect(() => {
    latest.current = run
  })
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.key !== 'Enter') return
      if (!(event.ctrlKey || event.metaKey)) return
      const { target } = event
      const inside = target instanceof Element && target.closest('[role=alertdialog],[role=dialog]')
      if (inside) return
      event.preventDefault()
      latest.current()
    }
    document.addEventListener('keydown', press)
    return () => document.removeEventListener('keydown', press)
  }, [])
}
