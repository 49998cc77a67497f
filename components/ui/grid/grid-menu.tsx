'use client'
// The menu of a cell: on a right click, a long press, or the menu key. Elsewhere the browser's own.
import { ContextMenu as Base } from '@base-ui/react/context-menu'
import { type MouseEvent, type ReactNode, useState } from 'react'
import { cn } from '../cn'
import { popupLook } from '../popup-look'
import type { ActiveCell } from './grid-types'
import { cellOf } from './use-grid-table'

type GridMenuProps = {
  /** Undefined: this grid has no menu. */
  menuOf: ((cell: ActiveCell) => ReactNode) | undefined
  children: ReactNode
}

export function GridMenu({ menuOf, children }: GridMenuProps) {
  const [cell, setCell] = useState<ActiveCell>()
  if (!menuOf) return children
  const aim = (event: MouseEvent) => {
    const under = cellOf(event)
    if (under && under.row >= 0) setCell(under)
    else event.stopPropagation()
  }
  return (
    <Base.Root>
      <Base.Trigger onContextMenuCapture={aim}>{children}</Base.Trigger>
      <Base.Portal>
        <Base.Positioner className="z-menu">
          <Base.Popup className={cn(popupLook, 'min-w-48 max-w-96')}>
            {cell && menuOf(cell)}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  )
}
