'use client'

import { FailureNote } from '@/components/shell/page-failure'

type ErrorPageProps = { error: Error & { digest?: string }; reset: () => void }

export default function ErrorPage({ error, reset }: ErrorPageProps) {
  return (
    <main className="grid min-h-dvh place-items-center">
      <h1 className="sr-only">Something failed</h1>
      <FailureNote error={error} retry={reset} />
    </main>
  )
}
