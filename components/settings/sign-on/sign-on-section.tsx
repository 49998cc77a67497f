'use client'
// Settings, Single sign-on: the provider, who comes in through it, with which roles, and how strictly.
import { SettingsPage } from '@/components/settings/settings-page'
import { Button } from '@/components/ui/button'
import type { SsoShown } from '@/lib/wire/sso'
import { ConnectionCard } from './connection-card'
import { GroupsCard } from './groups-card'
import { PeopleCard, type Teams } from './people-card'
import { UseCard } from './use-card'
import { type SignOn, useSignOn } from './use-sign-on'

function SaveBar({ signOn: { dirty, busy, error, save, undo } }: { signOn: SignOn }) {
  if (!dirty && !error) return null
  return (
    <div className="sticky bottom-0 -mx-1 flex flex-wrap items-center justify-end gap-2 border-line border-t bg-canvas px-1 py-3">
      <p role="status" className="min-w-0 flex-1 basis-20">
        {error ? (
          <span className="text-bad-fg">{error}</span>
        ) : (
          <span className="text-fg-muted">Not saved yet</span>
        )}
      </p>
      <Button onClick={undo}>Undo</Button>
      <Button variant="primary" busy={busy} onClick={save}>
        Save single sign-on
      </Button>
    </div>
  )
}

export function SignOnSection({ sso, teams }: { sso: SsoShown; teams: Teams }) {
  const signOn = useSignOn(sso)
  return (
    <SettingsPage slug="sign-on" title="Single sign-on" note="OpenID Connect">
      <ConnectionCard signOn={signOn} />
      <PeopleCard signOn={signOn} teams={teams} />
      <GroupsCard signOn={signOn} teams={teams} />
      <UseCard signOn={signOn} teams={teams} />
      <SaveBar signOn={signOn} />
    </SettingsPage>
  )
}
