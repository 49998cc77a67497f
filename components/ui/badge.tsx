// Words on a wash. A state badge always carries an icon, so that colour only repeats the word.
import {
  ArrowRight,
  CircleCheck,
  CircleDashed,
  Clock,
  type LucideIcon,
  OctagonX,
  TriangleAlert,
} from 'lucide-react'
import type { ReactNode } from 'react'
import { cn } from './cn'
import { type Tone, wash } from './state-words'

const look =
  'inline-flex h-5 max-w-full align-middle items-center gap-1 whitespace-nowrap rounded-sm px-1.5 font-medium text-meta'

type BadgeProps = { children: ReactNode; className?: string }

export function Badge({ children, className }: BadgeProps) {
  return (
    <span className={cn(look, 'border border-line-strong text-fg-muted', className)}>
      {children}
    </span>
  )
}

export const toneIcon: Record<Tone, LucideIcon> = {
  ok: CircleCheck,
  warn: TriangleAlert,
  bad: OctagonX,
  info: ArrowRight,
  waiting: Clock,
  offline: CircleDashed,
}

type ToneBadgeProps = { tone: Tone; children: ReactNode; className?: string }

export function ToneBadge({ tone, children, className }: ToneBadgeProps) {
  const Icon = toneIcon[tone]
  return (
    <span className={cn(look, wash[tone], className)}>
      <Icon aria-hidden className="size-3.5" />
      {children}
    </span>
  )
}

const tones: Record<string, Tone> = {
  waiting: 'waiting',
  running: 'info',
  paused: 'warn',
  complete: 'ok',
  stopped: 'offline',
  expired: 'offline',
  answered: 'ok',
  failed: 'bad',
  denylisted: 'bad',
  too_large: 'warn',
  sent: 'info',
  cancelled: 'offline',
  online: 'ok',
  offline: 'offline',
  missing: 'warn',
  new: 'info',
  'in sync': 'ok',
  due: 'waiting',
  late: 'warn',
  refused: 'bad',
}

/** A state in the API's own word: campaigns, hosts in a campaign, hosts, configuration. */
export function StateBadge({ state, className }: { state: string; className?: string }) {
  return (
    <ToneBadge tone={tones[state] ?? 'offline'} {...(className ? { className } : {})}>
      {state.replaceAll('_', ' ')}
    </ToneBadge>
  )
}
