'use client'
// Puts dead letters through the door again: one by name, or all that match, stretch after stretch.
import { useState } from 'react'
import { api } from '@/lib/client/api'
import { useCall } from '@/lib/client/use-call'
import { type ReplayBody, ReplayReply, type ReplayTally, sumReplays } from '@/lib/wire/dead-letters'

const path = '/api/v1/fleet/dead_letters/replay'

export function useReplay(onReplayed: () => void) {
  const call = useCall()
  const [told, setTold] = useState<ReplayTally>()
  const replay = (body: ReplayBody) =>
    call.run(async () => {
      const replies: ReplayReply[] = []
      let next: ReplayBody | null = body
      while (next !== null) {
        const reply: ReplayReply = await api(ReplayReply, path, { method: 'POST', body: next })
        replies.push(reply)
        setTold(sumReplays(replies))
        const cursor: string | null = reply.next_cursor
        next = cursor !== null && 'filter' in body ? { ...body, cursor } : null
      }
      onReplayed()
    })
  const clear = () => {
    call.clear()
    setTold(undefined)
  }
  return { busy: call.busy, error: call.error, told, replay, clear }
}
