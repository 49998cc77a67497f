import { Page } from '@/components/shell/page'
import { Skeleton, SkeletonRows } from '@/components/ui/page-states'

export default function ConsoleLoading() {
  return (
    <Page title={<Skeleton className="w-32" />}>
      <SkeletonRows rows={12} className="rounded-lg border border-line bg-surface" />
    </Page>
  )
}
