'use client'
// What is exported, in which form: asked beside the button that says Export.
import { Download } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import { Button } from './button'
import { Popover } from './popover'

type ExportPopoverProps = {
  title: string
  /** The form; it calls `onDone` once its file is under way. */
  form: (onDone: () => void) => ReactNode
}

export function ExportPopover({ title, form }: ExportPopoverProps) {
  const [open, setOpen] = useState(false)
  return (
    <Popover
      open={open}
      onOpenChange={setOpen}
      title={title}
      align="end"
      className="w-80"
      trigger={
        <Button>
          <Download aria-hidden /> Export
        </Button>
      }
    >
      {form(() => setOpen(false))}
    </Popover>
  )
}
