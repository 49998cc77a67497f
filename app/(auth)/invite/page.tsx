import type { Metadata } from 'next'
import { InviteDoor } from '@/components/auth/invite-door'

export const metadata: Metadata = { title: 'Choose a password', referrer: 'no-referrer' }

/** The token is in the fragment, which no server sees; the page asks by itself whom it is for. */
export default function InvitePage() {
  return <InviteDoor />
}
