// One line of the limits: what it is about, and its controls.
import type { ReactNode } from 'react'

type LimitRowProps = { label: string; children: ReactNode }

export function LimitRow({ label, children }: LimitRowProps) {
  return (
    <fieldset
      aria-label={label}
      className="grid grid-cols-[4.5rem_minmax(0,1fr)] items-start gap-x-3 max-sm:grid-cols-1 max-sm:gap-y-1"
    >
      <span aria-hidden className="pt-1.5 text-fg-muted max-sm:pt-0">
        {label}
      </span>
      <div className="min-w-0">{children}</div>
    </fieldset>
  )
}
