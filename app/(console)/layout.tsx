// The console: everything inside the frame is for someone who is signed in.
import { cookies } from 'next/headers'
import type { ReactNode } from 'react'
import { ProofsProvider } from '@/components/auth/proofs'
import { settingsPath } from '@/components/settings/sections'
import { Frame } from '@/components/shell/frame'
import { permits } from '@/lib/domain/permissions'
import { getPreferences } from '@/lib/domain/preferences'
import { proofsOf } from '@/lib/domain/sso-proofs'
import { listTeams } from '@/lib/domain/teams'
import { requireViewer } from '@/lib/http/session'
import { Theme } from '@/lib/wire/frame'
import { TeamQuery } from '@/lib/wire/teams'
import { visibleSettings } from './visible-settings'

export default async function ConsoleLayout({ children }: { children: ReactNode }) {
  const viewer = await requireViewer()
  const [jar, preferences, { teams }, proofs] = await Promise.all([
    cookies(),
    getPreferences(viewer),
    listTeams(viewer, TeamQuery.parse({ per_page: '500' })),
    proofsOf(viewer),
  ])
  return (
    <Frame
      viewer={{
        name: viewer.name,
        email: viewer.email,
        teams: teams.map(({ id, name }) => ({ id, name })),
        withheld: permits(viewer, 'destinations:read', { team_id: null }) ? [] : ['/destinations'],
        settings: visibleSettings(viewer).map(({ slug, label }) => ({
          label,
          path: settingsPath(slug),
        })),
      }}
      preferences={preferences}
      theme={Theme.parse(jar.get('theme')?.value)}
      folded={jar.get('sidebar')?.value === 'rail'}
      now={Date.now()}
      zone={readZone(jar.get('zone')?.value)}
    >
      <ProofsProvider proofs={proofs}>{children}</ProofsProvider>
    </Frame>
  )
}

/** The zone the browser told us, if this server knows it too. */
function readZone(given: string | undefined): string {
  const zone = given ?? 'UTC'
  try {
    return new Intl.DateTimeFormat('en-GB', { timeZone: zone }).resolvedOptions().timeZone
  } catch {
    return 'UTC'
  }
}
