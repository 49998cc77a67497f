// A group of things on its own surface, with an optional head. Cards have no shadow.
import type { ReactNode } from 'react'
import { cn } from './cn'

type CardProps = {
  children: ReactNode
  title?: ReactNode
  /** Beside the title: a count, an as-of. */
  note?: ReactNode
  actions?: ReactNode
  /** The content brings its own padding, as a table does. */
  flush?: boolean
  className?: string
}

export function Card({ children, title, note, actions, flush, className }: CardProps) {
  return (
    <section className={cn('min-w-0 rounded-lg border border-line bg-surface', className)}>
      {(title || actions) && (
        <header className="flex min-h-11 flex-wrap items-center justify-between gap-2 px-4 pt-2">
          <div className="flex min-w-0 items-baseline gap-2">
            <h2 className="truncate font-semibold text-body">{title}</h2>
            {note && <span className="text-fg-subtle text-meta tabular-nums">{note}</span>}
          </div>
          {actions && <div className="flex items-center gap-2">{actions}</div>}
        </header>
      )}
      <div className={cn(!flush && 'p-4', !flush && title !== undefined && 'pt-2')}>{children}</div>
    </section>
  )
}

type StatProps = {
  label: ReactNode
  value: ReactNode
  unit?: string
  note?: ReactNode
  className?: string
}

/** One figure with what it measures. Numbers change in place and never roll. */
export function Stat({ label, value, unit, note, className }: StatProps) {
  return (
    <div className={cn('flex min-w-0 flex-col', className)}>
      <span className="text-body text-fg-muted">{label}</span>
      <span className="text-fg text-figure tabular-nums">
        {value}
        {unit && <span className="ms-1 font-normal text-body text-fg-subtle">{unit}</span>}
      </span>
      {note && <span className="text-fg-subtle text-meta">{note}</span>}
    </div>
  )
}
