// What the reader chose, as every part of the page asks of it. Changing one draws it at once and keeps it
// with the person; when that fails the page says so and goes on with the choice.
import { createContext, useCallback, useContext, useState } from 'react'
import { type Preferences, PreferencesReply } from '@/lib/wire/preferences'
import { api, failureOf } from './api'
import { applyDensity, applyTheme } from './preferences'

export type Choose = (given: Preferences) => void

type Chosen = { preferences: Preferences; choose: Choose }

export const PreferencesContext = createContext<Chosen>({
  preferences: {},
  choose: () => undefined,
})

export function usePreferences(): Chosen {
  return useContext(PreferencesContext)
}

/** Draws what the document itself carries; cookies keep it for the first paint of the next page. */
export function drawPreferences({ theme, density }: Preferences): void {
  const { dataset } = document.documentElement
  if (theme && theme !== dataset.theme) applyTheme(theme)
  if (density && density !== dataset.density) applyDensity(density)
}

/** The choices of a page that begins with those, and how to change them. */
export function useChosen(first: Preferences, onFailed: (message: string) => void): Chosen {
  const [preferences, setPreferences] = useState(first)
  const choose = useCallback<Choose>(
    (given) => {
      setPreferences((old) => ({ ...old, ...given }))
      drawPreferences(given)
      const path = '/api/v1/fleet/me/preferences'
      api(PreferencesReply, path, { method: 'PATCH', body: given }).catch((error: unknown) =>
        onFailed(failureOf(error).message),
      )
    },
    [onFailed],
  )
  return { preferences, choose }
}

/** After a sign-in: the choices of this person take the place of whoever was here before. Never fails. */
export async function adoptPreferences(): Promise<void> {
  try {
    const { preferences } = await api(PreferencesReply, '/api/v1/fleet/me/preferences')
    drawPreferences(preferences)
  } catch {
    // The console draws them itself, one paint later.
  }
}
