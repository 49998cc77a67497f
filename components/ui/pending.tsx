'use client'
// What stands in a region that is being read for the first time, or could not be.
import type { Poll } from '@/lib/client/use-poll'
import { ErrorState, SkeletonRows } from './page-states'

type PendingProps = {
  poll: Pick<Poll<unknown>, 'failure' | 'refresh'>
  /** "The hosts could not be read" */
  failed: string
}

export function Pending({ poll: { failure, refresh }, failed }: PendingProps) {
  if (!failure) return <SkeletonRows className="rounded-lg border border-line bg-surface" />
  return (
    <ErrorState title={failed} requestId={failure.uuid} onRetry={refresh}>
      {failure.message}
    </ErrorState>
  )
}
