// One line over the page about something that lasts: what is wrong and what still runs.
import type { ReactNode } from 'react'
import { toneIcon } from './badge'
import { cn } from './cn'
import { type Tone, wash } from './state-words'

type BannerProps = { tone: Tone; children: ReactNode; action?: ReactNode; className?: string }

export function Banner({ tone, children, action, className }: BannerProps) {
  const Icon = toneIcon[tone]
  return (
    <div
      className={cn(
        'flex flex-wrap items-center gap-2 rounded-md px-3 py-2',
        wash[tone],
        className,
      )}
    >
      <Icon aria-hidden />
      <div className="min-w-0 flex-1 basis-48">{children}</div>
      {action}
    </div>
  )
}
