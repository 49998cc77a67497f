'use client'
// Putting a need off for a while, and showing it again.
import { useSearchParams } from 'next/navigation'
import { api } from '@/lib/client/api'
import { useCall } from '@/lib/client/use-call'
import type { Need } from '@/lib/wire/overview'
import { Nothing } from '@/lib/wire/values'

const path = '/api/v1/fleet/status/snoozes'

export type Snooze = ReturnType<typeof useSnooze>

export function useSnooze(onChanged: () => void) {
  const call = useCall()
  const team = useSearchParams().get('team_id')
  const send = async (body: object) => {
    const of = team ? { team_id: Number(team) } : {}
    await api(Nothing, path, { method: 'POST', body: { ...of, ...body } })
    onChanged()
  }
  const begin = (
    need: Need,
    { hours, reason }: { hours: number; reason: string },
    done: () => void,
  ) =>
    call.run(async () => {
      const until = new Date(Date.now() + hours * 3_600_000).toISOString()
      await send({ kind: need.kind, count: need.count, reason, until })
      done()
    })
  const end = (kind: Need['kind']) => call.run(() => send({ kind, until: null }))
  return { busy: call.busy, error: call.error, begin, end }
}
