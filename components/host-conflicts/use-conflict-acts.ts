'use client'
// What can be done with conflicts: one machine, two machines, or the decision taken back.
import { toast } from '@/components/ui/toast'
import { announce } from '@/lib/client/announce'
import { api } from '@/lib/client/api'
import { formatNoun } from '@/lib/client/format'
import { useCall } from '@/lib/client/use-call'
import { ConflictBulkReply, ConflictReply, type HostConflict } from '@/lib/wire/host-conflicts'
import { nameOf } from './conflict-words'

const path = '/api/v1/fleet/host_conflicts'

function tell(words: string, undo?: () => void): void {
  announce(words)
  toast.done(words, undo ? { undo: { run: undo } } : {})
}

export function useConflictActs(onDone: () => void) {
  const call = useCall()
  const post = (id: number, action: string) =>
    api(ConflictReply, `${path}/${id}/${action}`, { method: 'POST', body: {} })
  const reopen = (conflict: HostConflict) =>
    call.run(async () => {
      await post(conflict.id, 'reopen')
      tell(`The conflict of ${nameOf(conflict)} is open again`)
      onDone()
    })
  const keepBoth = (conflict: HostConflict) =>
    call.run(async () => {
      await post(conflict.id, 'keep_both')
      tell(`${nameOf(conflict)} stays two hosts`, () => void reopen(conflict))
      onDone()
    })
  const merge = (conflict: HostConflict) =>
    call.run(async () => {
      await post(conflict.id, 'merge')
      tell(`Merged into ${nameOf(conflict)}`, () => void reopen(conflict))
      onDone()
    })
  const keepAll = (ids: number[]) =>
    call.run(async () => {
      const body = { ids, action: 'keep_both' }
      const { changed } = await api(ConflictBulkReply, `${path}/bulk`, { method: 'POST', body })
      tell(`${formatNoun(changed, 'conflict')} settled: every machine stays a host of its own`)
      onDone()
    })
  return { ...call, reopen, keepBoth, merge, keepAll }
}

export type ConflictActs = ReturnType<typeof useConflictActs>
