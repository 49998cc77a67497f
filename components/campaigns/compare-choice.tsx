'use client'
// The page of a comparison before two different campaigns are named.
import { Page } from '@/components/shell/page'
import { ButtonLink } from '@/components/ui/button'
import { EmptyState } from '@/components/ui/page-states'

export function CompareChoice() {
  return (
    <Page title="Compare" crumbs={[{ label: 'Campaigns', href: '/campaigns' }]}>
      <EmptyState
        title="Two different campaigns are compared"
        action={
          <ButtonLink variant="primary" href="/campaigns">
            Select two campaigns
          </ButtonLink>
        }
      >
        Select two in the list and press Compare, or choose an earlier run on a campaign's page.
      </EmptyState>
    </Page>
  )
}
