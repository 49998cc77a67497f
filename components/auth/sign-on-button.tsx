'use client'
// The way in through the organisation's provider, and the one sentence for when it did not open.
import { LogIn } from 'lucide-react'
import { useState } from 'react'
import { LiveRegion } from '@/components/auth/live-region'
import { Banner } from '@/components/ui/banner'
import { Button } from '@/components/ui/button'
import { leaveForSignOn, type SignOnFailure } from '@/lib/client/sign-on'

/** A failure's number, for whoever is asked about it. */
export function FailureNumber({ uuid }: { uuid: string }) {
  return <code className="mono select-all break-all text-meta">{uuid}</code>
}

type SignOnButtonProps = {
  name: string
  returnTo: string
  /** The number of the sign-in that just failed. */
  failed?: string | undefined
}

type NoteProps = { name: string; failure: SignOnFailure | undefined; failed: string | undefined }

function FailureNote({ name, failure, failed }: NoteProps) {
  if (failure)
    return (
      <Banner tone="warn">
        <p>{failure.message}</p>
        {failure.uuid !== '' && <FailureNumber uuid={failure.uuid} />}
      </Banner>
    )
  if (failed === undefined) return null
  return (
    <Banner tone="bad">
      <p>{name} did not sign you in here. Try again, or give an administrator this number:</p>
      <FailureNumber uuid={failed} />
    </Banner>
  )
}

export function SignOnButton({ name, returnTo, failed }: SignOnButtonProps) {
  const [busy, setBusy] = useState(false)
  const [failure, setFailure] = useState<SignOnFailure>()
  const leave = async () => {
    setBusy(true)
    setFailure(undefined)
    const stayed = await leaveForSignOn('sign_in', returnTo)
    // Still busy while the provider's page is on its way.
    if (!stayed) return
    setBusy(false)
    setFailure(stayed)
  }
  return (
    <div className="flex flex-col gap-4">
      <LiveRegion>
        <FailureNote name={name} failure={failure} failed={busy ? undefined : failed} />
      </LiveRegion>
      <Button variant="primary" busy={busy} onClick={leave}>
        <LogIn aria-hidden /> Sign in with {name}
      </Button>
    </div>
  )
}
