'use client'
// A labelled control: hint and error are tied to it by aria, whatever the control is.
import { Field as Base } from '@base-ui/react/field'
import { CircleAlert } from 'lucide-react'
import type { ReactNode } from 'react'
import { cn } from './cn'

type FieldProps = {
  label: ReactNode
  children: ReactNode
  hint?: ReactNode
  /** What is wrong, in words; marks the control invalid. */
  error?: string | undefined
  optional?: boolean
  name?: string
  className?: string
}

export function Field({ label, children, hint, error, optional, name, className }: FieldProps) {
  return (
    <Base.Root
      {...(name ? { name } : {})}
      invalid={Boolean(error)}
      className={cn('flex min-w-0 flex-col gap-1', className)}
    >
      <Base.Label className="font-medium text-body text-fg">
        {label}
        {optional && <span className="font-normal text-fg-subtle"> (optional)</span>}
      </Base.Label>
      {children}
      {hint && <Base.Description className="text-fg-subtle text-meta">{hint}</Base.Description>}
      {error && (
        <Base.Error match className="flex items-start gap-1 text-bad-fg text-meta">
          <CircleAlert aria-hidden className="size-3.5 translate-y-px" />
          {error}
        </Base.Error>
      )}
    </Base.Root>
  )
}
