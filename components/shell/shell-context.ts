'use client'
// What pages and menus ask of the frame around them.
import { createContext, useContext } from 'react'
import type { Theme } from '@/lib/wire/frame'

type Shell = {
  openPalette: () => void
  openDrawer: () => void
  openKeys: () => void
  theme: Theme
  setTheme: (theme: Theme) => void
}

const nothing = () => undefined

export const ShellContext = createContext<Shell>({
  openPalette: nothing,
  openDrawer: nothing,
  openKeys: nothing,
  theme: 'system',
  setTheme: nothing,
})

export function useShell(): Shell {
  return useContext(ShellContext)
}
