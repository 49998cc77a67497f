'use client'
// The destinations as they are now, read every few seconds: lag and throughput move all the time.
import { useMemo } from 'react'
import { usePoll } from '@/lib/client/use-poll'
import { type Destination, DestinationList } from '@/lib/wire/destinations'
import { byNeed } from './destination-words'

/** Figures of the list, and of the open one. */
export const listSeconds = 5

export function useDestinationList(first: readonly Destination[]) {
  const poll = usePoll(DestinationList, '/api/v1/fleet/destinations', listSeconds)
  const held = poll.value?.destinations ?? first
  const rows = useMemo(() => [...held].sort(byNeed), [held])
  return { rows, poll }
}

export type DestinationListState = ReturnType<typeof useDestinationList>
