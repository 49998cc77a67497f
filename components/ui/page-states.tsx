'use client'
// What stands where content is missing: nothing there, something failed, still being read.
import { Check, Copy, RotateCw, TriangleAlert } from 'lucide-react'
import { type ReactNode, useEffect, useState } from 'react'
import { useCopy } from '@/lib/client/use-copy'
import { Button } from './button'
import { cn } from './cn'

type EmptyStateProps = {
  /** The cause: "No host has enrolled yet". */
  title: ReactNode
  children?: ReactNode
  /** The one thing to do about it. */
  action?: ReactNode
  icon?: ReactNode
  className?: string
}

export function EmptyState({ title, children, action, icon, className }: EmptyStateProps) {
  return (
    <div className={cn('flex flex-col items-center gap-1 px-4 py-12 text-center', className)}>
      {icon && <span className="mb-2 text-fg-subtle [&_svg.lucide]:size-6">{icon}</span>}
      <p className="font-semibold text-body">{title}</p>
      {children && <div className="max-w-[52ch] text-fg-muted">{children}</div>}
      {action && <div className="mt-3 flex flex-wrap justify-center gap-2">{action}</div>}
    </div>
  )
}

type ErrorStateProps = {
  /** What happened. */
  title: string
  /** What is safe and what to do. */
  children?: ReactNode
  requestId?: string | undefined
  onRetry?: () => void
  className?: string
}

const retrySeconds = [1, 2, 5, 10]

function useCountedRetry(onRetry: (() => void) | undefined): number | undefined {
  const [round, setRound] = useState(0)
  const [left, setLeft] = useState(retrySeconds[0] ?? 1)
  useEffect(() => {
    if (!onRetry) return
    const timer = setTimeout(() => {
      if (left > 1) return setLeft(left - 1)
      onRetry()
      const next = Math.min(round + 1, retrySeconds.length - 1)
      setRound(next)
      setLeft(retrySeconds[next] ?? 10)
    }, 1000)
    return () => clearTimeout(timer)
  }, [left, round, onRetry])
  return onRetry ? left : undefined
}

export function ErrorState({ title, children, requestId, onRetry, className }: ErrorStateProps) {
  const left = useCountedRetry(onRetry)
  const { copied, copy } = useCopy()
  return (
    <div
      role="alert"
      className={cn('flex flex-col items-center gap-1 px-4 py-12 text-center', className)}
    >
      <TriangleAlert aria-hidden className="mb-2 size-6! text-bad" />
      <p className="font-semibold text-body">{title}</p>
      {children && <div className="max-w-[60ch] text-fg-muted">{children}</div>}
      <div className="mt-3 flex flex-wrap justify-center gap-2">
        {onRetry && (
          <Button onClick={onRetry}>
            <RotateCw aria-hidden /> Try now
          </Button>
        )}
        {requestId && (
          <Button variant="ghost" onClick={() => copy(requestId)}>
            {copied ? <Check aria-hidden /> : <Copy aria-hidden />}
            {copied ? 'Copied' : 'Request'} <span className="mono">{requestId.slice(0, 8)}</span>
          </Button>
        )}
      </div>
      {left !== undefined && (
        <span role="timer" className="text-fg-subtle text-meta tabular-nums">
          Trying again in {left} s
        </span>
      )}
    </div>
  )
}

/** A grey place-holder of the final shape; appears after 150 ms. */
export function Skeleton({ className }: { className?: string }) {
  return <span aria-hidden className={cn('skeleton block h-4', className)} />
}

export function SkeletonRows({ rows = 8, className }: { rows?: number; className?: string }) {
  const widths = ['w-3/5', 'w-2/5', 'w-1/2', 'w-1/3']
  return (
    <div className={className}>
      <span role="status" className="sr-only">
        Loading
      </span>
      {Array.from({ length: rows }, (_, index) => `row-${index}`).map((key, index) => (
        <div key={key} className="flex h-(--row) items-center gap-6 border-line border-b px-4">
          <Skeleton className={cn('max-w-96', widths[index % widths.length])} />
          <Skeleton className="ms-auto w-24" />
          <Skeleton className="w-16 max-sm:hidden" />
        </div>
      ))}
    </div>
  )
}

/** A 2 px line on top of content that is being read again. */
export function TopLine({ shown }: { shown: boolean }) {
  if (!shown) return null
  return (
    <span aria-hidden className="absolute inset-x-0 top-0 z-sticky h-0.5 overflow-hidden">
      <span className="top-line block h-full w-1/4 bg-accent" />
    </span>
  )
}
