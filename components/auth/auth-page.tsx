// The two pages outside the frame: the mark, one heading, one card.
import type { ReactNode } from 'react'
import { Card } from '@/components/ui/card'
import { cn } from '@/components/ui/cn'

type AuthPageProps = {
  title: string
  /** One line under the heading. */
  lead?: ReactNode
  wide?: boolean
  children: ReactNode
}

export function AuthPage({ title, lead, wide, children }: AuthPageProps) {
  return (
    <main className="grid min-h-dvh content-start justify-items-center gap-6 px-4 py-12 sm:content-center sm:py-16">
      <div className={cn('flex w-full flex-col gap-6', wide ? 'max-w-140' : 'max-w-90')}>
        <header className="flex flex-col gap-4">
          <Mark />
          <div className="flex flex-col gap-1">
            <h1 className="text-page">{title}</h1>
            {lead && <p className="text-body text-fg-muted">{lead}</p>}
          </div>
        </header>
        <Card className="w-full">{children}</Card>
      </div>
    </main>
  )
}

function Mark() {
  return (
    <div className="flex items-center gap-2">
      <svg viewBox="0 0 32 32" aria-hidden="true" className="size-8">
        <rect width="32" height="32" rx="7" className="fill-ink" />
        <path
          d="M8 23V10l8 8 8-8v13"
          fill="none"
          strokeWidth="3"
          strokeLinecap="round"
          strokeLinejoin="round"
          className="stroke-on-ink"
        />
      </svg>
      <span className="font-semibold text-title">Muster</span>
    </div>
  )
}
