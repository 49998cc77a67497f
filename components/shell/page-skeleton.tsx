// A page before it is there, for the segments of lists. Pages of one thing do without: React shows
// what follows a skeleton 300 ms after it at the earliest, and their server is sooner.
import { Page } from '@/components/shell/page'
import { Skeleton, SkeletonRows } from '@/components/ui/page-states'

export function PageSkeleton() {
  return (
    <Page title={<Skeleton className="w-32" />}>
      <SkeletonRows rows={12} className="rounded-lg border border-line bg-surface" />
    </Page>
  )
}
