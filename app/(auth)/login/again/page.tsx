// A window of its own for what is asked of the provider beside signing in: a fresh proof, a trial.
import type { Metadata } from 'next'
import { redirect } from 'next/navigation'
import { AgainDoor, AgainEnd } from '@/components/auth/again-door'
import { AuthPage } from '@/components/auth/auth-page'
import { signOnOffer } from '@/lib/domain/sso'
import { findViewer } from '@/lib/http/session'
import { SignOnNews } from '@/lib/wire/sso'

export const metadata: Metadata = { title: 'Sign in again' }

type AgainPageProps = { searchParams: Promise<Record<string, string | string[] | undefined>> }

const titles = { prove: 'Sign in again', test: 'Trial sign-in', link: 'Connect your account' }

export default async function AgainPage({ searchParams }: AgainPageProps) {
  const given = await searchParams
  const purpose = SignOnNews.shape.for.catch('prove').parse(given.for)
  if (!(await findViewer())) redirect('/login')
  const failed = typeof given.failed === 'string' ? given.failed.slice(0, 64) : ''
  const offer = await signOnOffer()
  return (
    <AuthPage title={titles[purpose]}>
      {given.done === undefined ? (
        <AgainDoor purpose={purpose} name={offer?.name ?? 'the provider'} />
      ) : (
        <AgainEnd purpose={purpose} failed={failed} />
      )}
    </AuthPage>
  )
}
