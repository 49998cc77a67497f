'use client'
// Asks who sits there once more: by the password, or at the provider in a window of its own.
import { CircleCheck, LogIn } from 'lucide-react'
import { useEffect, useState } from 'react'
import { FailureNumber } from '@/components/auth/sign-on-button'
import { Button } from '@/components/ui/button'
import { Field } from '@/components/ui/field'
import { Input } from '@/components/ui/input'
import { onSignOn, openSignOn } from '@/lib/client/sign-on'
import { useProofs } from './proofs'

const since = 'You signed in more than 15 minutes ago'

/** A proof in the making: a password as it is typed, or a window that came back. */
export function useProof(needed: boolean) {
  const { password, sign_on } = useProofs()
  const [secret, setSecret] = useState('')
  const [proved, setProved] = useState(false)
  const [failed, setFailed] = useState('')
  useEffect(() => {
    if (!needed || sign_on === null) return
    return onSignOn((news) => {
      if (news.for !== 'prove') return
      setProved(news.failed === '')
      setFailed(news.failed)
    })
  }, [needed, sign_on])
  const first = password ? 'Give your password first' : 'Sign in again first'
  const lacks = needed && secret === '' && !proved ? first : undefined
  const clear = () => {
    setSecret('')
    setProved(false)
    setFailed('')
  }
  return { secret, setSecret, proved, failed, lacks, clear }
}

export type Proof = ReturnType<typeof useProof>

type ProveAgainProps = { proof: Proof; error: string | undefined }

function PasswordField({ proof: { secret, setSecret }, error }: ProveAgainProps) {
  return (
    <Field label="Your password" hint={since} error={error} className="mt-4">
      <Input
        type="password"
        autoComplete="current-password"
        value={secret}
        onChange={(event) => setSecret(event.target.value)}
        className="w-64"
      />
    </Field>
  )
}

function AtProvider({
  proof: { failed },
  name,
  alone,
}: {
  proof: Proof
  name: string
  alone: boolean
}) {
  return (
    <div className="mt-4 flex flex-col items-start gap-1">
      <Button onClick={() => openSignOn('prove')}>
        <LogIn aria-hidden /> {alone ? 'Sign in again with' : 'Or sign in again with'} {name}
      </Button>
      {alone && <p className="text-fg-subtle text-meta">{since}</p>}
      {failed !== '' && (
        <p role="alert" className="text-bad-fg">
          {name} did not show that it is you. <FailureNumber uuid={failed} />
        </p>
      )}
    </div>
  )
}

export function ProveAgain({ proof, error }: ProveAgainProps) {
  const { password, sign_on } = useProofs()
  if (proof.proved)
    return (
      <p role="status" className="mt-4 flex items-center gap-1 text-ok-fg">
        <CircleCheck aria-hidden className="size-4" /> You signed in just now
      </p>
    )
  const asks = password || sign_on === null
  return (
    <>
      {asks && <PasswordField proof={proof} error={error} />}
      {sign_on !== null && <AtProvider proof={proof} name={sign_on} alone={!asks} />}
    </>
  )
}
