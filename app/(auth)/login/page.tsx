import type { Metadata } from 'next'
import { cookies } from 'next/headers'
import { redirect } from 'next/navigation'
import { AuthPage } from '@/components/auth/auth-page'
import { LoginForm } from '@/components/auth/login-form'
import { SignInChoice } from '@/components/auth/sign-in-choice'
import { isSetUp } from '@/lib/domain/setup'
import { signOnOffer } from '@/lib/domain/sso'
import { cookieName } from '@/lib/http/cookies'
import { localPath } from '@/lib/http/return-to'
import { findViewer } from '@/lib/http/session'

export const metadata: Metadata = { title: 'Sign in' }

type LoginPageProps = { searchParams: Promise<Record<string, string | string[] | undefined>> }

export default async function LoginPage({ searchParams }: LoginPageProps) {
  const { return_to: given, failed } = await searchParams
  const returnTo = localPath(typeof given === 'string' ? given : undefined)
  if (await findViewer()) redirect(returnTo)
  if (!(await isSetUp()))
    return (
      <AuthPage title="Not set up yet" lead="There is no account on this server.">
        <p>
          Open the link that the server printed when it started. It makes the first account, once.
        </p>
      </AuthPage>
    )
  const signOn = await signOnOffer()
  const expired = (await cookies()).has(cookieName('session'))
  return (
    <AuthPage title="Sign in" lead={expired ? endedLead : undefined}>
      {signOn ? (
        <SignInChoice
          returnTo={returnTo}
          signOn={{ name: signOn.name, enforced: signOn.enforced }}
          failed={typeof failed === 'string' ? failed.slice(0, 64) : undefined}
        />
      ) : (
        <LoginForm returnTo={returnTo} />
      )}
    </AuthPage>
  )
}

const endedLead = 'You were signed out. Sign in to go on where you were; drafts are on this device.'
