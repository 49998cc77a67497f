'use client'
// Buttons and links that look like buttons. A button that may not be pressed stays focusable and
// says why, because a reason that only a mouse can read is no reason.
import { cva, type VariantProps } from 'class-variance-authority'
import Link from 'next/link'
import { type ComponentProps, type MouseEvent, type ReactNode, useId } from 'react'
import { cn } from './cn'
import { Tooltip } from './tooltip'

const look = cva(
  'inline-flex shrink-0 select-none items-center justify-center gap-2 whitespace-nowrap rounded-md border font-medium text-body transition-colors duration-fast',
  {
    variants: {
      variant: {
        primary: 'border-transparent bg-ink text-on-ink hover:bg-ink-hover',
        secondary: 'border-line-strong bg-surface text-fg hover:border-line-control hover:bg-hover',
        ghost: 'border-transparent bg-transparent text-fg hover:bg-hover',
        danger: 'border-transparent bg-danger text-on-danger hover:brightness-95',
      },
      size: {
        regular: 'h-(--control) px-3',
        small: 'h-7 px-2 pointer-coarse:h-11',
        icon: 'size-(--control) p-0',
      },
      off: {
        true: 'cursor-not-allowed border-line bg-sunken text-fg-disabled hover:border-line hover:bg-sunken hover:brightness-100',
      },
    },
    defaultVariants: { variant: 'secondary', size: 'regular' },
  },
)

type Look = Pick<VariantProps<typeof look>, 'variant' | 'size'>

export type ButtonProps = ComponentProps<'button'> &
  Look & {
    /** Why it cannot be pressed now. Its presence disables the button. */
    disabledReason?: string | undefined
    /** What is under way: disables the button and marks it busy. The label stays. */
    busy?: boolean | undefined
  }

export function Button(props: ButtonProps) {
  const { variant, size, className, disabledReason, busy, disabled, onClick, ...rest } = props
  const reasonId = useId()
  const off = Boolean(disabledReason || disabled || busy)
  const press = (event: MouseEvent<HTMLButtonElement>) => {
    if (off) event.preventDefault()
    else onClick?.(event)
  }
  const button = (
    <button
      type="button"
      {...rest}
      aria-disabled={off || undefined}
      aria-busy={busy || undefined}
      aria-describedby={disabledReason ? reasonId : rest['aria-describedby']}
      onClick={press}
      className={cn(look({ variant, size, off: off || undefined }), className)}
    />
  )
  if (!disabledReason) return button
  return (
    <>
      <Tooltip text={disabledReason}>{button}</Tooltip>
      <span id={reasonId} className="sr-only">
        {disabledReason}
      </span>
    </>
  )
}

type ButtonLinkProps = ComponentProps<typeof Link> & Look

export function ButtonLink({ variant, size, className, ...rest }: ButtonLinkProps) {
  return <Link {...rest} className={cn(look({ variant, size }), className)} />
}

type IconButtonProps = Omit<ButtonProps, 'size' | 'children'> & {
  /** Names the button; also shown as its tooltip. */
  label: string
  children: ReactNode
}

export function IconButton({ label, variant = 'ghost', disabledReason, ...rest }: IconButtonProps) {
  const button = (
    <Button
      {...rest}
      aria-label={label}
      disabledReason={disabledReason}
      variant={variant}
      size="icon"
    />
  )
  return disabledReason ? button : <Tooltip text={label}>{button}</Tooltip>
}
