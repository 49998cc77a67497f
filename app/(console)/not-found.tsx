import { Page } from '@/components/shell/page'
import { ButtonLink } from '@/components/ui/button'
import { EmptyState } from '@/components/ui/page-states'

export default function ConsoleNotFound() {
  return (
    <Page title="Not found">
      <EmptyState
        title="Nothing here that you can see"
        action={<ButtonLink href="/">Go to the overview</ButtonLink>}
      >
        It may be deleted or belong to another team.
      </EmptyState>
    </Page>
  )
}
