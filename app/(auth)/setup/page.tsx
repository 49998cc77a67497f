import type { Metadata } from 'next'
import { AuthPage } from '@/components/auth/auth-page'
import { SetupForm } from '@/components/auth/setup-form'
import { ButtonLink } from '@/components/ui/button'
import { isSetUp, opensSetup } from '@/lib/domain/setup'

export const metadata: Metadata = { title: 'Set up', referrer: 'no-referrer' }

type SetupPageProps = { searchParams: Promise<Record<string, string | string[] | undefined>> }

export default async function SetupPage({ searchParams }: SetupPageProps) {
  const { token } = await searchParams
  if (await isSetUp())
    return (
      <AuthPage title="Set-up is finished">
        <div className="flex flex-col items-start gap-4">
          <p>This server has its first account. Sign in with it, or ask whoever runs the server.</p>
          <ButtonLink href="/login" variant="primary">
            Sign in
          </ButtonLink>
        </div>
      </AuthPage>
    )
  if (typeof token !== 'string' || !(await opensSetup(token)))
    return (
      <AuthPage title="This link does not open set-up">
        <p>
          The server prints a link with a one-time token when it starts. Open the newest one in
          full; each start makes an older link useless.
        </p>
      </AuthPage>
    )
  return (
    <AuthPage
      wide
      title="Set up Muster"
      lead="This makes the first account, an administrator. The link works once."
    >
      <SetupForm token={token} />
    </AuthPage>
  )
}
