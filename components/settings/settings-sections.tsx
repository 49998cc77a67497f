'use client'
// Which sections this viewer has, told once by the layout to every page below it.
import { createContext, type ReactNode, useContext } from 'react'
import type { SettingsSection } from './sections'

const SectionsContext = createContext<readonly SettingsSection[]>([])

type SettingsSectionsProps = { sections: readonly SettingsSection[]; children: ReactNode }

export function SettingsSections({ sections, children }: SettingsSectionsProps) {
  return <SectionsContext value={sections}>{children}</SectionsContext>
}

export function useSettingsSections(): readonly SettingsSection[] {
  return useContext(SectionsContext)
}
