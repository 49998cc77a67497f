'use client'
// Asks before one thing is deleted, with what goes and what stays, deletes it, and says so.
import type { ReactNode } from 'react'
import { announce } from '@/lib/client/announce'
import { api } from '@/lib/client/api'
import { useCall } from '@/lib/client/use-call'
import { Unread } from '@/lib/wire/frame'
import { ConfirmDialog } from './confirm-dialog'
import { toast } from './toast'

type DeleteConfirmProps = {
  /** "label", as in "Delete the label". */
  noun: string
  name: string
  path: string
  onClose: () => void
  onDone: () => void
  children: ReactNode
}

export function DeleteConfirm(props: DeleteConfirmProps) {
  const { noun, name, path, onClose, onDone, children } = props
  const { busy, error, run } = useCall()
  const go = () =>
    run(async () => {
      await api(Unread, path, { method: 'DELETE' })
      const words = `${name} is deleted`
      announce(words)
      toast.done(words)
      onDone()
    })
  return (
    <ConfirmDialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={`Delete ${name}?`}
      keepLabel={`Keep the ${noun}`}
      goLabel={`Delete the ${noun}`}
      danger
      onConfirm={() => void go()}
      busy={busy}
      error={error}
    >
      {children}
    </ConfirmDialog>
  )
}
