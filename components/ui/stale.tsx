'use client'
// A figure past twice its refresh time keeps its value, turns muted and says how old it is.
import type { ReactNode } from 'react'
import { useNow } from '@/lib/client/use-clock'
import { cn } from './cn'
import { AsOf } from './time'

type StaleProps = {
  /** When it was read, in ms. */
  readAt: number | undefined
  refreshSeconds: number
  children: ReactNode
}

export function Stale({ readAt, refreshSeconds, children }: StaleProps) {
  const now = useNow()
  const stale = readAt !== undefined && now - readAt > refreshSeconds * 2000
  return (
    <span className={cn('inline-flex items-baseline gap-2', stale && 'text-fg-muted')}>
      {children}
      {stale && <AsOf at={readAt} />}
    </span>
  )
}
