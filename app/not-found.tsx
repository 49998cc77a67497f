import { ButtonLink } from '@/components/ui/button'
import { EmptyState } from '@/components/ui/page-states'

export default function NotFound() {
  return (
    <main className="grid min-h-dvh place-items-center">
      <h1 className="sr-only">Not found</h1>
      <EmptyState
        title="There is no such page"
        action={<ButtonLink href="/">Go to the overview</ButtonLink>}
      >
        The link may be old or mistyped.
      </EmptyState>
    </main>
  )
}
