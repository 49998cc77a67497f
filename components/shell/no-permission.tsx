// A page for someone whose role does not reach it: what is needed, and where.
import { Lock } from 'lucide-react'
import { EmptyState } from '@/components/ui/page-states'
import { Page } from './page'

export function NoPermission({ title, needs }: { title: string; needs: string }) {
  return (
    <Page title={title}>
      <EmptyState icon={<Lock aria-hidden />} title={`Needs ${needs}`}>
        Your role does not include this page. Whoever administers this server can change that.
      </EmptyState>
    </Page>
  )
}
