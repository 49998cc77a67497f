// What a line did to the state: a row came, went, or the whole state was told.
import { Camera, CircleSlash, Minus, Plus } from 'lucide-react'
import { cn } from '@/components/ui/cn'
import type { ResultAction } from '@/lib/wire/results'

const looks = {
  added: { icon: Plus, tone: 'text-ok-fg' },
  removed: { icon: Minus, tone: 'text-bad-fg' },
  snapshot: { icon: Camera, tone: 'text-info-fg' },
  empty: { icon: CircleSlash, tone: 'text-fg-muted' },
} as const

export function ActionBadge({ action }: { action: ResultAction }) {
  const { icon: Icon, tone } = looks[action]
  return (
    <span className={cn('inline-flex items-center gap-1', tone)}>
      <Icon aria-hidden className="size-3.5" /> {action}
    </span>
  )
}
