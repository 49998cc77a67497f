'use client'
// What a destination in need says of itself: how far behind, what failed, what becomes of the lines, and
// that agents do not wait for it.
import type { ReactNode } from 'react'
import { Banner } from '@/components/ui/banner'
import { useNow, useZone } from '@/lib/client/use-clock'
import type { Destination } from '@/lib/wire/destinations'
import { faultSentence, headline, keptSentence, stateTones } from './destination-words'

type DestinationBannerProps = { destination: Destination; action?: ReactNode }

export function DestinationBanner({ destination, action }: DestinationBannerProps) {
  const now = useNow()
  const zone = useZone()
  const rest = [
    faultSentence(destination, { now, zone }),
    keptSentence(destination, zone),
    destination.lag_lines > 0 ? 'Agents are not slowed.' : '',
  ].filter((sentence) => sentence !== '')
  return (
    <Banner tone={stateTones[destination.state]} action={action}>
      <strong className="font-semibold">{headline(destination)}</strong>{' '}
      <span className="wrap-anywhere tabular-nums">{rest.join(' ')}</span>
    </Banner>
  )
}
