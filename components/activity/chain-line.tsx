'use client'
// Whether the chain of entries is unbroken: read as the page opens, and again when somebody asks.
import { RotateCw } from 'lucide-react'
import { Banner } from '@/components/ui/banner'
import { Button } from '@/components/ui/button'
import { formatClock, formatCount } from '@/lib/client/format'
import { useZone } from '@/lib/client/use-clock'
import { usePoll } from '@/lib/client/use-poll'
import { Verification } from '@/lib/wire/activity'

const againSeconds = 600

export function ChainLine({ onOpen }: { onOpen: (id: number) => void }) {
  const zone = useZone()
  const { value, failure, loading, refresh } = usePoll(
    Verification,
    '/api/v1/fleet/activities/verify',
    againSeconds,
  )
  const again = (
    <Button size="small" variant="ghost" busy={loading} onClick={refresh}>
      <RotateCw aria-hidden /> Check again
    </Button>
  )
  if (!value) {
    const text = failure
      ? `The chain could not be checked: ${failure.message}`
      : 'Checking the chain'
    return (
      <Banner tone={failure ? 'warn' : 'waiting'} action={failure ? again : undefined}>
        {text}
      </Banner>
    )
  }
  const checked = formatClock(Date.parse(String(value.checked_at)), zone).slice(0, 5)
  const { unbroken, entries, last_id, first_broken } = value
  if (unbroken)
    return (
      <Banner tone="ok" action={again}>
        {last_id === undefined
          ? `No entry yet, checked ${checked}`
          : `Unbroken to entry ${formatCount(last_id)}, checked ${checked}`}
      </Banner>
    )
  return (
    <Banner tone="bad" action={again}>
      Broken at entry{' '}
      <button
        type="button"
        className="font-medium underline"
        onClick={() => first_broken !== undefined && onOpen(first_broken)}
      >
        {formatCount(first_broken ?? 0)}
      </button>
      , checked {checked}. It, or one before it, is not what was written; {formatCount(entries)}{' '}
      before it are intact.
    </Banner>
  )
}
