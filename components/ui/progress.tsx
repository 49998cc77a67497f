'use client'
// How far along, as a fraction with its denominator. Where there is no denominator it is a wait.
import { Progress as Base } from '@base-ui/react/progress'
import type { ReactNode } from 'react'
import { formatCount } from '@/lib/client/format'
import { cn } from './cn'

type ProgressProps = {
  label: string
  value: number
  total: number
  noun?: string
  className?: string
}

export function Progress({ label, value, total, noun = '', className }: ProgressProps) {
  const text = `${formatCount(value)} of ${formatCount(total)} ${noun}`.trim()
  return (
    <Base.Root
      value={value}
      max={Math.max(total, 1)}
      getAriaValueText={() => text}
      className={cn('flex flex-col gap-1', className)}
    >
      <span className="flex justify-between gap-2">
        <Base.Label className="text-fg-muted">{label}</Base.Label>
        <span className="tabular-nums">{text}</span>
      </span>
      <Base.Track className="h-1.5 overflow-hidden rounded-full bg-line">
        <Base.Indicator className="h-full bg-accent transition-[width] duration-slow ease-out" />
      </Base.Track>
    </Base.Root>
  )
}

/** A named wait: what for, and when it is due. Counts down, never announces itself. */
export function Wait({ children, className }: { children: ReactNode; className?: string }) {
  return (
    <span role="timer" className={cn('text-waiting-fg tabular-nums', className)}>
      {children}
    </span>
  )
}
