'use client'
// How fast answers come: from the status frames of the last minute, on the server's clock.
import { useEffect, useState } from 'react'
import type { StatusFrame } from '@/lib/wire/frames'
import { type RateSample, ratePerMinute } from './wait-words'
import { doneOf, isOpen } from './words'

const windowMs = 60_000

/** The samples with one more, none older than the window. */
export function sampled(samples: readonly RateSample[], sample: RateSample): RateSample[] {
  const kept = samples.filter(({ at }) => at > sample.at - windowMs && at < sample.at)
  return [...kept, sample]
}

/** Answers a minute; undefined before there is enough to tell, and once it has ended. */
export function useRate(status: StatusFrame): number | undefined {
  const [samples, setSamples] = useState<readonly RateSample[]>([])
  useEffect(() => {
    const sample = { at: Date.parse(status.server_time), done: doneOf(status.counts) }
    setSamples((old) => sampled(old, sample))
  }, [status])
  return isOpen(status.status) ? ratePerMinute(samples) : undefined
}
