'use client'
// A panel from the edge for an object without a page of its own; the whole screen on a phone.
import { Dialog as Base } from '@base-ui/react/dialog'
import { X } from 'lucide-react'
import type { ReactNode } from 'react'
import { Button } from './button'
import { cn } from './cn'

type SheetProps = {
  open: boolean
  onOpenChange: (open: boolean) => void
  title: ReactNode
  children: ReactNode
  footer?: ReactNode
  side?: 'start' | 'end'
  /** The title is for assistive technology only, as in the navigation drawer. */
  bare?: boolean
  className?: string
}

const sides = {
  start:
    'start-0 border-e data-starting-style:-translate-x-full data-ending-style:-translate-x-full',
  end: 'end-0 border-s data-starting-style:translate-x-full data-ending-style:translate-x-full',
}

export function Sheet(props: SheetProps) {
  const { open, onOpenChange, title, children, footer, side = 'end', bare, className } = props
  return (
    <Base.Root open={open} onOpenChange={onOpenChange}>
      <Base.Portal>
        <Base.Backdrop className="fixed inset-0 z-sheet bg-scrim transition-opacity duration-slow data-ending-style:opacity-0 data-starting-style:opacity-0" />
        <Base.Popup
          className={cn(
            'fixed inset-y-0 z-sheet flex w-[min(560px,100vw)] flex-col border-line-strong bg-raised shadow-dialog outline-none transition-transform duration-slow ease-out data-ending-style:duration-150',
            sides[side],
            className,
          )}
        >
          {bare ? (
            <Base.Title className="sr-only">{title}</Base.Title>
          ) : (
            <header className="flex items-center justify-between gap-4 border-line border-b px-4 py-2">
              <Base.Title className="min-w-0 truncate text-title">{title}</Base.Title>
              <Base.Close
                render={
                  <Button variant="ghost" size="icon" aria-label="Close">
                    <X aria-hidden />
                  </Button>
                }
              />
            </header>
          )}
          <div className={cn('min-h-0 flex-1 overflow-y-auto', !bare && 'p-4')}>{children}</div>
          {footer && (
            <footer className="flex justify-end gap-2 border-line border-t bg-surface px-4 py-3">
              {footer}
            </footer>
          )}
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
  )
}
