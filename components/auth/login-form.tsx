'use client'
// E-mail and password. One message for every refusal; while throttled the button says for how long.
import { type FormEvent, useState } from 'react'
import { LiveRegion } from '@/components/auth/live-region'
import { PasswordInput } from '@/components/auth/password-input'
import { useCountdown } from '@/components/auth/use-countdown'
import { Banner } from '@/components/ui/banner'
import { Button } from '@/components/ui/button'
import { Field } from '@/components/ui/field'
import { Input } from '@/components/ui/input'
import { signIn } from '@/lib/client/sign-in'

const words = {
  refused: 'The e-mail address or password is wrong.',
  throttled: 'Too many tries. Nothing is locked; wait and try again.',
  unavailable: 'The server cannot sign anybody in right now. Try again in a moment.',
}

function Refusal({ failure }: { failure: keyof typeof words | undefined }) {
  return (
    <LiveRegion>
      {failure && <Banner tone={failure === 'refused' ? 'bad' : 'warn'}>{words[failure]}</Banner>}
    </LiveRegion>
  )
}

type LoginFormProps = {
  /** A path of this site, checked by the server. */
  returnTo: string
  /** Another way in stands above it and comes first. */
  second?: boolean
}

export function LoginForm({ returnTo, second = false }: LoginFormProps) {
  const [failure, setFailure] = useState<keyof typeof words>()
  const [busy, setBusy] = useState(false)
  const { left, start } = useCountdown()

  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    if (busy || left > 0) return
    const given = new FormData(event.currentTarget)
    setBusy(true)
    const outcome = await signIn(String(given.get('email')), String(given.get('password')))
    if (!outcome.failure) return window.location.assign(returnTo)
    setBusy(false)
    setFailure(outcome.failure)
    if (outcome.failure === 'throttled') start(outcome.seconds)
  }

  return (
    <form onSubmit={submit} className="flex flex-col gap-4">
      <Refusal failure={failure} />
      <Field label="E-mail" name="email">
        <Input type="email" autoComplete="username" required maxLength={254} autoFocus={!second} />
      </Field>
      <Field label="Password" name="password">
        <PasswordInput autoComplete="current-password" required maxLength={1_024} />
      </Field>
      <Button
        type="submit"
        variant={second ? 'secondary' : 'primary'}
        busy={busy}
        disabled={left > 0}
      >
        {left > 0 ? `Try again in ${left} s` : busy ? 'Signing in' : 'Sign in'}
      </Button>
    </form>
  )
}
