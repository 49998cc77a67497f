'use client'
// What the reader is told when the stream is lost for more than three seconds, and once it is back.
import { type ReactNode, useEffect, useRef, useState } from 'react'
import { Banner } from '@/components/ui/banner'
import { leaveForSignIn } from '@/lib/client/api'
import { formatCount, formatDuration, formatNoun } from '@/lib/client/format'
import type { LiveCampaign } from '@/lib/client/use-campaign'
import { useNow } from '@/lib/client/use-clock'

const graceMs = 3_000
const caughtUpMs = 6_000

const isOffline = () => typeof navigator !== 'undefined' && !navigator.onLine

type Loss = { at_ms: number; rows: number }

/** Since when the stream is away, and what was caught up after it came back. */
export function useLoss({ connection, rows }: Pick<LiveCampaign, 'connection' | 'rows'>) {
  const [loss, setLoss] = useState<Loss>()
  const [back, setBack] = useState<Loss>()
  const length = useRef(rows.length)
  length.current = rows.length
  const { state } = connection
  useEffect(() => {
    if (state === 'reconnecting')
      setLoss((old) => old ?? { at_ms: Date.now(), rows: length.current })
    if (state !== 'live' && state !== 'ended') return
    setLoss((old) => {
      if (old && Date.now() - old.at_ms >= graceMs) setBack(old)
      return undefined
    })
  }, [state])
  useEffect(() => {
    if (!back) return
    const timer = setTimeout(() => setBack(undefined), caughtUpMs)
    return () => clearTimeout(timer)
  }, [back])
  return { loss, back, caught: back ? rows.length - back.rows : 0 }
}

/** What is said of the connection; undefined while there is nothing to say. */
export function useConnectionBanner(live: LiveCampaign): ReactNode {
  const { loss, back, caught } = useLoss(live)
  const now = useNow()
  const { connection } = live
  const signedOut = connection.state === 'refused' && connection.signed_out === true
  useEffect(() => {
    if (signedOut) leaveForSignIn()
  }, [signedOut])
  if (connection.state === 'refused') {
    return (
      <Banner tone="bad" className="mb-3">
        {signedOut
          ? 'You were signed out. Sign in and you come back to this link.'
          : `The stream was refused: ${connection.message}. What is shown stays; reload to try again.`}
      </Banner>
    )
  }
  if (connection.state === 'reconnecting' && loss && Date.now() - loss.at_ms >= graceMs) {
    const seconds = Math.max(0, (connection.at_ms - now) / 1000)
    return (
      <Banner tone="warn" className="mb-3">
        {isOffline() ? 'This browser is offline. ' : ''}Reconnecting{' '}
        {seconds < 1 ? 'now' : `in ${formatDuration(seconds)}`}. The campaign goes on; shown up to
        answer {formatCount(live.last_seq)}, none will be missed.
      </Banner>
    )
  }
  if (back) {
    return (
      <Banner tone="ok" className="mb-3">
        Caught up: {formatNoun(caught, 'row')}.
      </Banner>
    )
  }
  return undefined
}
