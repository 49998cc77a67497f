'use client'
// What pages and menus ask of the frame around them.
import { createContext, useContext } from 'react'
import type { Theme } from '@/lib/wire/frame'
import type { NavPage } from './navigation'

type Shell = {
  openPalette: () => void
  openDrawer: () => void
  openKeys: () => void
  /** Tells of a page's name on the screen; one still loading has none and tells nothing. */
  arrive: (pathname: string, heading: HTMLElement) => void
  theme: Theme
  setTheme: (theme: Theme) => void
  /** Pages that the reader may go to. */
  pages: readonly NavPage[]
  /** Sections of Settings. */
  settings: readonly { label: string; path: string }[]
}

const nothing = () => undefined

export const ShellContext = createContext<Shell>({
  openPalette: nothing,
  openDrawer: nothing,
  openKeys: nothing,
  arrive: nothing,
  theme: 'system',
  setTheme: nothing,
  pages: [],
  settings: [],
})

export function useShell(): Shell {
  return useContext(ShellContext)
}
