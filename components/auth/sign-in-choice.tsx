'use client'
// Provider first, password second. Where sign-on is enforced the password form waits behind a button:
// it is for the few administrators who keep one.
import { useState } from 'react'
import { LoginForm } from '@/components/auth/login-form'
import { SignOnButton } from '@/components/auth/sign-on-button'
import { Button } from '@/components/ui/button'

type SignInChoiceProps = {
  /** A path of this site, checked by the server. */
  returnTo: string
  signOn: { name: string; enforced: boolean }
  failed: string | undefined
}

function Or() {
  return (
    <div aria-hidden className="flex items-center gap-3 text-fg-subtle text-meta">
      <span className="h-px flex-1 bg-line" />
      or
      <span className="h-px flex-1 bg-line" />
    </div>
  )
}

export function SignInChoice({ returnTo, signOn, failed }: SignInChoiceProps) {
  const [open, setOpen] = useState(!signOn.enforced)
  return (
    <div className="flex flex-col gap-4">
      <SignOnButton name={signOn.name} returnTo={returnTo} failed={failed} />
      {open && <Or />}
      {open ? (
        <LoginForm returnTo={returnTo} second />
      ) : (
        <Button variant="ghost" onClick={() => setOpen(true)}>
          Administrator: use a password
        </Button>
      )}
    </div>
  )
}
