'use client'
// Toasts: only for what the reader just did, never the only record. Errors stay until closed.
import { Toaster as Base, toast as show } from 'sonner'

const layer = { zIndex: 60 }

export function Toaster() {
  return (
    <Base
      position="bottom-right"
      visibleToasts={3}
      duration={5000}
      offset={{ bottom: 40, right: 16 }}
      style={layer}
      containerAriaLabel="Notifications"
      toastOptions={{
        unstyled: true,
        closeButton: true,
        classNames: {
          toast:
            'group flex w-(--width) items-start gap-3 rounded-lg border border-line-strong bg-raised p-3 pe-10 font-sans text-body text-fg shadow-pop',
          title: 'font-medium',
          description: 'text-fg-muted',
          icon: 'mt-0.5 [&_svg]:size-4 group-data-[type=success]:text-ok-fg group-data-[type=error]:text-bad-fg',
          actionButton:
            'ms-auto h-7 shrink-0 rounded-md border border-line-strong px-2 font-medium hover:bg-hover',
          closeButton:
            'absolute end-2 top-2 grid size-6 place-items-center rounded-sm text-fg-muted hover:bg-hover',
        },
      }}
    />
  )
}

type Undo = { label?: string; run: () => void }

export const toast = {
  done(message: string, options: { detail?: string; undo?: Undo } = {}): void {
    const { detail, undo } = options
    show.success(message, {
      ...(detail ? { description: detail } : {}),
      ...(undo
        ? { duration: 8000, action: { label: undo.label ?? 'Undo', onClick: undo.run } }
        : {}),
    })
  },
  failed(message: string, detail?: string): void {
    show.error(message, {
      duration: Number.POSITIVE_INFINITY,
      ...(detail ? { description: detail } : {}),
    })
  },
  note(message: string, detail?: string): void {
    show(message, detail ? { description: detail } : {})
  },
}
