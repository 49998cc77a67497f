// Settings, Profile: how does the console look to me, and who am I to it?
import type { Metadata } from 'next'
import { cookies } from 'next/headers'
import { ProfileSection } from '@/components/settings/profile/profile-section'
import { rolesText } from '@/components/settings/users/role-words'
import { getUser } from '@/lib/domain/users'
import { requireViewer } from '@/lib/http/session'

export const metadata: Metadata = { title: 'Profile' }

/** Those this server knows. */
const zones = ['UTC', ...Intl.supportedValuesOf('timeZone')]

export default async function ProfilePage() {
  const viewer = await requireViewer()
  const [user, jar] = await Promise.all([getUser(viewer, viewer.user_id), cookies()])
  const { id, name, email } = user
  return (
    <ProfileSection
      me={{ id, name, email, roles: rolesText(user) }}
      density={jar.get('density')?.value === 'compact' ? 'compact' : 'comfortable'}
      zones={[...new Set(zones)]}
    />
  )
}
