'use client'
// A window over the page. On a phone it is a sheet at the bottom edge.
import { Dialog as Base } from '@base-ui/react/dialog'
import { X } from 'lucide-react'
import type { ReactNode } from 'react'
import { Button } from './button'
import { cn } from './cn'

export const scrimLook =
  'fixed inset-0 z-dialog bg-scrim transition-opacity duration-base data-ending-style:opacity-0 data-starting-style:opacity-0'

export const dialogLook =
  'fixed inset-x-4 top-[8vh] z-dialog mx-auto flex max-h-[84vh] max-w-lg flex-col overflow-hidden rounded-xl border border-line-strong bg-raised shadow-dialog outline-none transition-[opacity,scale] duration-base ease-out data-ending-style:scale-98 data-ending-style:opacity-0 data-starting-style:scale-98 data-starting-style:opacity-0 max-sm:inset-x-0 max-sm:top-auto max-sm:bottom-0 max-sm:max-h-[88vh] max-sm:max-w-none max-sm:rounded-b-none'

type DialogProps = {
  open: boolean
  onOpenChange: (open: boolean) => void
  title: ReactNode
  description?: ReactNode
  children?: ReactNode
  /** Buttons, harmless one first. */
  footer?: ReactNode
  className?: string
}

export function Dialog(props: DialogProps) {
  const { open, onOpenChange, title, description, children, footer, className } = props
  return (
    <Base.Root open={open} onOpenChange={onOpenChange}>
      <Base.Portal>
        <Base.Backdrop className={scrimLook} />
        <Base.Popup className={cn(dialogLook, className)}>
          <header className="flex items-start justify-between gap-4 px-6 pt-4">
            <Base.Title className="pt-1 text-title">{title}</Base.Title>
            <Base.Close
              render={
                <Button variant="ghost" size="icon" aria-label="Close">
                  <X aria-hidden />
                </Button>
              }
            />
          </header>
          <div className="min-h-0 overflow-y-auto px-6 pt-2 pb-6">
            {description && (
              <Base.Description className="mb-4 text-fg-muted">{description}</Base.Description>
            )}
            {children}
          </div>
          {footer && <DialogFooter>{footer}</DialogFooter>}
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
  )
}

export function DialogFooter({ children }: { children: ReactNode }) {
  return (
    <footer className="flex flex-wrap justify-end gap-2 border-line border-t bg-surface px-6 py-3 max-sm:flex-col-reverse max-sm:[&>button]:w-full">
      {children}
    </footer>
  )
}
