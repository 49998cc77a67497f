'use client'
// Everything a page needs around it: the clock of the first paint, page actions, the fleet's status,
// the layout, toasts and the one voice. Who is signed in comes from the server's layout.
import { useEffect, useState } from 'react'
import { Toaster } from '@/components/ui/toast'
import { keepPreference } from '@/lib/client/preferences'
import { FirstClockContext } from '@/lib/client/use-clock'
import { Announcer } from './announcer'
import { FrameLayout, type FrameLayoutProps } from './frame-layout'
import { FrameStatusProvider } from './frame-status'
import { PageActionsProvider } from './page-actions'

type FrameProps = FrameLayoutProps & {
  /** The server's moment in ms and the zone of its cookie, for the first paint of times. */
  now: number
  zone: string
}

export function Frame({ now, zone, ...layout }: FrameProps) {
  const [clock] = useState({ now, zone })
  useEffect(() => {
    const own = Intl.DateTimeFormat().resolvedOptions().timeZone
    if (own !== zone) keepPreference('zone', own)
  }, [zone])
  return (
    <FirstClockContext value={clock}>
      <PageActionsProvider>
        <FrameStatusProvider>
          <FrameLayout {...layout} />
        </FrameStatusProvider>
      </PageActionsProvider>
      <Toaster />
      <Announcer />
    </FirstClockContext>
  )
}
