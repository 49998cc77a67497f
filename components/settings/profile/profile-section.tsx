'use client'
// Settings, Profile: who I am here, how the console looks to me, where I am signed in.
import { useProofs } from '@/components/auth/proofs'
import { SessionsList } from '@/components/settings/sessions/sessions-list'
import { SettingsPage } from '@/components/settings/settings-page'
import { IdentitiesCard } from '@/components/settings/sign-on/identities-card'
import { Card } from '@/components/ui/card'
import { LooksCard } from './looks-card'
import { type Me, MeCard } from './me-card'
import { PasswordCard } from './password-card'

type ProfileSectionProps = {
  me: Me
  density: 'comfortable' | 'compact'
  zones: readonly string[]
}

export function ProfileSection({ me, density, zones }: ProfileSectionProps) {
  const { password } = useProofs()
  return (
    <SettingsPage slug="" title="Profile">
      <MeCard me={me} />
      <LooksCard density={density} zones={zones} />
      <Card title="Signed in" flush>
        <SessionsList />
      </Card>
      <IdentitiesCard userId={me.id} own />
      {password && <PasswordCard me={me} />}
    </SettingsPage>
  )
}
