'use client'
// As of when the rows of this host are shown: a line of time with marks where they changed.
import { useCallback, useMemo } from 'react'
import { ticksOf } from '@/components/results/tick-words'
import { TimeSlider } from '@/components/results/time-slider'
import { useNow } from '@/lib/client/use-clock'
import { usePoll } from '@/lib/client/use-poll'
import type { HostQuery } from '@/lib/wire/host-queries'
import { TicksReply } from '@/lib/wire/results-changes'

const dayMs = 86_400_000
const hourMs = 3_600_000
/** The default retention; a longer one is reached by typing the moment. */
const shownDays = 30

/** Where the query and the host are in every read of states. */
export function stateParams(hostId: number, query: Pick<HostQuery, 'pack_id' | 'name'>) {
  return new URLSearchParams({
    ...{ pack_id: String(query.pack_id), query: query.name, host_id: String(hostId) },
  })
}

type HostMomentProps = {
  hostId: number
  query: HostQuery
  at: string | undefined
  onChange: (at: string | undefined) => void
}

export function HostMoment({ hostId, query, at, onChange }: HostMomentProps) {
  const now = useNow()
  const hour = Math.floor(now / hourMs) * hourMs
  const chosen = Date.parse(at ?? '')
  const isChosen = !Number.isNaN(chosen)
  const from = Math.min(hour - shownDays * dayMs, isChosen ? chosen - dayMs : now)
  const params = stateParams(hostId, query)
  params.set('from', new Date(from).toISOString())
  const { value } = usePoll(TicksReply, `/api/v1/fleet/results/ticks?${params}`, 60)
  const ticks = useMemo(() => (value ? ticksOf(value) : []), [value])
  const move = useCallback(
    (next: number | undefined) =>
      onChange(next === undefined ? undefined : new Date(next).toISOString()),
    [onChange],
  )
  return (
    <TimeSlider
      at={isChosen ? chosen : undefined}
      from={from}
      to={now}
      ticks={ticks}
      onChange={move}
    />
  )
}
