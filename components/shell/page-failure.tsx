'use client'
// What a page shows when it failed to draw: the words, the request's id, and another try.
import { useEffect } from 'react'
import { ErrorState } from '@/components/ui/page-states'
import { Page } from './page'

export type FailureProps = { error: Error & { digest?: string }; retry: () => void }

export function FailureNote({ error, retry }: FailureProps) {
  useEffect(() => {
    console.error(error)
  }, [error])
  return (
    <ErrorState title="This page could not be drawn" requestId={error.digest} onRetry={retry}>
      Nothing was changed, and agents are not affected. If it stays, give the request id to whoever
      runs this server.
    </ErrorState>
  )
}

export function PageFailure(props: FailureProps) {
  return (
    <Page title="Something failed">
      <FailureNote {...props} />
    </Page>
  )
}
