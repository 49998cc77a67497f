'use client'
// Settings, Profile: who I am here, and my own choices.
import { SettingsPage } from '@/components/settings/settings-page'
import { ProfileCard, type ProfileProps } from './profile-card'

export function ProfileSection(props: ProfileProps) {
  return (
    <SettingsPage slug="" title="Profile">
      <ProfileCard {...props} />
    </SettingsPage>
  )
}
