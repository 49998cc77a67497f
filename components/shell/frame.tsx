'use client'
// Everything a page needs around it: the clock of the first paint, page actions, the fleet's status,
// the layout, toasts and the one voice. Who is signed in comes from the server's layout.
import { useEffect, useState } from 'react'
import { Toaster, toast } from '@/components/ui/toast'
import { keepPreference } from '@/lib/client/preferences'
import { FirstClockContext } from '@/lib/client/use-clock'
import { drawPreferences, PreferencesContext, useChosen } from '@/lib/client/use-preferences'
import type { Preferences } from '@/lib/wire/preferences'
import { Announcer } from './announcer'
import { FrameLayout, type FrameLayoutProps } from './frame-layout'
import { FrameStatusProvider } from './frame-status'
import { PageActionsProvider } from './page-actions'

type FrameProps = FrameLayoutProps & {
  /** The server's moment in ms and the zone of its cookie, for the first paint of times. */
  now: number
  zone: string
  /** What the reader chose; absent what they never did. */
  preferences: Preferences
}

const notKept = (message: string) => toast.failed('Your choice is not kept', message)

export function Frame({ now, zone, preferences, ...layout }: FrameProps) {
  const [clock] = useState({ now, zone })
  const chosen = useChosen(preferences, notKept)
  useEffect(() => {
    const own = Intl.DateTimeFormat().resolvedOptions().timeZone
    if (own !== zone) keepPreference('zone', own)
  }, [zone])
  // Cookies drew the first paint; on another machine they may lag behind the person.
  useEffect(() => drawPreferences(preferences), [preferences])
  return (
    <PreferencesContext value={chosen}>
      <FirstClockContext value={clock}>
        <PageActionsProvider>
          <FrameStatusProvider>
            <FrameLayout {...layout} />
          </FrameStatusProvider>
        </PageActionsProvider>
        <Toaster />
        <Announcer pause={chosen.preferences.announcements ?? 10} />
      </FirstClockContext>
    </PreferencesContext>
  )
}
