'use client'
// Content beside a control that the reader opened on purpose.
import { Popover as Base } from '@base-ui/react/popover'
import type { ReactElement, ReactNode } from 'react'
import { cn } from './cn'
import { popupLook } from './popup-look'

type PopoverProps = {
  trigger: ReactElement
  title: string
  children: ReactNode
  align?: 'start' | 'center' | 'end'
  className?: string
  /** Held by the caller, who may then close it. */
  open?: boolean
  onOpenChange?: (open: boolean) => void
}

export function Popover(props: PopoverProps) {
  const { trigger, title, children, align = 'start', className, open, onOpenChange } = props
  return (
    <Base.Root
      {...(open === undefined ? {} : { open })}
      {...(onOpenChange ? { onOpenChange: (next: boolean) => onOpenChange(next) } : {})}
    >
      <Base.Trigger render={trigger} />
      <Base.Portal>
        <Base.Positioner align={align} sideOffset={4} className="z-menu">
          <Base.Popup className={cn(popupLook, 'w-72 p-3', className)}>
            <Base.Title className="mb-2 font-semibold text-body">{title}</Base.Title>
            {children}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  )
}
