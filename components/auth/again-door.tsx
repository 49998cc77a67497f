'use client'
// A window on its way to the provider, or back from there: it tells the page that opened it and closes.
import { useEffect, useRef, useState } from 'react'
import { LiveRegion } from '@/components/auth/live-region'
import { FailureNumber } from '@/components/auth/sign-on-button'
import { Banner } from '@/components/ui/banner'
import { Button } from '@/components/ui/button'
import { announceSignOn, leaveForSignOn, type SignOnFailure } from '@/lib/client/sign-on'
import type { SignOnNews } from '@/lib/wire/sso'

type Purpose = SignOnNews['for']

/** Goes to the provider at once: the click was on the page that opened this window. */
export function AgainDoor({ purpose, name }: { purpose: Purpose; name: string }) {
  const [failure, setFailure] = useState<SignOnFailure>()
  const started = useRef(false)
  const leave = async () => {
    setFailure(undefined)
    setFailure(await leaveForSignOn(purpose, '/'))
  }
  useEffect(() => {
    if (started.current) return
    started.current = true
    void leaveForSignOn(purpose, '/').then(setFailure)
  }, [purpose])
  return (
    <div className="flex flex-col gap-4">
      <LiveRegion>
        {failure && (
          <Banner tone="bad">
            <p>{failure.message}</p>
            {failure.uuid !== '' && <FailureNumber uuid={failure.uuid} />}
          </Banner>
        )}
      </LiveRegion>
      <Button variant="primary" busy={failure === undefined} onClick={leave}>
        {failure ? `Try ${name} again` : `Going to ${name}`}
      </Button>
    </div>
  )
}

const ended: Record<Purpose, { good: string; bad: string }> = {
  prove: {
    good: 'It is you. Go on in the window before this one.',
    bad: 'The provider did not show that it is you. Sign in there as yourself, afresh.',
  },
  test: {
    good: 'The trial worked. What it brought is on the page before this one.',
    bad: 'The trial did not work. Why is on the page before this one.',
  },
  link: {
    good: 'Your account is connected.',
    bad: 'Your account was not connected. Give an administrator this number:',
  },
}

export function AgainEnd({ purpose, failed }: { purpose: Purpose; failed: string }) {
  useEffect(() => {
    announceSignOn({ for: purpose, failed })
    if (failed === '') window.close()
  }, [purpose, failed])
  const { good, bad } = ended[purpose]
  return (
    <div className="flex flex-col gap-4">
      <Banner tone={failed === '' ? 'ok' : 'bad'}>
        <p>{failed === '' ? good : bad}</p>
        {failed !== '' && <FailureNumber uuid={failed} />}
      </Banner>
      <Button onClick={() => window.close()}>Close this window</Button>
    </div>
  )
}
