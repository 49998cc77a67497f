'use client'
// Whether the chain of entries is unbroken: read as the page opens, and again when somebody asks.
import { RotateCw } from 'lucide-react'
import type { ReactNode } from 'react'
import { Banner } from '@/components/ui/banner'
import { Button } from '@/components/ui/button'
import { formatClock, formatCount } from '@/lib/client/format'
import { useZone } from '@/lib/client/use-clock'
import { usePoll } from '@/lib/client/use-poll'
import { Verification } from '@/lib/wire/activity'

const againSeconds = 600

type LineProps = { found: Verification; again: ReactNode; onOpen: (id: number) => void }

function Found({ found, again, onOpen }: LineProps) {
  const zone = useZone()
  const { unbroken, entries, last_id, first_broken = 0, checked_at } = found
  const checked = formatClock(Date.parse(checked_at), zone).slice(0, 5)
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
      <button type="button" className="font-medium underline" onClick={() => onOpen(first_broken)}>
        {formatCount(first_broken)}
      </button>
      , checked {checked}. It, or one before it, is not what was written; {formatCount(entries)}{' '}
      before it are intact.
    </Banner>
  )
}

export function ChainLine({ onOpen }: { onOpen: (id: number) => void }) {
  const path = '/api/v1/fleet/activities/verify'
  const { value, failure, loading, refresh } = usePoll(Verification, path, againSeconds)
  const again = (
    <Button size="small" variant="ghost" busy={loading} onClick={refresh}>
      <RotateCw aria-hidden /> Check again
    </Button>
  )
  if (value) return <Found found={value} again={again} onOpen={onOpen} />
  return failure ? (
    <Banner tone="warn" action={again}>
      The chain could not be checked: {failure.message}
    </Banner>
  ) : (
    <Banner tone="waiting">Checking the chain</Banner>
  )
}
